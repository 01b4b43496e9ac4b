import CLibDeflate
public import Diagnostics

/// Decompresses blocks of a `BlockTable`.
///
/// A block must end where the table says, as in the whole member another one follows it: one that runs on would be understood in two ways.
/// libdeflate does not tell where a block ends, so each is followed by a seal, stored as it is: what no maker of blocks can know, as it is
/// computed from all of them. It comes out again, and nothing else with it, only if the block has ended, and not before.
public final class BlockDecompressor {
    private let deflate = libdeflate_alloc_decompressor()
    private let seal: [UInt8]

    /// Makes a decompressor for the blocks of one member.
    ///
    /// - Parameter seal: a digest of the member, 32 bytes.
    public init(seal: [UInt8]) {
        self.seal = seal
    }

    deinit { libdeflate_free_decompressor(deflate) }

    /// The content of a block, which stands for the same wherever it is put; nil when it is not what the table says.
    ///
    /// - Parameter block: is left as it was.
    public func content(_ block: inout [UInt8], _ entry: BlockTable.Entry) -> [UInt8]? {
        guard block.count == entry.count, entry.length <= BlockedWriter.blockSize, seal.count == 32, let deflate else { return nil }
        block += Self.beginOfSeal + seal
        defer { block.removeLast(Self.beginOfSeal.count + seal.count) }
        let length = entry.length + seal.count
        var taken = 0
        var isWhole = false
        var content = [UInt8](unsafeUninitializedCapacity: length) { target, used in
            let status = libdeflate_deflate_decompress_ex(deflate, block, block.count, target.baseAddress, length, &taken, &used)
            isWhole = status == LIBDEFLATE_SUCCESS && used == length && taken == block.count
            if !isWhole { used = 0 }
        }
        guard isWhole, content[entry.length...].elementsEqual(seal) else { return nil }
        content.removeLast(seal.count)
        guard libdeflate_crc32(0, content, content.count) == entry.checksum else { return nil }
        // A stored block that runs on gives what stands before the seal as well, and the seal with it. Without this the seal proves nothing.
        if content.suffix(Self.beginOfSeal.count) == Self.beginOfSeal[...] {
            let block = BlockedMember.Block(compressed: block.prefix(entry.count), length: entry.length, checksum: entry.checksum)
            guard (try? block.content(name: "")) == content else { return nil }
        }
        return content
    }

    /// The header of a last, stored block of 32 bytes (RFC 1951, 3.2.4).
    private static let beginOfSeal: [UInt8] = [1, 32, 0, 0xDF, 0xFF]
}

extension Diagnostic {
    /// A block that is not what the table of its member says.
    public static func damagedBlock(_ name: String) -> Diagnostic {
        Diagnostic(.damagedArchive, "\(name) is damaged: its compressed data is not valid")
    }
}
