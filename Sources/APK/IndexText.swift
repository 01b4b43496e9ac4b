import Archives
import Files
import Glibc

/// The text of an `APKINDEX`, shared by all records that were read from it: they are ranges of it until somebody asks for them.
final class IndexText: Sendable {
    /// UTF-8.
    let content: ByteList
    /// The blocks that it was read from, by where they begin; none for a text that was not written in blocks.
    private let blocks: [Int: BlockedMember.Block]

    /// - Parameter blocks: those of the whole text.
    convenience init(_ bytes: [UInt8], blocks: some Collection<BlockedMember.Block> = []) {
        self.init(ByteList(bytes), blocks: blocks)
    }

    /// - Parameter blocks: those of the whole text.
    init(_ content: ByteList, blocks: some Collection<BlockedMember.Block> = []) {
        self.content = content
        var places: [Int: BlockedMember.Block] = [:]
        var start = 0
        for block in blocks {
            places[start] = block
            start += block.length
        }
        self.blocks = places
    }

    /// The block that begins at a place, and all of the text that it stands for.
    func block(at start: Int) -> (BlockedMember.Block, Range<Int>)? {
        blocks[start].map { ($0, start..<start + $0.length) }
    }

    /// Lets bytes be read.
    func read<Result, Failure: Error>(_ body: (Span<UInt8>) throws(Failure) -> Result) throws(Failure) -> Result {
        try content.read(body)
    }

    /// All of it as an array; what is kept in a file is copied.
    var bytes: [UInt8] { content.array }

    /// The order of a part and that of another text, byte by byte: below 0, 0 or above 0.
    func order(_ range: Range<Int>, _ other: IndexText, _ otherRange: Range<Int>) -> Int {
        read { one in other.read { two in one.order(range, two, otherRange) } }
    }
}

extension Span<UInt8> {
    /// A part as a text.
    func text(_ range: Range<Int>) -> String {
        extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether a text stands at a place.
    func starts(with text: StaticString, at start: Int) -> Bool {
        if count - start < text.utf8CodeUnitCount { return false }
        return (0..<text.utf8CodeUnitCount).allSatisfy { self[start + $0] == text.utf8Start[$0] }
    }

    /// Where a byte stands first in a part.
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        extracting(range).withUnsafeBufferPointer { part in
            guard let start = part.baseAddress, let found = memchr(start, Int32(byte), part.count) else { return nil }
            return range.lowerBound + (UnsafeRawPointer(found) - UnsafeRawPointer(start))
        }
    }

    /// Hands out the parts between blanks that are not empty.
    func forEachWord<Failure: Error>(in range: Range<Int>, _ body: (Range<Int>) throws(Failure) -> Void) throws(Failure) {
        var start = range.lowerBound
        while start < range.upperBound {
            let end = firstIndex(of: UInt8(ascii: " "), in: start..<range.upperBound) ?? range.upperBound
            if end > start { try body(start..<end) }
            start = end + 1
        }
    }

    /// The order of two parts byte by byte: below 0, 0 or above 0.
    func order(_ range: Range<Int>, _ other: Span<UInt8>, _ otherRange: Range<Int>) -> Int {
        let order = extracting(range).withUnsafeBytes { one in
            other.extracting(otherRange).withUnsafeBytes { two in
                guard let start = one.baseAddress, let otherStart = two.baseAddress else { return Int32(0) }
                return memcmp(start, otherStart, Swift.min(one.count, two.count))
            }
        }
        return order != 0 ? Int(order) : range.count - otherRange.count
    }
}
