import CLibDeflate
public import Diagnostics

/// Decompresses blocks of a `BlockTable`.
public final class BlockDecompressor {
    private let deflate = libdeflate_alloc_decompressor()

    /// Makes a decompressor, for any number of blocks.
    public init() {}

    deinit { libdeflate_free_decompressor(deflate) }

    /// The content of a block, which stands for the same wherever it is put; nil when it is not what the table says.
    ///
    /// - Parameter block: is left as it was.
    public func content(_ block: inout [UInt8], _ entry: BlockTable.Entry) -> [UInt8]? {
        guard block.count == entry.count, entry.length <= BlockedWriter.blockSize, let deflate else { return nil }
        // libdeflate wants a stream that ends. All of it is taken only if the block ended at a byte boundary, and not before.
        block += BlockTable.end
        defer { block.removeLast(BlockTable.end.count) }
        var taken = 0
        var status = LIBDEFLATE_BAD_DATA
        let content = [UInt8](unsafeUninitializedCapacity: entry.length) { target, used in
            status = libdeflate_deflate_decompress_ex(deflate, block, block.count, target.baseAddress, entry.length, &taken, &used)
            if status != LIBDEFLATE_SUCCESS { used = 0 }
        }
        guard status == LIBDEFLATE_SUCCESS, content.count == entry.length, taken == block.count,
            libdeflate_crc32(0, content, content.count) == entry.checksum
        else { return nil }
        return content
    }
}

extension Diagnostic {
    /// A block that is not what the table of its member says.
    public static func damagedBlock(_ name: String) -> Diagnostic {
        Diagnostic(.damagedArchive, "\(name) is damaged: its compressed data is not valid")
    }
}
