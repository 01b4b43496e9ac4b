import Diagnostics
import Files
public import Registries
import SystemPackage

/// An image that is looked into, wherever it is: a layout's folder, an archive, or a reference to a registry.
public struct OpenedImage: Sendable {
    let images: [PlatformImage]
    /// What was fetched or unpacked for it; gone with it.
    private let folder: TemporaryDirectory?

    init(images: [PlatformImage], folder: TemporaryDirectory? = nil) {
        self.images = images
        self.folder = folder
    }

    /// Opens an image.
    ///
    /// - Parameters:
    ///   - text: a path or a reference, as `ImageLocation` tells them apart.
    ///   - settings: how registries are spoken to.
    ///   - report: is told before something is fetched.
    /// - Throws: `missing-image`, `damaged-image`, `invalid-reference`, and what registries lead to.
    public static func open(
        _ text: String,
        settings: RegistryClient.Settings,
        report: @escaping @Sendable (String) -> Void
    ) async throws -> OpenedImage {
        try await ImageLocation.find(text) { location in
            switch location {
            case .layout(let path): return OpenedImage(images: try await list(OCILayout(path)))
            case .archive(let path):
                let folder = try TemporaryDirectory()
                let archive = try ImageArchive(path, unpackedIn: folder.path)
                if let layout = try archive.layout { return OpenedImage(images: try await list(layout), folder: folder) }
                return OpenedImage(images: try archive.images(), folder: folder)
            case .registry(let reference):
                let folder = try TemporaryDirectory()
                let target = folder.path.appending("layout")
                _ = try await ImageDownload(into: target).run(reference, settings: settings, report: report)
                return OpenedImage(images: try await list(OCILayout(target)), folder: folder)
            }
        }
    }

    private static func list(_ layout: OCILayout) async throws -> [PlatformImage] {
        let tree = try await ImageTree(layout.image()) { try layout.manifest($0) }
        let images = try PlatformImage.list(tree, in: layout)
        if images.isEmpty { throw Diagnostic(.damagedImage, "\(layout.path) holds no image of a platform") }
        return images
    }
}
