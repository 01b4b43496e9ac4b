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

    /// Finds out what is meant: a path where there is something, else a reference.
    ///
    /// - Throws: `missing-image` for what can only be a path; `invalid-reference`.
    public init(_ text: String) throws(Diagnostic) {
        let path = FilePath(text)
        if let status = try? FileStatus(followingLinks: path) {
            self = status.kind == .directory ? .layout(path) : .archive(path)
            return
        }
        if text.hasPrefix("/") || text.hasPrefix(".") || text.hasSuffix(".tar") {
            throw Diagnostic(
                .missingImage,
                "there is no image \(text)",
                hint: "give a layout's folder, an archive, or a reference to a registry"
            )
        }
        self = .registry(try ImageReference(text))
    }

    /// Looks an image up; when that fails for one that may have been meant as a path, the error says what it was taken for.
    ///
    /// - Parameter text: how the image was named.
    public static func find<Image>(_ text: String, _ body: (ImageLocation) async throws -> Image) async throws -> Image {
        let location = try ImageLocation(text)
        do {
            return try await body(location)
        } catch let error as Diagnostic {
            guard case .registry(let reference) = location, !text.hasPrefix(reference.repository.registry) else { throw error }
            throw error.noting("there is nothing called \(text) here, so that it was looked for in \(reference.repository.registry)")
        }
    }
}
