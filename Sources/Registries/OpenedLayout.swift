public import Diagnostics
import Files
public import SystemPackage

/// A layout that can be read, as long as this is there: a folder, or an archive, which is unpacked.
public struct OpenedLayout: Sendable {
    public let layout: OCILayout
    private let folder: TemporaryDirectory?

    /// Opens it.
    ///
    /// - Throws: `missing-image`, `damaged-image`; `unsupported-layout` for an archive of another kind.
    public init(_ path: FilePath) throws(Diagnostic) {
        guard (try? FileStatus(followingLinks: path))?.kind == .regular else {
            folder = nil
            layout = try OCILayout(path)
            return
        }
        let folder = try TemporaryDirectory()
        guard let layout = try ImageArchive(path, unpackedIn: folder.path).layout else {
            throw Diagnostic(
                .unsupportedLayout,
                "\(path) is no archive of an OCI layout",
                hint: "build one with --output-format oci-archive; skopeo copy makes one of an archive for Docker"
            )
        }
        self.folder = folder
        self.layout = layout
    }
}
