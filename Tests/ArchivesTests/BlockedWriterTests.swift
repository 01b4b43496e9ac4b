import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

@testable import Archives

/// Members of blocks, as packages have them.
@Suite struct BlockedWriterTests {
    private static let sizes = [0, 1, 70_000, 1 << 20, (1 << 20) + 1, 3 << 20, 9 << 19]

    private static let seal = noise(32, seed: 7)

    private static func content(_ size: Int) -> [UInt8] {
        let half = noise(size / 2)
        return half + [UInt8](repeating: 7, count: size - half.count)
    }

    /// What is written in pieces, with a cut wherever one of some places lies.
    private static func member(_ content: [UInt8], cuts: [Int] = [], pieces: Int = .max) throws -> (bytes: [UInt8], table: BlockTable) {
        let output = ArrayWriter()
        let writer = BlockedWriter(output)
        for (start, end) in zip([0] + cuts, cuts + [content.count]) {
            var rest = content[start..<end]
            while !rest.isEmpty {
                try writer.write(Array(rest.prefix(pieces)))
                rest = rest.dropFirst(pieces)
            }
            try writer.cut()
        }
        let table = try writer.finish()
        return (table.header + output.bytes + table.trailer, table)
    }

    private static func read(_ member: [UInt8], upTo count: Int = 1 << 20) throws(Diagnostic) -> [UInt8]? {
        guard let table = BlockTable(member[...]) else { return nil }
        let reader = BlockedReader(ArrayReader(member[table.header.count...]), table, seal: seal, name: "x")
        var content: [UInt8] = []
        while case let chunk = try reader.read(upTo: count), !chunk.isEmpty { content += chunk }
        return content
    }

    @Test(arguments: sizes) func givesOneMember(_ size: Int) throws {
        let content = Self.content(size)
        let (bytes, table) = try Self.member(content)
        #expect(try gunzip(bytes) == [content])
        #expect(try Self.read(bytes) == content)
        #expect(try Self.read(bytes, upTo: 777) == content)
        #expect(table.length == size && table.isBounded)
        #expect(table.entries.count == (size + 1 << 20 - 1) >> 20)
        #expect(BlockTable.headerLength(bytes) == table.header.count)
        try withScratch { folder in
            try write(bytes, to: folder.appending("x.gz"))
            try write(content, to: folder.appending("x"))
            try Shell.run("cd \(folder) && gzip -t x.gz && gzip -dc x.gz | cmp - x")
        }
    }

