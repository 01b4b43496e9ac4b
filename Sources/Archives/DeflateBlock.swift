import CZlib

/// A piece of a deflate stream that ends at a byte boundary.
struct DeflateBlock: Sendable {
    let input: [UInt8]
    let dictionary: ArraySlice<UInt8>
    let level: Int32
    let isLast: Bool

    struct Result: Sendable {
        var output: [UInt8] = []
        var checksum: UInt = 0
        var length = 0
    }

    func compressed() -> Result {
        var stream = z_stream()
        deflateInit2_(&stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        dictionary.withUnsafeBufferPointer { _ = deflateSetDictionary(&stream, $0.baseAddress, UInt32($0.count)) }
        var result = Result()
        result.length = input.count
        input.withUnsafeBufferPointer { source in
            result.checksum = crc32(0, source.baseAddress, UInt32(source.count))
            stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
            stream.avail_in = UInt32(source.count)
            // Room for the bound, an empty stored block and the flush marker, so that one call does it all.
            let room = Int(deflateBound(&stream, UInt(source.count))) + 64
            result.output = [UInt8](unsafeUninitializedCapacity: room) { target, used in
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(room)
                deflate(&stream, isLast ? Z_FINISH : Z_SYNC_FLUSH)
                used = room - Int(stream.avail_out)
            }
        }
        return result
    }
}
