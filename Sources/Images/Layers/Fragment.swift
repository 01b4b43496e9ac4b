import APK
import Archives
import Cryptography
import Diagnostics
import Files
import Roots
import Store
import SystemPackage

/// The files of one package as compressed tar entries: members within a layer in the store, so that they are there once.
struct Fragment: Equatable {
    /// The layer that they were made for.
    let layer: Digest
    /// Where they are in its file, in bytes.
    let range: Range<Int64>
    /// The SHA-256 of the members.
    let digest: Digest

    /// The members in a range of a layer's file.
    init(layer: Digest, range: Range<Int64>, digest: Digest) {
        (self.layer, self.range, self.digest) = (layer, range, digest)
    }

    // MARK: The store

    /// The fragment of a key; nil when the store has none.
    init?(_ key: Digest, in store: Store) {
        guard let note = store.sealedNote(.fragment, of: key) else { return nil }
        let words = String(decoding: note, as: UTF8.self).split(separator: " ").map(String.init)
        guard words.count == 4, let layer = Digest(hex: words[0]), let start = Int64(words[1]), let end = Int64(words[2]),
            let digest = Digest(hex: words[3]), 0 <= start, start <= end
        else { return nil }
        self.init(layer: layer, range: start..<end, digest: digest)
    }

    /// Keeps for a key where its fragment is.
    func keep(_ key: Digest, in store: Store) throws(Diagnostic) {
        let note = "\(layer) \(range.lowerBound) \(range.upperBound) \(digest)"
        try store.keepSealedNote(.fragment, of: key, Array(note.utf8))
    }

    // MARK: The members

    /// Writes members to a layer, and their content to another sink.
    ///
    /// What else is in the package is compared as well: nothing comes into a layer from a package that is not all that it says.
    ///
    /// - Parameter opened: see `LayerNode`.
    /// - Returns: the SHA-256 of the members.
    static func write(
        _ nodes: [LayerNode],
        _ codec: MemberCodec,
        from opened: OpenedPackage,
        to layer: some ByteSink,
        content: some ByteSink
    ) throws(Diagnostic) -> Digest {
        let made = DigestSink(layer)
        let members = MemberWriter(made, codec)
        let tar = TarWriter(Tee(content, members))
        var taken: Set<Int> = []
        var package: PackageContents?
        for node in nodes {
            guard case .file(let file, _) = node.content else {
                try node.write(to: tar)
                continue
            }
            taken.insert(file.position)
            package = file.package
            guard codec.takesBlocks, node.entry.size == file.entry.size, let blocks = try opened.blocks(of: file) else {
                try node.write(to: tar, from: opened)
                continue
            }
            try tar.addHeader(node.entry)
            try blocks.forEach { block throws(Diagnostic) in
                try content.write(block.content)
                try members.write(block.compressed, block.entry)
            }
            try tar.endContent(of: node.entry)
        }
        if let package { try opened.compare(package, but: taken) }
        try members.finish()
        return made.finish()
    }

    /// Copies the members to a layer, and their content to another sink.
    ///
    /// - Parameter file: that of the layer they are in.
    /// - Throws: `damaged-fragment` when they are not what was written.
    func copy(_ file: FilePath, _ codec: MemberCodec, to layer: some ByteSink, content: some ByteSink) throws(Diagnostic) {
        let reader = try FileReader(file)
        try reader.seek(to: range.lowerBound)
        let members = Members(reader, rest: range.upperBound - range.lowerBound, layer)
        let contents = MemberReader(members, codec, name: file.string)
        do throws(Diagnostic) {
            while let bytes = try contents.next() { try content.write(bytes) }
        } catch  where error.code == .damagedArchive {
            throw damaged(file)
        }
        if members.hasher.finish() != digest { throw damaged(file) }
    }

    private func damaged(_ file: FilePath) -> Diagnostic {
        Diagnostic(.damagedFragment, "\(file) in the store was changed after it was made", hint: "try again: it is made anew")
    }

    /// Members in a file, which a layer gets as they are read.
    private final class Members: ByteSource {
        let hasher = DigestHasher()
        private let file: FileReader
        private var rest: Int64
        private let layer: any ByteSink

        init(_ file: FileReader, rest: Int64, _ layer: any ByteSink) {
            self.file = file
            self.rest = rest
            self.layer = layer
        }

        func read(upTo count: Int) throws(Diagnostic) -> [UInt8] {
            if rest <= 0 { return [] }
            let bytes = try file.read(upTo: Int(min(Int64(count), rest)))
            rest -= Int64(bytes.count)
            hasher.write(bytes)
            try layer.write(bytes)
            return bytes
        }
    }
}

extension Diagnostic.Code {
    /// A part of a layer in the store that is not what was put there.
    static let damagedFragment = work("damaged-fragment")
}
