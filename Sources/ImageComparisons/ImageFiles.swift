import Archives
import Cryptography
import Diagnostics
import Files

/// The files of an image as somebody sees them who runs it: its layers put on one another (OCI image-spec, layer).
struct ImageFiles {
    /// What is known of one name.
    struct File: Hashable {
        let kind: TarEntry.Kind
        let mode: UInt32
        let user: UInt32
        let group: UInt32
        let time: Int64
        /// Bytes of a file.
        var size: Int64
        /// The SHA-256 of a file's content; where a link leads; the numbers of a device.
        var content: String
        /// Records of the header, such as extended attributes.
        let records: Set<TarEntry.Record>
    }

    /// By path, without a slash in front.
    private(set) var files: [String: File] = [:]
    /// Packages by name, with their versions.
    private(set) var packages: [String: String] = [:]
    /// The digests of the layers' contents, not compressed, lowest first: as they are, whatever the configuration says.
    private(set) var contents: [String] = []
    /// Bytes of all files.
    var size: Int64 { files.values.reduce(0) { $0 + ($1.kind == .regular ? $1.size : 0) } }

    private static let mostFiles = 4_000_000
    private static let largestLayer = 64 << 30
    private static let largestDatabase: Int64 = 128 << 20
    private static let databases = ["lib/apk/db/installed", "usr/lib/apk/db/installed"]
    private static let whiteout = ".wh."

    /// Reads the layers of an image.
    init(_ image: PlatformImage) throws(Diagnostic) {
        var database: [UInt8] = []
        for layer in image.layers {
            var added: [(path: String, file: File)] = []
            // What lies below these names in lower layers is gone.
            var covered: Set<String> = []
            var opaque: Set<String> = []
            let content = HashedSource(try DecompressedFile(layer.path, limit: Self.largestLayer))
            let tar = TarReader(content, name: "layer \(layer.digest)")
            while let entry = try tar.next() {
                let path = entry.path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
                let slash = path.lastIndex(of: "/")
                let folder = slash.map { String(path[..<$0]) } ?? ""
                let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
                if name == ".wh..wh..opq" {
                    opaque.insert(folder)
                } else if name.hasPrefix(Self.whiteout) {
                    covered.insert((folder.isEmpty ? "" : folder + "/") + name.dropFirst(Self.whiteout.count))
                } else if !path.isEmpty {
                    let isDatabase = Self.databases.contains(path)
                    let bytes = isDatabase ? try tar.readAll(limit: Self.largestDatabase) : nil
                    if let bytes { database = bytes }
                    added.append((path, try Self.file(entry, bytes, tar)))
                    if entry.kind != .directory { covered.insert(path) }
                    if files.count + added.count > Self.mostFiles {
                        throw Diagnostic(.limit, "the image has more than \(Self.mostFiles) files")
                    }
                }
            }
            contents.append("sha256:\(try content.finish())")
            cover(covered, opaque)
            for (path, file) in added { files[path] = resolved(file) }
        }
        if Self.databases.contains(where: { files[$0] != nil }) { packages = Self.packages(database) }
    }

    private static func file(_ entry: TarEntry, _ bytes: [UInt8]?, _ tar: TarReader) throws(Diagnostic) -> File {
        var content = entry.linkTarget
        switch entry.kind {
        case .regular:
            let hasher = DigestHasher()
            if let bytes { hasher.write(bytes) }
            while case let chunk = try tar.read(upTo: 1 << 18), !chunk.isEmpty { hasher.write(chunk) }
            content = hasher.finish().hex
        case .characterDevice, .blockDevice: content = "\(entry.deviceMajor):\(entry.deviceMinor)"
        default: break
        }
        return File(
            kind: entry.kind,
            mode: entry.mode,
            user: entry.user,
            group: entry.group,
            time: entry.modificationTime,
            size: entry.size,
            content: content,
            records: Set(entry.records.filter { $0.key.hasPrefix("SCHILY.xattr.") })
        )
    }

    private mutating func cover(_ covered: Set<String>, _ opaque: Set<String>) {
        if covered.isEmpty, opaque.isEmpty { return }
        for path in files.keys {
            var place = path
            var isGone = covered.contains(place)
            while !isGone, !place.isEmpty {
                place = place.lastIndex(of: "/").map { String(place[..<$0]) } ?? ""
                isGone = covered.contains(place) || opaque.contains(place)
            }
            if isGone { files[path] = nil }
        }
    }

    /// A hard link is the file that it leads to.
    private func resolved(_ file: File) -> File {
        guard file.kind == .hardLink else { return file }
        let target = file.content.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        return files[target] ?? file
    }

    /// Names and versions from the text of an installed database (APK-FORMAT.md §13).
    private static func packages(_ database: [UInt8]) -> [String: String] {
        var packages: [String: String] = [:]
        var name = ""
        for line in database.split(separator: UInt8(ascii: "\n")) where line.count > 2 && line[line.startIndex + 1] == UInt8(ascii: ":") {
            let value = String(decoding: line.dropFirst(2), as: UTF8.self)
            switch line.first {
            case UInt8(ascii: "P"): name = value
            case UInt8(ascii: "V"): if !name.isEmpty { packages[name] = value }
            default: break
            }
        }
        return packages
    }
}

/// Bytes on their way, hashed as they pass.
private final class HashedSource: ByteSource {
    private let source: DecompressedFile
    private let hasher = DigestHasher()

    init(_ source: DecompressedFile) { self.source = source }

    func read(upTo count: Int) throws(Diagnostic) -> [UInt8] {
        let bytes = try source.read(upTo: count)
        hasher.write(bytes)
        return bytes
    }

    /// The digest of everything, also of what nobody has read.
    func finish() throws(Diagnostic) -> Digest {
        while case let rest = try read(upTo: 1 << 20), !rest.isEmpty {}
        return hasher.finish()
    }
}
