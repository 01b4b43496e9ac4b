import Diagnostics
import Files
import Testing

@testable import Archives

/// Content that nobody has decompressed yet.
@Suite struct PassedContentTests {
    private static let seal = noise(32, seed: 7)
    private typealias Blocks = [(entry: BlockTable.Entry, compressed: [UInt8])]

    /// Three parts, of which the second has blocks of its own.
    private static func member(_ parts: [[UInt8]]) throws -> (bytes: [UInt8], table: BlockTable) {
        let output = ArrayWriter()
        let writer = BlockedWriter(output)
        for part in parts {
            try writer.write(part)
            try writer.cut()
        }
        let table = try writer.finish()
        return (output.bytes + table.trailer, table)
    }

    private static func reader(_ member: (bytes: [UInt8], table: BlockTable)) -> BlockedReader {
        BlockedReader(ArrayReader(member.bytes), member.table, seal: seal, name: "x")
    }

    private static func all(_ reader: BlockedReader) throws(Diagnostic) -> [UInt8] {
        var content: [UInt8] = []
        while case let chunk = try reader.read(upTo: 1 << 20), !chunk.isEmpty { content += chunk }
        return content
    }

    private static let parts = [noise(100), noise(2 << 20 + 5, seed: 2), noise(70, seed: 3)]

    @Test func whatIsPassedOverIsNotMade() throws {
        let reader = Self.reader(try Self.member(Self.parts))
        var blocks: Blocks = []
        #expect(try reader.read(upTo: 1 << 20) == Self.parts[0])
        #expect(try reader.skip(2 << 20 + 5) { blocks.append(($0, $1)) })
        #expect(blocks.map(\.entry.length) == [1 << 20, 1 << 20, 5])
        #expect(try Self.all(reader) == Self.parts[2])
        let content = PassedContent(blocks, seal: Self.seal, name: "x")
        #expect(content.length == Self.parts[1].count)
        let places = [0, 1, 1 << 20 - 1, 1 << 20, 1 << 20 + 1, 2 << 20 - 1, 2 << 20, 2 << 20 + 4, 2 << 20 + 5, 2 << 20 + 6, -1, Int.max]
        for start in places {
            for count in [0, 1, 5, 1 << 20, 1 << 20 + 2, 3 << 20, Int.max] {
                let expected = start < 0 ? [] : Self.parts[1].dropFirst(start).prefix(count)
                #expect(try content.read(start, count) == Array(expected))
            }
        }
    }

    /// Only whole blocks, from where the reader is, that all have something in them.
    @Test func whatSharesBlocksIsNotPassedOver() throws {
        let member = try Self.member(Self.parts)
        for (first, count) in [(0, 1), (0, 101), (50, 50), (50, 2 << 20), (100, 1 << 20 + 1), (100, 2 << 20 + 6), (0, 3 << 20)] {
            let reader = Self.reader(member)
            if first > 0 { #expect(try reader.read(upTo: first).count == first) }
            #expect(try !reader.skip(Int64(count)) { _, _ in Issue.record("a block was passed over") })
            // Nothing is lost by the question.
            #expect(try Self.all(reader) == Array(Self.parts.joined().dropFirst(first)))
        }
    }

    /// A block that says it is empty could hold anything.
    @Test(arguments: [0, 1, 2]) func emptyBlocksAreLookedAt(_ place: Int) throws {
        var blocks = BlockedMember(compressing: [noise(9), noise(10)]).blocks
        blocks.insert(contentsOf: BlockedMember(compressing: [[]]).blocks, at: place)
        let entries = blocks.map { BlockTable.Entry(count: $0.compressed.count, length: $0.length, checksum: $0.checksum) }
        let table = BlockTable(entries, mark: 0)
        let reader = Self.reader((blocks.flatMap(\.compressed) + table.trailer, table))
        #expect(try reader.skip(19) { _, _ in } == (place == 2))
        #expect(try Self.all(reader) == (place == 2 ? [] : noise(9) + noise(10)))
    }

    @Test func damageIsFoundWhenItIsSeen() throws {
        var member = try Self.member(Self.parts)
        // In the third block, of the second part's middle.
        member.bytes[member.table.entries[0].count + member.table.entries[1].count + 1_000] ^= 1
        let reader = Self.reader(member)
        var blocks: Blocks = []
        _ = try reader.read(upTo: 100)
        #expect(try reader.skip(2 << 20 + 5) { blocks.append(($0, $1)) })
        let content = PassedContent(blocks, seal: Self.seal, name: "x")
        #expect(try content.read(0, 1 << 20) == Array(Self.parts[1].prefix(1 << 20)))
        let found = #expect(throws: Diagnostic.self) { try content.read(1 << 20 - 1, 2) }
        #expect(found?.message == "x is damaged: its compressed data is not valid")
        // What ends in the middle ends with an error, looked at or not.
        member.bytes.removeLast(member.bytes.count / 2)
        let cut = Self.reader(member)
        _ = try cut.read(upTo: 100)
        #expect(throws: Diagnostic.self) { try cut.skip(2 << 20 + 5) { _, _ in } }
    }

    /// Who looks here and there in a file cannot make its reader work without end.
    @Test func theWorkIsBounded() throws {
        let pieces = (0..<5).map { noise(50, seed: UInt64($0 + 1)) }
        let blocks = BlockedMember(compressing: pieces).blocks.map { block in
            (
                entry: BlockTable.Entry(count: block.compressed.count, length: block.length, checksum: block.checksum),
                compressed: Array(block.compressed)
            )
        }
        for kept in 4...5 {
            let content = PassedContent(blocks, seal: Self.seal, name: "x")
            for number in 0..<1_000 { #expect(try content.read(number % kept * 50, 1) == [pieces[number % kept][0]]) }
            // Of more than are kept at first all are, before long.
            #expect(content.decompressed <= (kept == 4 ? 4 : 3 * pieces.count))
        }
    }
}
