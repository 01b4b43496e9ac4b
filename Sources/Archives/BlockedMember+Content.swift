import CZlib
public import Diagnostics
import Dispatch
import Synchronization

extension BlockedMember {
    /// Compresses pieces of content, on all cores.
    ///
    /// - Parameters:
    ///   - pieces: the content of each block.
    ///   - known: gives the block of a piece that was compressed before, by the piece's number and its CRC-32.
    public init(compressing pieces: [[UInt8]], known: (Int, UInt32) -> Block? = { _, _ in nil }) {
        let checksums = pieces.map(Checksum.of)
        var blocks = pieces.indices.map { known($0, checksums[$0]) }
        let missing = blocks.indices.filter { blocks[$0] == nil }
        @Sendable func compressed(_ position: Int) -> Block {
            let piece = DeflateBlock(input: pieces[position], dictionary: [], level: Self.level, isLast: false)
            return Block(compressed: piece.compressed().output[...], length: pieces[position].count, checksum: checksums[position])
        }
        if missing.reduce(0, { $0 + pieces[$1].count }) <= Self.smallContent {
            for position in missing { blocks[position] = compressed(position) }
        } else {
            let made = Mutex<[Int: Block]>([:])
            DispatchQueue.concurrentPerform(iterations: missing.count) { number in
                let block = compressed(missing[number])
                made.withLock { $0[missing[number]] = block }
            }
            for (position, block) in made.withLock({ $0 }) { blocks[position] = block }
        }
        self.init(blocks.compactMap { $0 })
    }

    /// Less is compressed sooner than threads are awake.
    private static let smallContent = 1 << 18
}

extension BlockedMember.Block {
    /// The content, which stands for the same wherever the block is put.
    ///
    /// - Parameter name: what the file is called in errors.
    /// - Throws: when it is not what the table says.
    public func content(name: String) throws(Diagnostic) -> [UInt8] {
        var stream = z_stream()
        inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { inflateEnd(&stream) }
        let room = length <= Self.longestBlock ? length : 0
        let content = [UInt8](unsafeUninitializedCapacity: room + 1) { target, used in
            compressed.withUnsafeBufferPointer { source in
                stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                // One byte more than there should be tells whether that is all.
                stream.avail_out = UInt32(room + 1)
                inflate(&stream, Z_SYNC_FLUSH)
                used = room + 1 - Int(stream.avail_out)
            }
        }
        // 128: a block of deflate has just ended, it was not the last, and no bit is left.
        guard content.count == length, stream.avail_in == 0, stream.data_type == 128,
            Checksum.of(content) == checksum
        else { throw Diagnostic(.damagedArchive, "\(name) is damaged: its compressed data is not valid") }
        return content
    }

    /// All content of an index, which is bounded, may be in one block.
    private static let longestBlock = 1 << 29
}
