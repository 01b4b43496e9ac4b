import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage

/// The files of one package as compressed tar entries, kept in the store: members, and behind them their SHA-256.
struct FragmentFile {
    private let path: FilePath
    private let codec: MemberCodec
    private static let digestLength: Int64 = 32

    init(_ path: FilePath, _ codec: MemberCodec) {
        self.path = path
        self.codec = codec
    }

    /// Makes the file, and writes the same members to a layer.
    ///
    /// - Parameters:
    ///   - content: gets the tar entries.
    ///   - opened: see `LayerNode`.
    func write(
        _ nodes: [LayerNode],
        from opened: OpenedPackage?,
        to layer: some ByteSink,
        content: some ByteSink
    ) throws(Diagnostic) {
        let file = try FileWriter(path, mode: 0o444)
        let kept = DigestSink(file, layer)
        let members = MemberWriter(kept, codec)
        let tar = TarWriter(Tee(content, members))
        for node in nodes { try node.write(to: tar, from: opened) }
        try members.finish()
        try file.write(kept.finish().bytes)
    }

    /// Copies the members to a layer, and their content to another sink.
    ///
    /// - Parameter drop: called when the file is not what was written.
    func copy(to layer: some ByteSink, content: some ByteSink, orElse drop: () -> Void) throws(Diagnostic) {
        let file = try FileReader(path)
        let members = Members(file, rest: try file.size() - Self.digestLength, layer)
        let reader = MemberReader(members, codec, name: path.string)
        do throws(Diagnostic) {
            while let bytes = try reader.next() { try content.write(bytes) }
        } catch  where error.code == .damagedArchive {
            drop()
            throw damaged
        }
        if try file.read(upTo: Int(Self.digestLength)) != members.hasher.finish().bytes {
            drop()
            throw damaged
        }
    }

    private var damaged: Diagnostic {
        Diagnostic(.damagedFragment, "\(path) in the store was changed after it was made", hint: "try again: it has been removed")
    }

    /// The members of a file, which a layer gets as they are read.
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
