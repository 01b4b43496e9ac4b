import APK

extension HostilePackage {
    private static func size(_ name: String, _ bytes: [UInt8], _ message: String) -> HostilePackage {
        HostilePackage(name, message, data: [.file("f").with { $0.size = bytes }])
    }

    private static let notOctal = "the field size of a header is not an octal number"

    static let sizes: [HostilePackage] = [
        size("size beyond the end", RawEntry.octal(0o77777777777, 11), "it ends in the middle of an entry"),
        size("negative size", Array("-0000000001".utf8), notOctal),
        size("size in base 256", [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], notOctal),
        size("negative size in base 256", [UInt8](repeating: 0xFF, count: 12), notOctal),
        size("decimal size", Array("00000000009".utf8), notOctal),
        size("size and more", Array("1\0\0\u{0}2".utf8), "something follows the number in the field size of a header"),
        HostilePackage(
            "directory with a size",
            "\"d\" is no file and has a size",
            data: [.directory("d").with { $0.size = RawEntry.octal(1, 11) }]
        ),
        HostilePackage(
            "hard link with a size, over what follows",
            "\"h\" is no file and has a size",
            data: [.file("f"), .hardLink("h", to: "f").with { $0.size = RawEntry.octal(1_024, 11) }, .file("hidden")]
        ),
        HostilePackage(
            "size that contradicts itself",
            "the size in a PAX header is not that of the entry",
            data: [.file("f", "abc").record("size", "512".utf8)]
        ),
        HostilePackage(
            "size of digits without end",
            "the size in a PAX header is not that of the entry",
            data: [.file("f").record("size", [UInt8](repeating: 0x39, count: 400))]
        ),
        HostilePackage("old sparse file", "it has an entry of the unknown type 83", data: [RawEntry("f".utf8, "S")]),
        HostilePackage(
            "sparse file",
            "\"GNUSparseFile.0/f\" is a sparse file (GNU.sparse.major), which apk-tools does not know",
            data: [.file("GNUSparseFile.0/f").record("GNU.sparse.major", "1".utf8).record("GNU.sparse.realsize", "99999999999".utf8)]
        ),
        HostilePackage("bomb by ratio", "it expands to more than 500 times its size", limits: { $0.freeBytes = 1 << 20 }) {
            try $0.package([.file("zeros", String(repeating: "\0", count: 4 << 20))])
        },
        HostilePackage("bomb behind the end", "it expands to more than 500 times its size", limits: { $0.freeBytes = 1 << 20 }) {
            try $0.package(member: $0.gzip(RawEntry.file("f").bytes + [UInt8](repeating: 0, count: 4 << 20)))
        },
        HostilePackage("too much data", "it expands to more than 1048576 bytes", limits: { $0.dataBytes = 1 << 20 }) {
            try $0.package([.file("large", String(repeating: "large", count: 300_000))])
        },
        HostilePackage("too many entries", "it has more than 100 entries", limits: { $0.entries = 100 }) {
            try $0.package((0...100).map { .directory("d\($0)") })
        },
        HostilePackage("paths too long together", "its paths take more than 2048 bytes", limits: { $0.pathBytes = 2_048 }) {
            try $0.package((0..<30).map { .link("l\($0)", to: String(repeating: "t", count: 90)) })
        },
        HostilePackage("long name without end", "an entry is larger than 1048576 bytes") {
            try $0.package([RawEntry.header("L", []).with { $0.size = RawEntry.octal(2 << 30, 11) }, .file("f")])
        },
        HostilePackage("extended header without end", "an entry is larger than 1048576 bytes") {
            try $0.package([RawEntry.header("x", []).with { $0.size = RawEntry.octal(2 << 30, 11) }, .file("f")])
        },
    ]
}
