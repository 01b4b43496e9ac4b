import CLibDeflate
import CZlib

/// CRC-32, as gzip has it.
enum Checksum {
    /// By libdeflate, which takes a tenth of the time that zlib takes.
    static func of(_ bytes: [UInt8]) -> UInt32 { libdeflate_crc32(0, bytes, bytes.count) }

    /// The checksum of contents that follow one another.
    static func joined(_ parts: some Sequence<(checksum: UInt32, length: Int)>) -> UInt32 {
        UInt32(truncatingIfNeeded: parts.reduce(UInt(0)) { crc32_combine($0, UInt($1.checksum), $1.length) })
    }
}
