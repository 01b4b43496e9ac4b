import CLibDeflate
import CZstd
import Diagnostics

/// How a stream is compressed in members: pieces of up to 1 MiB, each of which can be decompressed without the others.
///
/// Streams of members may be joined, and give the joined contents: the parts of a layer are compressed once and used again. A member depends
/// on nothing but its content and the codec's version.
public enum MemberCodec: String, Sendable, Hashable, CaseIterable {
    /// gzip by libdeflate, level 1: a third of the time that zlib's level 1 takes, and smaller.
    case gzip
    /// Zstandard, level 3.
    case zstd

    /// How much a member holds at most, in bytes.
    static let blockSize = BlockedWriter.blockSize

    /// Which compressor makes the bytes: part of the key of whatever is kept of them.
    public var identity: String {
        switch self {
        case .gzip: "libdeflate-\(LIBDEFLATE_VERSION_STRING)-level-\(Self.gzipLevel)"
        case .zstd: "zstd-\(String(cString: ZSTD_versionString()))-level-\(Self.zstdLevel)"
        }
    }

    /// Whether blocks of packages can be members as they are.
    public var takesBlocks: Bool { self == .gzip }

    private static let gzipLevel: Int32 = 1
    private static let zstdLevel: Int32 = 3

    /// Compresses members; keeps what that needs from one to the next.
    final class Compressor {
        private let codec: MemberCodec
        private let deflate: OpaquePointer?
        private let zstd: OpaquePointer?

        init(_ codec: MemberCodec) {
            self.codec = codec
            deflate = codec == .gzip ? libdeflate_alloc_compressor(MemberCodec.gzipLevel) : nil
            zstd = codec == .zstd ? ZSTD_createCCtx() : nil
            if let zstd { ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1) }
            if let zstd { ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, MemberCodec.zstdLevel) }
        }

        deinit {
            libdeflate_free_compressor(deflate)
            ZSTD_freeCCtx(zstd)
        }

        func member(_ content: [UInt8]) throws(Diagnostic) -> [UInt8] {
            let room = codec == .gzip ? libdeflate_gzip_compress_bound(deflate, content.count) : ZSTD_compressBound(content.count)
            let output = [UInt8](unsafeUninitializedCapacity: room) { target, used in
                used =
                    codec == .gzip
                    ? libdeflate_gzip_compress(deflate, content, content.count, target.baseAddress, room)
                    : ZSTD_compress2(zstd, target.baseAddress, room, content, content.count)
                if used > room { used = 0 }
            }
            if output.isEmpty { throw Diagnostic(.internalError, "\(codec) cannot compress") }
            return output
        }
    }

    /// Decompresses members that this program wrote.
    final class Decompressor {
        private let codec: MemberCodec
        private let deflate: OpaquePointer?

        init(_ codec: MemberCodec) {
            self.codec = codec
            deflate = codec == .gzip ? libdeflate_alloc_decompressor() : nil
        }

        deinit { libdeflate_free_decompressor(deflate) }

        /// The content of the first member of a buffer, and how many bytes the member takes; nil when it is damaged or cut.
        func member(_ bytes: ArraySlice<UInt8>) -> (content: [UInt8], length: Int)? {
            var length = 0
            var isWhole = false
            let content = bytes.withUnsafeBytes { source in
                [UInt8](unsafeUninitializedCapacity: MemberCodec.blockSize) { target, used in
                    if codec == .gzip {
                        let status = libdeflate_gzip_decompress_ex(
                            deflate,
                            source.baseAddress,
                            source.count,
                            target.baseAddress,
                            MemberCodec.blockSize,
                            &length,
                            &used
                        )
                        isWhole = status == LIBDEFLATE_SUCCESS
                    } else {
                        length = ZSTD_findFrameCompressedSize(source.baseAddress, source.count)
                        if ZSTD_isError(length) == 0 {
                            used = ZSTD_decompress(target.baseAddress, MemberCodec.blockSize, source.baseAddress, length)
                            isWhole = ZSTD_isError(used) == 0
                        }
                    }
                    if !isWhole { used = 0 }
                }
            }
            return isWhole ? (content, length) : nil
        }

        /// More than a member can take, in bytes.
        var longestMember: Int {
            if codec == .zstd { return ZSTD_compressBound(MemberCodec.blockSize) + 1 }
            // Members of blocks have a header of ten bytes, and a trailer of ten.
            let longestBlock = BlockedWriter.longestBlock(of: MemberCodec.blockSize)
            return max(libdeflate_gzip_compress_bound(nil, MemberCodec.blockSize), longestBlock + 20) + 1
        }
    }
}
