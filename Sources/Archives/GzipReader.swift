import CZlib
public import Diagnostics
public import Files

/// Decompresses a file of one or more gzip members, member by member (APK-FORMAT.md §1).
public final class GzipReader: ByteSource {
    /// Is given every compressed byte of the members, exactly once and in order: for digests over members.
    public var observer: ((ArraySlice<UInt8>) -> Void)?
    /// Compressed bytes consumed so far: at a member's end, the offset of the next.
    public private(set) var offset: Int64 = 0

    private let source: any ByteSource
    private let name: String
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var input: ArraySlice<UInt8> = []
    private var isInsideMember = false
    private var produced: Int64 = 0
    /// Bytes that all members so far and the next ones may give together, against archives that expand without end.
    public var limit: Int64
    /// Bytes that the members may give however small they are; beyond it they must not give more than a multiple of their size.
    private let freeBytes: Int64
    /// Half of what deflate can do at most: only long runs of one byte come near.
    public static let largestRatio: Int64 = 500

    /// - Parameters:
    ///   - name: what the file is called in errors.
    ///   - limit: bytes that all members together may give, against archives that expand without end.
    ///   - freeBytes: bytes that they may give however small they are.
    public init(_ source: any ByteSource, name: String, limit: Int64 = 64 << 30, freeBytes: Int64 = 4 << 30) {
        self.source = source
        self.name = name
        self.limit = limit
        self.freeBytes = freeBytes
        stream.initialize(to: z_stream())
        inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Begins the next member; false when there is none.
    public func nextMember() throws(Diagnostic) -> Bool {
        if input.isEmpty { input = try source.read(upTo: 1 << 16)[...] }
        if input.isEmpty { return false }
        inflateReset(stream)
        isInsideMember = true
        return true
    }

    /// The next decompressed bytes of the current member; empty at its end.
    public func read(upTo count: Int) throws(Diagnostic) -> [UInt8] {
        while isInsideMember {
            if input.isEmpty {
                input = try source.read(upTo: 1 << 16)[...]
                if input.isEmpty { throw damaged("it ends in the middle of a gzip member") }
            }
            var status = Z_OK
            var consumed = 0
            let output = [UInt8](unsafeUninitializedCapacity: count) { target, used in
                input.withUnsafeBufferPointer { source in
                    stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                    stream.pointee.avail_in = UInt32(source.count)
                    stream.pointee.next_out = target.baseAddress
                    stream.pointee.avail_out = UInt32(count)
                    status = inflate(stream, Z_NO_FLUSH)
                    consumed = source.count - Int(stream.pointee.avail_in)
                    used = count - Int(stream.pointee.avail_out)
                }
            }
            guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
                throw damaged("its compressed data is not valid")
            }
            observer?(input.prefix(consumed))
            input = input.dropFirst(consumed)
            offset += Int64(consumed)
            produced += Int64(output.count)
            if produced > limit { throw damaged("it expands to more than \(limit) bytes") }
            if produced > freeBytes, produced / Self.largestRatio > offset {
                throw damaged("it expands to more than \(Self.largestRatio) times its size")
            }
            if status == Z_STREAM_END { isInsideMember = false }
            if !output.isEmpty { return output }
        }
        return []
    }

    private func damaged(_ reason: String) -> Diagnostic {
        Diagnostic(.damagedArchive, "\(name) is damaged: \(reason)")
    }
}
