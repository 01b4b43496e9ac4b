import Cryptography
import Testing

/// An index that is made to harm, and the message that it is refused with.
struct HostileIndex: Sendable, CustomTestStringConvertible {
    /// What is wrong about it.
    enum Kind: String, CaseIterable, Sendable {
        case members, records
    }

    let name: String
    /// `{}` stands for the path of the file.
    let message: String
    let make: @Sendable (Forge) throws -> [UInt8]

    /// - Parameter message: what follows "is damaged"; with `{}` the whole message.
    init(_ name: String, _ message: String, _ make: @escaping @Sendable (Forge) throws -> [UInt8]) {
        self.name = name
        self.message = message.contains("{}") ? message : "{} is damaged: \(message)"
        self.make = make
    }

    /// An index with right members and this list.
    init(_ name: String, _ message: String, list: String) {
        self.init(name, message) { try $0.index(list.utf8) }
    }

    var testDescription: String { name }

    static let all: [(kind: Kind, indexes: [HostileIndex])] = [(.members, members), (.records, records)]

    private static let list = RawEntry("APKINDEX".utf8, "0", content: Array("\(Forge.identity)\nP:a\nV:1\n\n".utf8))
    private static let head = "\(Forge.identity)\nP:a\nV:1\n"

    /// A gzip member with a file name of many bytes, which decompress to nothing.
    private static func endlessName(_ member: [UInt8]) -> [UInt8] {
        Array(member[..<3]) + [8] + member[4..<10] + [UInt8](repeating: 0x61, count: 3 << 20) + [0] + member[10...]
    }

    static let members: [HostileIndex] = [
        HostileIndex("nothing", "{} is not an index: it holds no APKINDEX") { _ in [] },
        HostileIndex("no list", "{} is not an index: it holds no APKINDEX") { try $0.signed($0.member([.file("OTHER")], isLast: true)) },
        HostileIndex("no signature", "{} is not signed") { try $0.member([list], isLast: true) },
        HostileIndex("unknown key", "{} is signed with x.rsa.pub, which is not trusted") {
            try $0.member([RawEntry(".SIGN.RSA256.x.rsa.pub".utf8, "0", content: [1])]) + $0.member([list], isLast: true)
        },
        HostileIndex("wrong signature", "the signature of {} is wrong: it was changed after k.rsa.pub signed it") {
            try $0.member([RawEntry(".SIGN.RSA256.k.rsa.pub".utf8, "0", content: [1])]) + $0.member([list], isLast: true)
        },
        HostileIndex("signature behind", "\".SIGN.RSA.k.rsa.pub\" stands behind what it could have signed") {
            try $0.index([]) + $0.member([.file(".SIGN.RSA.k.rsa.pub")])
        },
        HostileIndex("signatures without end", "it has more than 64 entries") { forge in
            try forge.member((0..<200).map { .file(".SIGN.RSA.k\($0)") })
        },
        HostileIndex("signature too long", "its signatures are too long") {
            try $0.member([.file(".SIGN.RSA.k.rsa.pub", String(repeating: "s", count: 65_537))])
        },
        HostileIndex("name of a member without end", "its signatures are too long") {
            try endlessName($0.member([.file(".SIGN.RSA.k.rsa.pub")])) + $0.member([list], isLast: true)
        },
        HostileIndex("signature that expands", "it expands to more than 8388608 bytes") {
            try $0.gzip(RawEntry.file(".SIGN.RSA.k.rsa.pub").bytes + [UInt8](repeating: 0, count: 16 << 20))
                + $0.member([list], isLast: true)
        },
        HostileIndex("headers before a signature", "more than 16 extended headers stand before an entry") {
            try $0.member((0..<40).map { _ in .header("g", "5 a=\n".utf8) } + [.file(".SIGN.RSA.k.rsa.pub")])
        },
        HostileIndex("two lists", "it has \"APKINDEX\" twice") { try $0.index([]) + $0.member([list], isLast: true) },
        HostileIndex("list by two names", "a PAX header has \"path\" twice") {
            try $0.signed($0.member([list.record("path", "APKINDEX".utf8).record("path", "OTHER".utf8)], isLast: true))
        },
        HostileIndex("package", "\".PKGINFO\" cannot stand in an index") { try $0.package(member: $0.usual) },
        HostileIndex("list as a link", "\"APKINDEX\" in it is no file") { try $0.member([.link("APKINDEX", to: "/etc/passwd")]) },
        HostileIndex("name with a line end", "the name \"A\nB\" in it holds a control character") { try $0.member([.file("A\nB")]) },
        HostileIndex("list beyond the end", "an entry is larger than 314572800 bytes") {
            try $0.signed($0.member([list.with { $0.size = RawEntry.octal(1 << 30, 11) }]))
        },
        HostileIndex("list that expands", "it expands to more than 500 times its size") {
            try $0.gzip(RawEntry.file("X").bytes + [UInt8](repeating: 0, count: 80 << 20))
        },
        HostileIndex("description too long", "an entry is larger than 65536 bytes") {
            try $0.member([.file("DESCRIPTION", String(repeating: "d", count: 65_537)), list], isLast: true)
        },
        HostileIndex("no gzip", "its compressed data is not valid") { _ in Array("P:a\n".utf8) },
        HostileIndex("garbage behind", "its compressed data is not valid") { try $0.index([]) + [1, 2, 3] },
        HostileIndex("cut", "it ends in the middle of a gzip member") { try Array($0.index(head.utf8).dropLast(4)) },
    ]

