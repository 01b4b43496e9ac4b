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

    /// Decompresses a member.
    ///
    /// - Parameters:
    ///   - member: one member, and nothing that follows it.
    ///   - content: is filled; its length is that of the content.
    /// - Returns: false when the bytes are anything else; a `GzipReader` finds out what.
    public static func decompress(_ member: [UInt8], into content: UnsafeMutableRawBufferPointer) -> Bool {
        // libdeflate does not look at a header's own checksum.
        guard member.count >= shortest, member[3] & headerChecksum == 0, let decompressor = libdeflate_alloc_decompressor() else {
            return false
        }
        defer { libdeflate_free_decompressor(decompressor) }
        var (taken, made) = (0, 0)
        let status = libdeflate_gzip_decompress_ex(
            decompressor,
            member,
            member.count,
            content.baseAddress,
            content.count,
            &taken,
            &made
        )
        return status == LIBDEFLATE_SUCCESS && made == content.count && taken == member.count
    }
}
