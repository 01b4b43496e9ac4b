import Archives
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

@Suite struct BlockedMemberTests {
    private static let pieces: [[UInt8]] = [
        Array("head".utf8), (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }, [], Array(repeating: 7, count: 300_000), [1],
    ]

    private static func content(of bytes: [UInt8]) throws -> [UInt8] {
        let gzip = GzipReader(ArrayReader(bytes), name: "x")
        #expect(try gzip.nextMember())
        var content: [UInt8] = []
        while case let chunk = try gzip.read(upTo: 1 << 16), !chunk.isEmpty { content += chunk }
        #expect(try !gzip.nextMember())
        return content
    }

    @Test func isAnOrdinaryMember() throws {
        for pieces in [Self.pieces, [], [[]], Array(repeating: [3, 4], count: 5_459), Array(repeating: [3, 4], count: 6_000)] {
            let bytes = BlockedMember(compressing: pieces).bytes
            #expect(try Self.content(of: bytes) == Array(pieces.joined()))
            try withScratch { folder in
                try Files.writeAtomically(bytes, to: folder.appending("x.gz"))
                let content = folder.appending("content")
                try Shell.run("gzip -t \(folder)/x.gz && gzip -dc \(folder)/x.gz >\(content)")
                #expect(try Files.read(content) == Array(pieces.joined()))
            }
        }
    }

    @Test func itsBlocksAreFoundAgain() throws {
        let member = BlockedMember(compressing: Self.pieces)
        let found = try #require(BlockedMember(member.bytes[...]))
        #expect(found.blocks.map(\.length) == Self.pieces.map(\.count))
        for (block, piece) in zip(found.blocks, Self.pieces) { #expect(try block.content(name: "x") == piece) }
        #expect(found.bytes == member.bytes)
        // Somewhere in a file.
        let prefix: [UInt8] = [1, 2, 3]
        #expect(BlockedMember((prefix + member.bytes)[3...])?.bytes == member.bytes)
        // As many as the table holds, and one more: then there is none.
        #expect(BlockedMember(BlockedMember(compressing: Array(repeating: [3], count: 5_460)).bytes[...])?.blocks.count == 5_460)
        #expect(BlockedMember(BlockedMember(compressing: Array(repeating: [3], count: 5_461)).bytes[...]) == nil)
    }

    @Test func whatIsKnownIsNotCompressedAgain() throws {
        let old = BlockedMember(compressing: Self.pieces)
        var asked: [Int] = []
        let new = BlockedMember(compressing: Self.pieces) { position, checksum in
            asked.append(position)
            #expect(checksum == old.blocks[position].checksum)
            return position.isMultiple(of: 2) ? old.blocks[position] : nil
        }
        #expect(asked == [0, 1, 2, 3, 4])
        #expect(new.bytes == old.bytes)
    }

    @Test func ordinaryMembersHaveNone() throws {
        let output = ArrayWriter()
        let gzip = try GzipWriter(output)
        try gzip.write(Self.pieces[1])
        try gzip.finish()
        #expect(BlockedMember(output.bytes[...]) == nil)
        #expect(BlockedMember(ArraySlice<UInt8>()) == nil)
    }

    /// One bit that is changed anywhere is noticed, by the table or when the block is unpacked; or it fills a byte, and says nothing.
    @Test func damageIsNoticed() throws {
        let pieces = [Array("head".utf8), Array("some text, some more text".utf8), [9]]
        let good = BlockedMember(compressing: pieces)
        let bytes = good.bytes
        for position in bytes.indices {
            for bit in 0..<8 {
                var bad = bytes
                bad[position] ^= 1 << UInt8(bit)
                guard let member = BlockedMember(bad[...]) else { continue }
                let contents = member.blocks.map { block in try? block.content(name: "x") }
                if contents == pieces { continue }
                #expect(contents.contains(nil), "byte \(position), bit \(bit)")
            }
        }
        for length in bytes.indices { #expect(BlockedMember(bytes[..<length]) == nil) }
        #expect(BlockedMember((bytes + [0])[...]) == nil)
    }
}
