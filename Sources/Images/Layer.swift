import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage

/// A layer of an image as a compressed file (IMAGE.md §11).
struct Layer {
    /// The SHA-256 of the compressed file.
    let digest: Digest
    /// The SHA-256 of the tar archive inside.
    let contentDigest: Digest
    /// Length of the compressed file in bytes.
    let size: Int64

    /// Writes the files of an image as one layer.
    init(_ files: ImageFileSystem, to path: FilePath) throws(Diagnostic) {
        let output = DigestSink(try FileWriter(path))
        let gzip = try GzipWriter(output)
        let content = DigestSink(gzip)
        let tar = TarWriter(content)
        let users = try Self.names(files.read("etc/passwd"))
        let groups = try Self.names(files.read("etc/group"))
        for node in files.ordered {
            var entry = node.entry
            entry.userName = users[entry.user] ?? ""
            entry.groupName = groups[entry.group] ?? ""
            switch node.content {
            case .file(let file, let size):
                entry.size = size
                let content = HashedContent(try FileReader(file))
                try tar.add(entry, content: content)
                // The store is not taken at its word: what went in must be what the package promised.
                if let checksum = node.checksum, content.hasher.finish() != checksum {
                    throw Diagnostic(
                        .damagedStore,
                        "\(file) in the store was changed after it was unpacked",
                        hint: "remove the store's folder trees; packages are unpacked again"
                    )
                }
            case .bytes(let bytes):
                if entry.kind == .regular { try tar.add(entry, bytes: bytes) } else { try tar.add(entry) }
            }
        }
        try tar.finish()
        try gzip.finish()
        digest = output.hasher.finish()
        contentDigest = content.hasher.finish()
        size = output.length
    }

    /// Names by number, from `name:x:number:…` lines; the last line of a number wins.
    private static func names(_ bytes: [UInt8]?) -> [UInt32: String] {
        var names: [UInt32: String] = [:]
        for line in String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count > 2, let number = UInt32(fields[2]) { names[number] = String(fields[0]) }
        }
        return names
    }

    /// Computes the SHA-1 of what passes.
    private final class HashedContent: ByteSource {
        let hasher = DigestHasher(.sha1)
        private let source: any ByteSource

        init(_ source: any ByteSource) {
            self.source = source
        }

        func read(upTo count: Int) throws(Diagnostic) -> [UInt8] {
            let bytes = try source.read(upTo: count)
            hasher.write(bytes)
            return bytes
        }
    }

    private final class DigestSink: ByteSink {
        let hasher = DigestHasher()
        private(set) var length: Int64 = 0
        private let sink: any ByteSink

        init(_ sink: any ByteSink) {
            self.sink = sink
        }

        func write(_ bytes: borrowing [UInt8]) throws(Diagnostic) {
            hasher.write(bytes)
            length += Int64(bytes.count)
            try sink.write(bytes)
        }
    }
}

extension Diagnostic.Code {
    /// Something in the store is not what was put there.
    static let damagedStore = work("damaged-store")
}
