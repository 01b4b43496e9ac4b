import Archives
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
            return try OCILayout(target)
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

    /// Writes a layout as an archive, which gets its name when it is complete: the same bytes for the same layout.
    public static func write(_ layout: OCILayout, to path: FilePath) throws(Diagnostic) {
        let file = try AtomicFile(Files.absolute(path))
        let tar = TarWriter(file)
        func add(_ name: String) throws(Diagnostic) {
            let reader = try FileReader(layout.path.appending(name))
            var entry = TarEntry(path: name, kind: .regular, mode: 0o644)
            entry.size = try reader.size()
            try tar.add(entry, content: reader)
        }
        try add("oci-layout")
        try add("index.json")
        try tar.add(TarEntry(path: "blobs", kind: .directory, mode: 0o755))
        for algorithm in try Files.list(layout.path.appending("blobs")) {
            try tar.add(TarEntry(path: "blobs/\(algorithm)", kind: .directory, mode: 0o755))
            for name in try Files.list(layout.path.appending("blobs").appending(algorithm)) { try add("blobs/\(algorithm)/\(name)") }
        }
        try tar.finish()
        try file.commit()
    }
}