    @Test func theBytesDependOnTheContentAndTheCutsAlone() throws {
        let content = Self.content(3 << 20)
        let cuts = [10, 100_000, 100_000, 2 << 20]
        let whole = try Self.member(content, cuts: cuts)
        for pieces in [1 << 16, 777_777, 1 << 20] { #expect(try Self.member(content, cuts: cuts, pieces: pieces).bytes == whole.bytes) }
        #expect(whole.table.entries.map(\.length) == [10, 99_990, 1 << 20, 1 << 20 - 100_000, 1 << 20])
        #expect(try gunzip(whole.bytes) == [content])
    }

    @Test func eachBlockStandsForItself() throws {
        let content = Self.content(2 << 20)
        let (bytes, table) = try Self.member(content, cuts: [50_000, 60_000])
        var start = table.header.count
        var offset = 0
        let decompressor = BlockDecompressor(seal: Self.seal)
        for entry in table.entries {
            var block = Array(bytes[start..<start + entry.count])
            let before = block
            #expect(decompressor.content(&block, entry) == Array(content[offset..<offset + entry.length]))
            #expect(block == before)
            // Nothing but what the table says is taken for it.
            for (count, length, checksum) in [
                (entry.count - 1, entry.length, entry.checksum), (entry.count, entry.length - 1, entry.checksum),
                (entry.count, entry.length + 1, entry.checksum), (entry.count, entry.length, entry.checksum ^ 1),
            ] {
                var block = Array(block.prefix(count))
                #expect(decompressor.content(&block, .init(count: count, length: length, checksum: checksum)) == nil)
            }
            start += entry.count
            offset += entry.length
        }
    }

    /// Blocks that take what stands behind them for their own: what would come of them depends on what that is.
    @Test(
        arguments: [
            // Last blocks of static codes that end in an empty block behind them, and give these bytes with it: see below.
            ([0x0B], 1), ([0x13], 1), ([0x2B], 1),
            // Stored blocks that are longer than what is there, up to all of the seal.
            ([1, 37, 0, 0xDA, 0xFF], 5), ([1, 40, 0, 0xD7, 0xFF, 1, 2, 3], 8), ([1, 3, 0, 0xFC, 0xFF, 1, 2], 3),
            ([0, 5, 0, 0xFA, 0xFF], 5),
            ([0, 1, 0, 0xFE, 0xFF], 1), ([0, 2, 0, 0xFD, 0xFF], 2),
            // The header of a stored block alone, and less than that.
            ([0], 0), ([0, 0, 0], 0), ([0, 0, 0, 0xFF], 0), ([2], 0), ([4], 0), ([5], 0),
        ] as [([UInt8], Int)]
    )
    func aBlockThatRunsOnIsRefused(_ bytes: [UInt8], _ length: Int) {
        // The checksum of whatever would come out.
        let beginOfSeal: [UInt8] = [1, 32, 0, 0xDF, 0xFF]
        let all = bytes.dropFirst(5) + beginOfSeal + Self.seal
        let contents = [Array(all.prefix(length)), Array(beginOfSeal.prefix(length)), [UInt8](repeating: 0, count: length)]
        for content in contents + (length == 1 ? [[86], [22], [118]] : []) {
            var block = bytes
            let entry = BlockTable.Entry(count: bytes.count, length: length, checksum: Checksum.of(content))
            #expect(BlockDecompressor(seal: Self.seal).content(&block, entry) == nil)
        }
    }

    /// Content may end with what stands before the seal.
    @Test func theBeginOfTheSealMayBeContent() throws {
        let content = Array("x".utf8) + [1, 32, 0, 0xDF, 0xFF]
        #expect(try Self.read(Self.member(content).bytes) == content)
        #expect(try Self.read(Self.member(content, cuts: [1]).bytes) == content)
    }

    /// A block that ends the whole stream is none, though it has the content that the table tells.
    @Test func aBlockThatEndsTheStreamIsRefused() throws {
        let content = Array("some text, some more text".utf8)
        let result = DeflateBlock(input: content, dictionary: [], level: 5, isLast: true).compressed()
        var block = result.output
        let entry = BlockTable.Entry(count: block.count, length: content.count, checksum: UInt32(result.checksum))
        #expect(BlockDecompressor(seal: Self.seal).content(&block, entry) == nil)
        let table = BlockTable([entry, entry], mark: 0)
        #expect(throws: Diagnostic.self) { try Self.read(table.header + block + block + table.trailer) }
    }

    /// One bit that is changed anywhere is noticed; or it fills a byte, and says nothing.
    @Test func damageIsNoticed() throws {
        let content = noise(300) + [UInt8](repeating: 7, count: 300)
        let bytes = try Self.member(content, cuts: [5, 200]).bytes
        for position in bytes.indices {
            for bit in 0..<8 {
                var bad = bytes
                bad[position] ^= 1 << UInt8(bit)
                let found = try? Self.read(bad)
                #expect(found == nil || found == content, "byte \(position), bit \(bit)")
            }
        }
        for length in bytes.indices {
            let found = try? Self.read(Array(bytes[..<length]))
            #expect(found == nil, "length \(length)")
        }
    }

    @Test func tablesThatLieAreBounded() throws {
        func isBounded(count: Int, length: Int) throws -> Bool {
            let table = BlockTable([.init(count: count, length: length, checksum: 0)], mark: 0)
            return try #require(BlockTable(table.header[...])).isBounded
        }
        #expect(try isBounded(count: 1 << 20, length: 1 << 20))
        #expect(try !isBounded(count: 10, length: 1 << 20 + 1))
        #expect(try !isBounded(count: 0xFFFF_FFFF, length: 10))
        // Blocks are kept by those who know how much they give: a block is not much longer.
        #expect(try isBounded(count: 74, length: 10))
        #expect(try !isBounded(count: 75, length: 10))
        // What does not compress at all is still within the bounds.
        for size in [1, 2, 3, 10, 100, 1_000, 10_000, 16_384, 40_000, 65_536, 300_000, 1 << 20] {
            #expect(try Self.member(noise(size)).table.isBounded)
        }
    }

    /// Extra fields that are too short for a table, or of another length than it has.
    @Test(arguments: Array(0...40)) func aHeaderWithoutATableHasNone(_ length: Int) throws {
        let header: [UInt8] = [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, UInt8(length), 0] + Array("Cb".utf8)
        let rest = [UInt8](repeating: 0, count: 60)
        for inner in [length - 4, 0] where inner >= 0 {
            let bytes = header + [UInt8(inner), 0] + rest
            let isTable = length >= 8 && (length - 8).isMultiple(of: 12) && inner == length - 4
            #expect((BlockTable(bytes[...]) != nil) == isTable)
            #expect(BlockTable.headerLength(bytes) == (length < 8 ? nil : 12 + length))
        }
        for count in 0..<14 { #expect(BlockTable.headerLength(header.prefix(count)) == nil) }
    }

    /// Codes that libdeflate takes and the format does not have: what is copied into layers must be what all others take.
    @Test func whatOnlyLibdeflateTakesIsNotCopied() throws {
        // Static codes: "a", the length symbol 286 with distance 1, the end; then an empty stored block.
        var bits: [Int] = [0, 1, 0]
        func code(_ value: Int, _ count: Int) { for bit in (0..<count).reversed() { bits.append(value >> bit & 1) } }
        code(0x30 + 0x61, 8)
        code(0b1100_0000 + 286 - 280, 8)
        code(0, 5)
        code(0, 7)
        bits += [0, 0, 0]
        while !bits.count.isMultiple(of: 8) { bits.append(0) }
        var block = stride(from: 0, to: bits.count, by: 8).map { start in
            UInt8((0..<8).reduce(0) { $0 | bits[start + $1] << $1 })
        }
        block += [0, 0, 0xFF, 0xFF]
        let content = [UInt8](repeating: 0x61, count: 259)
        let entry = BlockTable.Entry(count: block.count, length: content.count, checksum: Checksum.of(content))
        #expect(BlockDecompressor(seal: Self.seal).content(&block, entry) == content)
        #expect(throws: Diagnostic.self) { try entry.content(of: block, name: "x") }
    }

    /// What grows as much as it may is still read behind another member.
    @Test func theLongestBlocksAreMembers() throws {
        let content = noise(1 << 20)
        var block: [UInt8] = []
        for start in stride(from: 0, to: content.count, by: 5_200) {
            let piece = content[start..<min(content.count, start + 5_200)]
            let length = UInt16(piece.count)
            block += [0, UInt8(length & 0xFF), UInt8(length >> 8), UInt8(~length & 0xFF), UInt8(~length >> 8)] + piece
        }
        let entry = BlockTable.Entry(count: block.count, length: content.count, checksum: Checksum.of(content))
        #expect(BlockTable([entry], mark: 0).isBounded && block.count > 1 << 20 + 1_000)
        #expect(try entry.content(of: block, name: "x") == content)
        let output = ArrayWriter()
        let members = MemberWriter(output, .gzip)
        try members.write([1])
        for _ in 0..<3 { try members.write(block, entry) }
        try members.finish()
        let reader = MemberReader(ArrayReader(output.bytes), .gzip, name: "x")
        #expect(try [reader.next(), reader.next(), reader.next(), reader.next(), reader.next()] == [[1], content, content, content, nil])
        #expect(throws: Diagnostic.self) { try MemberWriter(ArrayWriter(), .zstd).write(block, entry) }
    }

    @Test func withMoreBlocksThanATableHoldsThereIsNone() throws {
        for (count, hasTable) in [(5_460, true), (5_461, false)] {
            let content = [UInt8](repeating: 3, count: count)
            let bytes = try Self.member(content, cuts: Array(1..<count)).bytes
            #expect(try gunzip(bytes) == [content])
            #expect((BlockTable(bytes[...]) != nil) == hasTable)
        }
    }

    /// A member that holds a block as it is.
    @Test func blocksAreMembersOfTheirOwn() throws {
        let content = Self.content(300_000)
        let (bytes, table) = try Self.member(content)
        let entry = try #require(table.entries.first)
        let output = ArrayWriter()
        let members = MemberWriter(output, .gzip)
        try members.write([1, 2, 3])
        try members.write(Array(bytes[table.header.count..<table.header.count + entry.count]), entry)
        try members.write([4])
        try members.finish()
        #expect(try gunzip(output.bytes) == [[1, 2, 3], content, [4]])
        let reader = MemberReader(ArrayReader(output.bytes), .gzip, name: "x")
        #expect(try [reader.next(), reader.next(), reader.next(), reader.next()] == [[1, 2, 3], content, [4], nil])
    }
}
