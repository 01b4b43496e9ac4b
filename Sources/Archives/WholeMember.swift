import CLibDeflate

/// Decompresses a gzip member that is in memory as a whole: twice as fast as a `GzipReader`, and with room for all of the content.
public enum WholeMember {
    /// The shortest member: header, an empty block and what follows it, in bytes (RFC 1952, 2.3).
    private static let shortest = 20
    private static let headerChecksum: UInt8 = 0b10

    /// Length of the content in bytes, as the end of a member has it; nil when the bytes can be no member.
    ///
    /// - Parameter end: the last bytes of the member, four or more.
    public static func contentLength(end: [UInt8]) -> Int? {
        // Of lengths of 4 GiB and more it has the rest; those are for a `GzipReader`.
        end.count < 4 ? nil : end.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// The content of a member.
    ///
    /// - Parameters:
    ///   - member: one member, and nothing that follows it.
    ///   - length: of the content in bytes.
    /// - Returns: nil when the bytes are anything else; a `GzipReader` finds out what.
    public static func content(of member: [UInt8], length: Int) -> [UInt8]? {
        // libdeflate does not look at a header's own checksum.
        guard member.count >= shortest, member[3] & headerChecksum == 0, let decompressor = libdeflate_alloc_decompressor() else {
            return nil
        }
        defer { libdeflate_free_decompressor(decompressor) }
        var taken = 0
        var isWhole = false
        let content = [UInt8](unsafeUninitializedCapacity: length) { target, used in
            let status = libdeflate_gzip_decompress_ex(
                decompressor,
                member,
                member.count,
                target.baseAddress,
                length,
                &taken,
                &used
            )
            isWhole = status == LIBDEFLATE_SUCCESS && used == length && taken == member.count
            if !isWhole { used = 0 }
        }
        return isWhole ? content : nil
    }
}
