import Archives
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

@Suite struct GzipWriterTests {
    static let block = 1 << 20
    static let sizes = [0, 1, block - 1, block, block + 1, 2 * block, 3 * block, 3 * block + 1, 4 * block, 5 * block - 7, 7 * block]

    /// Text that compresses, and stretches that do not.
    private static let longest: [UInt8] = {
        var bytes: [UInt8] = []
        var number: UInt64 = 0
        while bytes.count < 7 * block {
            bytes +=
                [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 5000) + noise(300, seed: number)
                + Array("line \(number)\n".utf8)
            number += 1
        }
        return bytes
    }()

    private static func content(_ size: Int) -> [UInt8] { Array(longest.prefix(size)) }

    @Test(arguments: sizes)
    func theBytesDependOnTheContentAlone(_ size: Int) throws {
        let content = Self.content(size)
        let whole = try gzip(content)
        for pieces in [
            [1 << 16], [Self.block], [2 * Self.block], [Self.block - 1, 2], [3 * Self.block, 1], [777_777, 0, 13].filter { $0 > 0 },
        ] {
            #expect(try gzip(content, pieces: pieces) == whole, "pieces of \(pieces)")
        }
    }

    @Test(arguments: sizes)
    func theContentComesBackAsOneMember(_ size: Int) throws {
        let content = Self.content(size)
        #expect(try gunzip(gzip(content)) == [content])
    }

    @Test(.enabled(if: Shell.has("gzip", "cmp"), "the program gzip is not on PATH"), arguments: sizes)
    func gzipAgrees(_ size: Int) throws {
        try withScratch { folder in
            let content = Self.content(size)
            try write(gzip(content, pieces: [100_000]), to: folder.appending("x.gz"))
            try write(content, to: folder.appending("x"))
            try Shell.run("cd \(folder) && gzip -t x.gz && gzip -dc x.gz | cmp - x")
            #expect(try Shell.run("gzip -l \(folder)/x.gz | tail -n 1 | awk '{print $2}'") == "\(size)\n")
        }
    }

    @Test(arguments: [Int32(0), 1, 6, 9])
    func whatDoesNotCompressSurvivesEveryLevel(_ level: Int32) throws {
        let content = noise(2 * Self.block + 12345)
        let compressed = try gzip(content, level: level)
        #expect(try gunzip(compressed) == [content])
        #expect(compressed.count < content.count + content.count / 1000 + 200)
    }

    @Test func blocksUseTheBlockBeforeAsDictionary() throws {
        // 32 KiB of noise again and again: only with history across block borders does it stay small.
        let content = [[UInt8]](repeating: noise(1 << 14), count: 200).flatMap { $0 }
        #expect(try gzip(content).count < 40_000)
    }

    @Test func theHeaderSaysNothingOfTimeNameOrSystem() throws {
        #expect(try Array(gzip([1, 2, 3]).prefix(10)) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF])
        #expect(try gzip([]) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test func theCodecIsNamedForBuildKeys() {
        #expect(GzipWriter.codec.hasPrefix("zlib-1."))
        #expect(GzipWriter.codec.hasSuffix("-level-5"))
    }
}
