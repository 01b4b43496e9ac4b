import Archives
import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// A tar archive of an image: of an OCI layout, or of Docker's kind (`manifest.json`), which may be compressed.
public struct ImageArchive {
    /// What messages call it.
    public let name: String
    private let folder: FilePath
    /// Files by their names in the archive.
    private var files: [String: FilePath] = [:]

    private static let largest = 64 << 30
    private static let mostFiles = 100_000

    /// Unpacks an archive: each file under a number, so that no name in it says where it goes.
    public init(_ path: FilePath, unpackedIn folder: FilePath) throws(Diagnostic) {
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
    public var layout: OCILayout? {
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
            return try OCILayout(target, called: name)
        }
    }

    /// A path without `.` and `..`.
    private static func plain(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    /// The file of a name in the archive; nil when there is none.
    public func file(named name: String) -> FilePath? { files[Self.plain(name)] }

    /// Adds what is said of an image to the archive of a layout, which is written anew with all else that is in it. Others who do so are waited
    /// for.
    ///
    /// - Throws: `unsupported-layout` for an archive that is compressed, or whose `index.json` is the image's index itself.
    public static func add(_ referrer: Manifest, _ contents: [[UInt8]], to path: FilePath) async throws {
        // A link goes on to lead to it.
        let place = Files.resolved(path) ?? path
        let lock = try await FileLock.acquire(existing: place)
        defer { withExtendedLifetime(lock) {} }
        let source = try DecompressedFile(place, limit: largest)
        if source.isCompressed {
            throw Diagnostic(
                .unsupportedLayout,
                "\(path) is compressed: nothing can be added to it",
                hint: "decompress it, and compress it again when it is signed; its layers are compressed as it is"
            )
        }
        let file = try AtomicFile(Files.absolute(place), mode: FileStatus(place).mode)
        let (old, new) = (TarReader(source, name: path.string), TarWriter(file))
        func name(_ digest: ContentDigest) -> String { "blobs/\(digest.algorithm)/\(digest.value.hex)" }
        var added: [(name: String, bytes: [UInt8])] = []
        for bytes in contents + [referrer.bytes] where !added.contains(where: { $0.bytes == bytes }) {
            added.append((name(ContentDigest(of: bytes)), bytes))
        }
        var names: Set<String> = []
        var isListed = false
        while let entry = try old.next() {
            let name = plain(entry.path)
            names.insert(name)
            if name == "index.json", entry.kind == .regular {
                let index = try Manifest(old.readAll(limit: Int64(Manifest.largest)), type: MediaType.index, place: "\(name) of \(path)")
                try new.add(entry, bytes: index.listing(referrer, in: path))
                isListed = true
            } else if entry.kind == .regular, let content = added.first(where: { $0.name == name }) {
                // What is there may be damaged.
                try new.add(entry, bytes: content.bytes)
            } else {
                try new.add(entry, content: entry.kind == .regular ? old : nil)
            }
        }
        if !isListed, names.contains("index.json") {
            throw Diagnostic(
                .unsupportedLayout,
                "the index.json of \(path) is a link: nothing can be added to it",
                hint: "make the archive anew, with files in the place of links"
            )
        }
        guard isListed, let subject = referrer.subject, names.contains(name(subject.digest)) else {
            throw Diagnostic.damagedImage("\(path) does not hold the image any more: somebody has put another in its place")
        }
        for content in added where names.insert(content.name).inserted {
            try new.add(TarEntry(path: content.name, kind: .regular, mode: 0o644), bytes: content.bytes)
        }
        try new.finish()
        try file.commit()
    }
}
