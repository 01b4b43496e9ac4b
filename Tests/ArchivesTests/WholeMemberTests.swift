import Files
import Testing

@testable import Archives

/// Members that are decompressed as a whole.
@Suite struct WholeMemberTests {
    @Test(arguments: [0, 1, 70_000, 3 << 20]) func givesWhatWasCompressed(_ count: Int) throws {
        let content = noise(count / 2) + [UInt8](repeating: 7, count: count - count / 2)
        let member = count == 0 ? try gzip([]) : try gzip(content, pieces: [1_000, 70_001])
        #expect(WholeMember.contentLength(end: Array(member.suffix(4))) == count)
        #expect(decompressed(member, count) == content)
    }

    @Test func givesNothingForAllElse() throws {
        let content = noise(5_000)
        let member = try gzip(content)
        var wrongs: [String: [UInt8]] = [
            "empty": [], "short": Array(member.prefix(19)), "cut": member.dropLast(), "followed": member + [0], "twice": member + member,
        ]
        for (name, position) in [("magic", 0), ("content", 2_000), ("checksum", member.count - 8), ("length", member.count - 3)] {
            wrongs[name] = member
            wrongs[name]?[position] ^= 0x10
        }
        // A header with its own checksum, which only a GzipReader compares.
        wrongs["header checksum"] = Array(member[..<3]) + [2] + Array(member[4..<10]) + [0, 0] + Array(member[10...])
        for (name, bytes) in wrongs { #expect(decompressed(bytes, content.count) == nil, "\(name)") }
        for length in [0, 4_999, 5_001] { #expect(decompressed(member, length) == nil, "\(length)") }
        #expect(WholeMember.contentLength(end: [1, 2, 3]) == nil)
    }

    private func decompressed(_ member: [UInt8], _ length: Int) -> [UInt8]? {
        var content = [UInt8](repeating: 0, count: length)
        return content.withUnsafeMutableBytes { WholeMember.decompress(member, into: $0) } ? content : nil
    }
}
