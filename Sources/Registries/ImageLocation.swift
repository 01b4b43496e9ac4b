public import Diagnostics
import Files
public import SystemPackage

/// Where an image is that somebody named.
public enum ImageLocation: Sendable {
    /// The folder of an OCI layout.
    case layout(FilePath)
    /// An archive of a layout, or of docker save.
    case archive(FilePath)
    /// In a registry.
    case registry(ImageReference)

    /// Finds out what is meant: a path where the text begins with `/` or `.` or ends in `.tar`, a reference where it begins with a registry, and
    /// else a path where there is something. A folder is not taken for what a registry has: its signatures would be taken for those there.
    ///
    /// - Throws: `missing-image` for what can only be a path; `invalid-reference`.
    public init(_ text: String) throws(Diagnostic) {
        let path = FilePath(text)
        if !Self.isReference(text), let status = try? FileStatus(followingLinks: path), [.directory, .regular].contains(status.kind) {
            self = status.kind == .directory ? .layout(path) : .archive(path)
            return
        }
        if Self.isPath(text) {
            throw Diagnostic(
                .missingImage,
                "there is no image \(text)",
                hint: "give a layout's folder, an archive, or a reference to a registry"
            )
        }
        self = .registry(try ImageReference(text))
    }

    private static func isPath(_ text: String) -> Bool { text.hasPrefix("/") || text.hasPrefix(".") || text.hasSuffix(".tar") }

    private static func isReference(_ text: String) -> Bool { !isPath(text) && RepositoryName.namesRegistry(text) }

    /// Looks an image up; when that fails for one that may have been meant otherwise, the error says what it was taken for.
    ///
    /// - Parameter text: how the image was named.
    public static func find<Image>(_ text: String, _ body: (ImageLocation) async throws -> Image) async throws -> Image {
        do {
            return try await body(ImageLocation(text))
        } catch var error as Diagnostic {
            let isThere = Files.exists(FilePath(text))
            if isReference(text), isThere {
                error.hints.append("if \(text) here is meant, write ./\(text)")
            } else if !isReference(text), !isPath(text), !isThere, let registry = try? ImageReference(text).repository.registry {
                error.notes.append("there is nothing called \(text) here, so that it was looked for in \(registry)")
            }
            throw error
        }
    }
}