    static let records: [HostileIndex] = [
        HostileIndex(
            "one name for two packages",
            "it lists a-1 more than once, as different packages (lines 2 and 6)",
            list: head + "\n" + head + "D:b\n"
        ),
        HostileIndex("name twice", "the record of \"a\" has the line \"P:\" twice (lines 2 and 4)", list: head + "P:b\n"),
        HostileIndex("checksum twice", "the record of \"a\" has the line \"C:\" twice (lines 1 and 4)", list: head + Forge.identity + "\n"),
        HostileIndex("dependencies twice", "the record of \"a\" has the line \"D:\" twice (lines 4 and 5)", list: head + "D:b\nD:c\n"),
        HostileIndex("negative size", "\"S:-1\" in the record of \"a\" (line 4) is not a number", list: head + "S:-1\n"),
        HostileIndex("size in base 16", "\"I:0xFF\" in the record of \"a\" (line 4) is not a number", list: head + "I:0xFF\n"),
        HostileIndex(
            "time beyond all numbers",
            "\"t:9223372036854775808\" in the record of \"a\" (line 4) is not a number",
            list: head + "t:9223372036854775808\n"
        ),
        HostileIndex("priority that is none", "\"k:high\" in the record of \"a\" (line 4) is not a number", list: head + "k:high\n"),
        HostileIndex("name that climbs", "it holds the unsafe name \"../../etc/x\"", list: "\(Forge.identity)\nP:../../etc/x\nV:1\n"),
        HostileIndex("version with a slash", "it holds the unsafe name \"1/x\"", list: "\(Forge.identity)\nP:a\nV:1/x\n"),
        HostileIndex("architecture that climbs", "it holds the unsafe name \"..\"", list: head + "A:..\n"),
        HostileIndex("name with a NUL", "it holds the unsafe name \"a\0b\"", list: "\(Forge.identity)\nP:a\0b\nV:1\n"),
        HostileIndex("no checksum", "\"a\" has no valid checksum", list: "P:a\nV:1\n"),
        HostileIndex("short checksum", "\"a\" has no valid checksum", list: "C:Q1AAAA\nP:a\nV:1\n"),
        HostileIndex("no version", "\"a\" has no valid version", list: "\(Forge.identity)\nP:a\n"),
        HostileIndex("no lines of an index", "\"<html>\" is not a line of an index", list: "<html>\n"),
        HostileIndex(
            "record without end",
            "the record of \"\(Forge.identity)\" has more than 256 lines, or one of more than 4194304 bytes",
            list: head + (0..<300).map { "F:\($0)\n" }.joined()
        ),
        HostileIndex(
            "line without end",
            "the record of \"\(Forge.identity)\" has more than 256 lines, or one of more than 4194304 bytes",
            list: head + "D:" + String(repeating: "d ", count: 3 << 20) + "\n"
        ),
        HostileIndex("name that is not UTF-8", "\"P:…\" in its line 2 is not UTF-8") {
            try $0.index(Array("\(Forge.identity)\nP:a".utf8) + [0xFF] + Array("\nV:1\n".utf8))
        },
        HostileIndex("letter that is not UTF-8", "\"…\" in its line 4 is not UTF-8") {
            try $0.index(Array(head.utf8) + [0xFF, 0x3A, 0x0A])
        },
    ]
}
