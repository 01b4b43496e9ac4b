import Archives
import Cryptography
import Diagnostics
import Files
import JSON
import Registries
import SystemPackage

/// A tar archive of an image: of an OCI layout, or of Docker's kind (`manifest.json`), which may be compressed.
struct ImageArchive {
    private let name: String
    private let folder: FilePath
    /// Files by their names in the archive.
    private var files: [String: FilePath] = [:]

    private static let largest = 64 << 30
    private static let mostFiles = 100_000

    /// Unpacks an archive: each file under a number, so that no name in it says where it goes.
    init(_ path: FilePath, unpackedIn folder: FilePath) throws(Diagnostic) {
        name = path.string
        self.folder = folder
        let tar = TarReader(try DecompressedFile(path, limit: Self.largest), name: path.string)
        var links: [(name: String, target: String)] = []
        while let entry = try tar.next() {
            let name = Self.plain(entry.path)
            switch entry.kind {
            case .regular:
                if files.count == Self.mostFiles { throw Diagnostic(.limit, "\(path) holds more than \(Self.mostFiles) files") }
                let file = folder.appending("\(files.count)")
                try tar.copy(to: FileWriter(file))
                files[name] = file
            case .symbolicLink:
                links.append((name, Self.plain("\(name.split(separator: "/").dropLast().joined(separator: "/"))/\(entry.linkTarget)")))
            case .hardLink: links.append((name, Self.plain(entry.linkTarget)))
            default: break
            }
        }
        for link in links { files[link.name] = files[link.target] }
    }

    /// The layout that the archive is of; nil for an archive of Docker's kind.
    var layout: OCILayout? {
        get throws(Diagnostic) {
            guard files["oci-layout"] != nil, files["index.json"] != nil else { return nil }
            let target = folder.appending("layout")
            for (name, file) in files {
                let parts = name.split(separator: "/").map(String.init)
                let isBlob = parts.count == 3 && parts[0] == "blobs" && ContentDigest("\(parts[1]):\(parts[2])") != nil
                guard isBlob || name == "oci-layout" || name == "index.json" else { continue }
                let place = parts.reduce(target) { $0.appending($1) }
                try Files.makeDirectory(place.removingLastComponent())
                try Files.rename(file, to: place)
            }
            return try OCILayout(target)
        }
    }

    /// The images of an archive of Docker's kind.
    func images() throws(Diagnostic) -> [PlatformImage] {
        guard let list = files["manifest.json"] else {
            throw Diagnostic(.damagedImage, "\(name) is not an archive of an image: it has neither oci-layout nor manifest.json")
        }
        let document: JSON
        let bytes = try Files.read(list, limit: PlatformImage.largestConfig)
        do throws(JSONError) {
            document = try JSON(parsing: bytes)
        } catch {
            throw Diagnostic(.damagedImage, "manifest.json of \(name) is not JSON: \(error.problem)")
        }
        var images: [PlatformImage] = []
        for item in document.items ?? [] {
            let config = try file(item["Config"]?.string)
            var layers: [PlatformImage.Layer] = []
            for layer in item["Layers"]?.items ?? [] {
                let path = try file(layer.string)
                layers.append(.init(path: path, digest: "sha256:\(try Digest.ofFile(path))", size: try FileStatus(path).size))
            }
            images.append(
                try PlatformImage(config: Files.read(config, limit: PlatformImage.largestConfig), name: name, layers: layers)
            )
        }
        if images.isEmpty { throw Diagnostic(.damagedImage, "\(name) holds no image") }
        return images
    }

    private func file(_ named: String?) throws(Diagnostic) -> FilePath {
        guard let named, let file = files[Self.plain(named)] else {
            throw Diagnostic(.damagedImage, "\(name) has no \(named ?? "configuration"), which its manifest.json names")
        }
        return file
    }

    /// A path without `.` and `..`.
    private static func plain(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}
