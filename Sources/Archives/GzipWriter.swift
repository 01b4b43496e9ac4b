import CZlib
public import Diagnostics
import Dispatch
public import Files

/// Compresses into one gzip member whose bytes depend on the content alone.
///
/// The content is cut into blocks of 1 MiB that are compressed on all cores, each with the end of the block before as its
/// dictionary, and joined at byte boundaries: any number of cores gives the same bytes. Memory stays at a few blocks.
public final class GzipWriter: ByteSink {
    /// Which compressor made the bytes: part of every build key (DESIGN, "Compression").
    public static var codec: String { "zlib-\(String(cString: zlibVersion()))-level-\(defaultLevel)" }
    /// The level used for packages and layers: it takes three fifths of the time of level 6, and makes files less than 1 % larger.
    public static let defaultLevel: Int32 = 5

    private static let blockSize = 1 << 20
    private static let windowSize = 1 << 15
    private let sink: any ByteSink
    private let level: Int32
    private let parallelBlocks = max(2, DispatchQueue.concurrentWidth)
    private var pending: [UInt8] = []
    private var dictionary: [UInt8] = []
    private var checksum: UInt = 0
    private var length: UInt64 = 0

    /// Starts a member with a header that says nothing of time, name or system.
    public init(_ sink: any ByteSink, level: Int32 = GzipWriter.defaultLevel) throws(Diagnostic) {
        self.sink = sink
        self.level = level
        try sink.write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF])
    }

    public func write(_ bytes: borrowing [UInt8]) throws(Diagnostic) {
        pending += copy bytes
        if pending.count > parallelBlocks * Self.blockSize { try flush(isLast: false) }
    }

    /// Ends the member.
    public func finish() throws(Diagnostic) {
        try flush(isLast: true)
        var trailer: [UInt8] = []
        for shift in stride(from: 0, to: 32, by: 8) { trailer.append(UInt8(truncatingIfNeeded: checksum >> UInt(shift))) }
        for shift in stride(from: 0, to: 32, by: 8) { trailer.append(UInt8(truncatingIfNeeded: length >> UInt64(shift))) }
        try sink.write(trailer)
    }

    private func flush(isLast: Bool) throws(Diagnostic) {
        // Before the end only full blocks go out, and at least one byte stays: the last block is empty only when there is no content at all,
        // however the content arrived.
        let count = isLast ? max(1, (pending.count + Self.blockSize - 1) / Self.blockSize) : (pending.count - 1) / Self.blockSize
        let blocks = (0..<count).map { index in
            let start = index * Self.blockSize
            let range = start..<min(start + Self.blockSize, pending.count)
            let history = index == 0 ? dictionary[...] : pending[max(0, start - Self.windowSize)..<start]
            return DeflateBlock(input: pending[range], dictionary: history, level: level, isLast: isLast && index == count - 1)
        }
        for block in DeflateBlock.compress(blocks) {
            try sink.write(block.output)
            checksum = crc32_combine(checksum, block.checksum, block.length)
            length += UInt64(block.length)
        }
        let used = min(pending.count, count * Self.blockSize)
        dictionary = Array(pending[max(0, used - Self.windowSize)..<used])
        pending.removeFirst(used)
    }
}

extension DispatchQueue {
    /// How many pieces of work can run at the same time.
    static var concurrentWidth: Int { Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
