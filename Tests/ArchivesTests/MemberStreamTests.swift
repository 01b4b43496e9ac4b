import Diagnostics
import Files
import Glibc
import SystemPackage
import Testing

@testable import Archives

/// Streams of members: joined, cut and read back (DESIGN, "Compression").
@Suite struct MemberStreamTests {
    /// Something that neither repeats nor is noise.
    private static func content(_ count: Int, seed: UInt32 = 1) -> [UInt8] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: state >> 24) & 15
        }
    }

    private static func compressed(_ content: [UInt8], _ codec: MemberCodec, piece: Int = 70_000) throws -> [UInt8] {
        let output = ArrayWriter()
        let writer = MemberWriter(output, codec)
        var rest = content[...]
        while !rest.isEmpty {
            try writer.write(Array(rest.prefix(piece)))
            rest = rest.dropFirst(piece)
        }
        try writer.finish()
        return output.bytes
    }

    private static func expanded(_ bytes: [UInt8], _ codec: MemberCodec) throws -> [UInt8] {
        let reader = MemberReader(ArrayReader(bytes), codec, name: "test")
        var content: [UInt8] = []
        while let member = try reader.next() { content += member }
        return content
    }

    @Test(arguments: MemberCodec.allCases, [0, 1, 1 << 20, (1 << 20) + 1, 3_000_000])
    func whatGoesInComesOut(_ codec: MemberCodec, _ count: Int) throws {
        let content = Self.content(count)
        let bytes = try Self.compressed(content, codec)
        #expect(try Self.expanded(bytes, codec) == content)
        // How the content arrives makes no difference.
        #expect(try Self.compressed(content, codec, piece: 1 << 20) == bytes)
    }

    @Test(arguments: MemberCodec.allCases)
    func joinedStreamsGiveJoinedContents(_ codec: MemberCodec) throws {
        let (one, other) = (Self.content(1_500_000), Self.content(10, seed: 2))
        let joined = try Self.compressed(one, codec) + Self.compressed(other, codec)
        #expect(try Self.expanded(joined, codec) == one + other)
        let file = try TemporaryDirectory()
        let path = file.path.appending("joined")
        try Files.writeAtomically(joined, to: path)
        // The usual programs agree.
        let command = codec == .gzip ? "gzip -dc" : "zstd -dcq"
        guard let pipe = popen("\(command) < '\(path)' | wc -c", "r") else { return }
        defer { pclose(pipe) }
        var count = 0
        while case let byte = fgetc(pipe), byte != EOF, byte >= 0x30 { count = count * 10 + Int(byte - 0x30) }
        if codec == .gzip || count > 0 { #expect(count == 1_500_010) }
    }

    @Test func aHeaderSaysNothingOfTimeNameOrSystem() throws {
        let bytes = try Self.compressed([1, 2, 3], .gzip)
        #expect(Array(bytes.prefix(8)) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
        #expect(bytes[9] == 0xFF)
    }

    @Test(arguments: MemberCodec.allCases)
    func damageIsNoticed(_ codec: MemberCodec) throws {
        let bytes = try Self.compressed(Self.content(100_000), codec)
        for position in [0, bytes.count / 2, bytes.count - 3] {
            var wrong = bytes
            wrong[position] ^= 0x40
            #expect(throws: Diagnostic.self) { _ = try Self.expanded(wrong, codec) }
        }
        #expect(throws: Diagnostic.self) { _ = try Self.expanded(Array(bytes.dropLast()), codec) }
    }
}
