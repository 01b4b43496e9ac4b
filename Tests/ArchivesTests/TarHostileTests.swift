import Archives
import Diagnostics
import Files
import Testing

/// Archives made to hurt: each is refused with its reason.
@Suite struct TarHostileTests {
    /// A header with any fields, and the right checksum.
    private static func header(
        _ name: String = "f",
        flag: Character = "0",
        size: String = "00000000000\0",
        mode: String = "0000644\0",
        magic: String = "ustar\0",
        prefix: String = "",
        owner: String = "",
        checksum: String? = nil
    ) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, _ offset: Int) { for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte } }
        put(name, 0)
        put(mode, 100)
        put(size, 124)
        put("        ", 148)
        put(String(flag), 156)
        put(magic, 257)
        put(owner, 265)
        put(prefix, 345)
        let sum = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
        put(checksum ?? String(repeating: "0", count: 6 - sum.count) + sum + "\0 ", 148)
        return block
    }

    /// An extended header with this text, and a file after it.
    private static func pax(_ text: String, flag: Character = "x", name: String = "f") -> [UInt8] {
        let octal = String(text.utf8.count, radix: 8)
        let body = Array(text.utf8) + [UInt8](repeating: 0, count: (512 - text.utf8.count % 512) % 512)
        return header(name, flag: flag, size: String(repeating: "0", count: 11 - octal.count) + octal + "\0") + body + header("plain")
    }

    /// The same extended header two times before one file.
    private static func twice(_ flag: Character, _ text: String) -> [UInt8] {
        let one = pax(text, flag: flag)
        return one.dropLast(512) + one
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let bytes: [UInt8]
        let reason: String
        var testDescription: String { reason }
    }

    static let cases: [Case] = [
        Case(bytes: header(checksum: "000000\0 "), reason: "the checksum of a header is wrong"),
        Case(bytes: header(checksum: "zzzzzz\0 "), reason: "the field checksum of a header is not an octal number"),
        Case(bytes: header(magic: "xstar\0"), reason: "a header is not of the ustar format"),
        Case(bytes: [UInt8](repeating: 1, count: 512), reason: "a header is not of the ustar format"),
        Case(bytes: header(size: "00000000009\0"), reason: "the field size of a header is not an octal number"),
        Case(bytes: header(size: "-0000000001\0"), reason: "the field size of a header is not an octal number"),
        Case(bytes: header(size: "+0000000001\0"), reason: "the field size of a header is not an octal number"),
        Case(bytes: header(size: "0x000000001\0"), reason: "the field size of a header is not an octal number"),
        Case(bytes: header(size: "\u{7F}00000000001"), reason: "the field size of a header is not an octal number"),
        Case(bytes: header(mode: "rwxr-xr\0"), reason: "the field mode of a header is not an octal number"),
        Case(bytes: header(size: "77777777777\0"), reason: "an entry is larger than 16777216 bytes"),
        Case(bytes: header(size: "777777777777"), reason: "an entry is larger than 16777216 bytes"),
        Case(bytes: header(size: "00000000001\0") + [7], reason: "it ends in the middle of an entry"),
        Case(bytes: Array(header().prefix(511)), reason: "it ends in the middle of a header"),
        Case(bytes: [0], reason: "it ends in the middle of a header"),
        Case(bytes: header(flag: "S"), reason: "it has an entry of the unknown type 83"),
        Case(bytes: header(flag: "\0"), reason: "\"f\" is an entry of the oldest kind, which apk-tools leaves out"),
        Case(
            bytes: (0...16).flatMap { _ in Array(pax("5 a=\n", flag: "g").dropLast(512)) },
            reason: "more than 16 extended headers stand before an entry"
        ),
        Case(bytes: twice("x", "9 path=x\n"), reason: "two PAX headers stand before one entry"),
        Case(bytes: twice("L", "x\0"), reason: "two GNU headers with a long name stand before one entry"),
        Case(bytes: twice("K", "x\0"), reason: "two GNU headers with a long link target stand before one entry"),
        Case(bytes: pax("9 path=x\n9 path=y\n"), reason: "a PAX header has \"path\" twice"),
        Case(bytes: pax("14 linkpath=x\n6 a=b\n14 linkpath=x\n"), reason: "a PAX header has \"linkpath\" twice"),
        Case(bytes: Array(pax("9 path=x\n").dropLast(512)), reason: "an extended header stands before no entry"),
        Case(
            bytes: Array(pax("9 path=x\n").dropLast(512)) + [UInt8](repeating: 0, count: 1024),
            reason: "an extended header stands before no entry"
        ),
        Case(bytes: pax((0..<1_025).map { "10 k\(1_000 + $0)=\n" }.joined()), reason: "a PAX header has more than 1024 records"),
        Case(
            bytes: pax("x", flag: "L").dropLast(512) + header(prefix: "p"),
            reason: "an entry has both a long name of GNU's kind and a prefix"
        ),
        Case(bytes: header("", prefix: "p"), reason: "an entry has no name"),
        Case(bytes: pax("9 path=x\n", name: ""), reason: "an entry has no name"),
        Case(bytes: header(flag: "1", size: "00000001000\0"), reason: "\"f\" is no file and has a size"),
        Case(bytes: header(flag: "5", size: "00000000001\0"), reason: "\"f\" is no file and has a size"),
        Case(bytes: header(mode: "0200644\0"), reason: "the mode 200644 of \"f\" is none that a file can have"),
        Case(bytes: header(mode: "0040644\0"), reason: "the mode 40644 of \"f\" is none that a file can have"),
        Case(bytes: header(mode: "77777777"), reason: "the mode 77777777 of \"f\" is none that a file can have"),
        Case(bytes: header(mode: "644\0\0777"), reason: "something follows the number in the field mode of a header"),
        Case(bytes: header(owner: "a\u{1B}[2J"), reason: "the name of an owner or group is not UTF-8, or holds a control character"),
        Case(bytes: pax("22 GNU.sparse.major=1\n"), reason: "\"plain\" is a sparse file (GNU.sparse.major), which apk-tools does not know"),
        Case(bytes: [UInt8](repeating: 0, count: 512) + header(), reason: "something follows its end"),
        Case(bytes: [UInt8](repeating: 0, count: 1024) + [1], reason: "something follows its end"),
        Case(bytes: pax("no length at all"), reason: "a PAX header is malformed"),
        Case(bytes: pax("0 path=x\n"), reason: "a PAX header is malformed"),
        Case(bytes: pax("-9 path=x\n"), reason: "a PAX header is malformed"),
        Case(bytes: pax("+10 path=x\n"), reason: "a PAX header is malformed"),
        Case(bytes: pax("3 \n"), reason: "a PAX header is malformed"),
        Case(bytes: pax("99 path=x\n"), reason: "a PAX header is malformed"),
        Case(bytes: pax("9 path=xy\n"), reason: "a PAX header is malformed"),
        Case(bytes: pax("9 pathxy\n"), reason: "a PAX header is malformed"),
        Case(bytes: pax("99999999999999999999 path=x\n"), reason: "a PAX header is malformed"),
        Case(bytes: pax("9223372036854775807 path=x\n"), reason: "a PAX header is malformed"),
        Case(bytes: pax("9 path=x\nx"), reason: "a PAX header is malformed"),
        Case(bytes: pax("12 path=x\0y\n"), reason: "a path holds a NUL byte"),
        Case(bytes: pax("16 linkpath=x\0y\n"), reason: "a path holds a NUL byte"),
        Case(bytes: pax("8 path=\n"), reason: "an entry has no name"),
        Case(bytes: header(""), reason: "an entry has no name"),
        Case(bytes: header("/"), reason: "an entry has no name"),
        Case(bytes: pax("9 size=1\n"), reason: "the size in a PAX header is not that of the entry"),
        Case(bytes: pax("11 size=-1\n"), reason: "the size in a PAX header is not that of the entry"),
        Case(bytes: pax("11 size=ab\n"), reason: "the size in a PAX header is not that of the entry"),
        Case(bytes: pax("23 size=99999999999999\n"), reason: "an entry is larger than 16777216 bytes"),
        Case(bytes: pax("4106 path=" + String(repeating: "p", count: 4095) + "\n"), reason: "a path is longer than 4086 bytes"),
        Case(bytes: header(flag: "x", size: "00010000000\0"), reason: "an entry is larger than 1048576 bytes"),
        Case(bytes: header(flag: "g", size: "00010000000\0"), reason: "an entry is larger than 1048576 bytes"),
        Case(bytes: header(flag: "L", size: "77777777777\0"), reason: "an entry is larger than 1048576 bytes"),
        Case(bytes: header("caf\u{E9}").map { $0 == 0xC3 ? 0x41 : $0 }, reason: "the checksum of a header is wrong"),
    ]

    @Test(arguments: cases)
    func isRefusedWithTheReason(_ item: Case) {
        let error = #expect(throws: Diagnostic.self) { try untar(item.bytes) }
        #expect(error == Diagnostic(.damagedArchive, "x.tar is damaged: \(item.reason)"))
    }

    @Test func pathsThatAreNotUTF8AreRefused() throws {
        var block = Self.header("x")
        block[0] = 0xFF
        let sum = String(block.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }, radix: 8)
        for (index, byte) in (String(repeating: "0", count: 6 - sum.count) + sum).utf8.enumerated() { block[148 + index] = byte }
        let error = #expect(throws: Diagnostic.self) { try untar(block) }
        #expect(error?.message == "x.tar is damaged: a path is not UTF-8")
    }

    /// Older versions of some writers put the kind of file into the mode.
    @Test func aModeMayNameItsKind() throws {
        #expect(try untar(Self.header(mode: "0104755\0")).map(\.entry.mode) == [0o4755])
        #expect(try untar(Self.header(flag: "5", mode: "0040755\0")).map(\.entry.mode) == [0o755])
    }

    @Test func theSmallestRecordIsReadAndTheRestIsKept() throws {
        let found = try untar(Self.pax("5 a=\n6 b==\n"))
        #expect(found.map(\.entry.path) == ["plain"])
        #expect(found[0].entry.records == [.init(key: "a", value: []), .init(key: "b", value: [0x3D])])
    }

    @Test func globalHeadersChangeNothing() throws {
        #expect(try untar(Self.pax("9 path=x\n", flag: "g")).map(\.entry.path) == ["plain"])
    }

    @Test func anExtendedHeaderCountsForOneEntryOnly() throws {
        #expect(try untar(Self.pax("9 path=x\n") + Self.header("other")).map(\.entry.path) == ["x", "other"])
    }

    @Test func namesThatLeadOutAreHandedOverAsTheyAre() throws {
        // To resolve them safely is the business of whoever writes files: RootedDirectory.
        let names = ["../up", "/absolute", "a/../../b"]
        #expect(try untar(tar(names.map { (.file($0), "") })).map(\.entry.path) == names)
    }

    @Test func anArchiveCutAnywhereIsReadUpToThereOrRefused() throws {
        let whole = try tar([(.file("a"), "content"), (.file(String(repeating: "n", count: 300)), "x"), (.link("l", to: "t"), "")])
        for length in 0..<whole.count {
            do throws(Diagnostic) {
                let found = try untar(Array(whole.prefix(length)))
                // Of the two zero blocks at the end the second may be missing or cut.
                #expect(length % 512 == 0 || length > whole.count - 512)
                #expect(found.count <= 3)
            } catch {
                #expect(error.code == .damagedArchive)
            }
        }
    }

    @Test func everyFlippedBitOfAHeaderIsNoticed() throws {
        let whole = try tar([(.file("abc", mode: 0o4755), "content")])
        for position in 0..<512 where position < 148 || position > 155 {
            var damaged = whole
            damaged[position] ^= 1
            #expect(throws: Diagnostic.self, "byte \(position)") { try untar(damaged) }
        }
    }

    @Test func aLongerEntryThanAllowedIsNotReadIntoMemory() throws {
        let reader = TarReader(ArrayReader(try tar([(.file("f"), "12345")])), name: "x.tar")
        _ = try reader.next()
        let error = #expect(throws: Diagnostic.self) { try reader.readAll(limit: 4) }
        #expect(error?.message == "x.tar is damaged: an entry is larger than 4 bytes")
    }
}
