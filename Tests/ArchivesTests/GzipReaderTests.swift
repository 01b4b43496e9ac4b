import Archives
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

@Suite struct GzipReaderTests {
    @Test(arguments: [1, 7, 1 << 16])
    func readsMemberByMemberAndShowsEveryByteOnce(_ piece: Int) throws {
        let contents = [noise(100_000, seed: 1), [], noise(3, seed: 2), [UInt8](repeating: 0, count: 300_000)]
        var file: [UInt8] = []
        var ends: [Int64] = []
        for content in contents {
            file += try gzip(content)
            ends.append(Int64(file.count))
        }
        let reader = GzipReader(ArrayReader(file), name: "x.gz")
        var seen: [UInt8] = []
        reader.observer = { seen += $0 }
        for (content, end) in zip(contents, ends) {
            #expect(try reader.nextMember())
            var found: [UInt8] = []
            while case let chunk = try reader.read(upTo: piece), !chunk.isEmpty { found += chunk }
            #expect(found == content)
            #expect(reader.offset == end)
        }
        #expect(try !reader.nextMember())
        #expect(seen == file)
    }

    @Test(.enabled(if: Shell.has("gzip"), "the program gzip is not on PATH"))
    func readsWhatGzipWritesWithNameAndTime() throws {
        try withScratch { folder in
            try write(noise(50_000), to: folder.appending("named"))
            try Shell.run("cd \(folder) && gzip -k9 named")
            #expect(try gunzip(Files.read(folder.appending("named.gz"))) == [noise(50_000)])
        }
    }

    @Test func aFileCutAnywhereIsRefused() throws {
        let whole = try gzip(noise(2000) + [UInt8](repeating: 7, count: 2000))
        #expect(try gunzip([]) == [])
        for length in 1..<whole.count {
            let error = #expect(throws: Diagnostic.self) { try gunzip(Array(whole.prefix(length))) }
            #expect(error == Diagnostic(.damagedArchive, "x.gz is damaged: it ends in the middle of a gzip member"))
        }
    }

    @Test func aFlippedBitInDataOrTrailerIsRefused() throws {
        let content = noise(300) + [UInt8](repeating: 7, count: 300)
        let whole = try gzip(content)
        var withoutMeaning = 0
        for position in 10..<whole.count {
            for bit in [0, 3, 7] {
                var damaged = whole
                damaged[position] ^= 1 << UInt8(bit)
                guard let found = try? gunzip(damaged) else { continue }
                // Bits between the end of the stream and the next byte say nothing.
                #expect(found == [content])
                withoutMeaning += 1
            }
        }
        #expect(withoutMeaning <= 2)
    }

    @Test(arguments: [
        [UInt8]("this is not gzip at all".utf8), [UInt8](repeating: 0, count: 100), [0x1F, 0x8B, 7] + [UInt8](repeating: 0, count: 30),
        [0x1F, 0x8B, 8, 0xE0] + [UInt8](repeating: 0, count: 30), [0x78, 0x9C, 3, 0, 0, 0, 0, 1],
    ])
    func whatIsNotGzipIsRefused(_ bytes: [UInt8]) {
        let error = #expect(throws: Diagnostic.self) { try gunzip(bytes) }
        #expect(error == Diagnostic(.damagedArchive, "x.gz is damaged: its compressed data is not valid"))
    }

    @Test func somethingBehindTheLastMemberIsRefused() throws {
        #expect(throws: Diagnostic.self) { try gunzip(gzip([1]) + [0]) }
        #expect(throws: Diagnostic.self) { try gunzip(gzip([1]) + Array("garbage behind".utf8)) }
    }

    @Test func aBombIsStoppedAtTheLimit() throws {
        let zeros = try gzip([UInt8](repeating: 0, count: 10 << 20))
        #expect(zeros.count < 20_000)
        let error = #expect(throws: Diagnostic.self) { try gunzip(zeros, limit: 1 << 20) }
        #expect(error == Diagnostic(.damagedArchive, "x.gz is damaged: it expands to more than 1048576 bytes"))
        // The limit is for all members together.
        #expect(throws: Diagnostic.self) { try gunzip(zeros + zeros, limit: 15 << 20) }
        #expect(try gunzip(zeros + zeros, limit: 20 << 20).count == 2)
    }
}
