extension HostilePackage {
    private static func header(_ name: String, _ message: String, _ text: String) -> HostilePackage {
        HostilePackage(name, message, data: [.header("x", text.utf8), .file("f").with { $0.hasChecksum = false }])
    }

    private static let attribute = "\"f\" has an attribute with a name or value that no file can have"
    private static let malformed = "a PAX header is malformed"

    static let extendedHeaders: [HostilePackage] = [
        HostilePackage(
            "path twice",
            "a PAX header has \"path\" twice",
            data: [.file("f").record("path", "usr".utf8).record("path", "etc".utf8)]
        ),
        HostilePackage(
            "target twice",
            "a PAX header has \"linkpath\" twice",
            data: [.link("l", to: "x").record("linkpath", "a".utf8).record("linkpath", "/etc".utf8)]
        ),
        HostilePackage(
            "checksum twice",
            "a PAX header has \"APK-TOOLS.checksum.SHA1\" twice",
            data: [.file("f").record("APK-TOOLS.checksum.SHA1", "da39a3ee5e6b4b0d3255bfef95601890afd80709".utf8)]
        ),
        HostilePackage(
            "attribute twice",
            "a PAX header has \"SCHILY.xattr.user.a\" twice",
            data: [.file("f").record("SCHILY.xattr.user.a", [1]).record("SCHILY.xattr.user.a", [2])]
        ),
        HostilePackage("two headers", "two PAX headers stand before one entry", data: [.header("x", "10 path=a\n".utf8), .file("f")]),
        HostilePackage(
            "two long names",
            "two GNU headers with a long name stand before one entry",
            data: [.header("L", "usr\0".utf8), .header("L", "etc\0".utf8), .file("f")]
        ),
        HostilePackage(
            "two long targets",
            "two GNU headers with a long link target stand before one entry",
            data: [.header("K", "usr\0".utf8), .header("K", "etc\0".utf8), .link("l", to: "x")]
        ),
        HostilePackage(
            "long name and prefix",
            "an entry has both a long name of GNU's kind and a prefix",
            data: [.header("L", "usr\0".utf8), .file("f").with { $0.prefix = Array("etc".utf8) }]
        ),
        HostilePackage(
            "records and a long name",
            "an entry has both a PAX header and one of GNU's kind",
            data: [.header("L", "usr\0".utf8), .file("f")]
        ),
        HostilePackage(
            "long target",
            "the target of \"l\" stands in a header of GNU's kind, which apk-tools does not take whole",
            data: [.header("K", "usr\0".utf8), .link("l", to: "x").with { $0.hasChecksum = false }]
        ),
        HostilePackage("headers without end", "more than 16 extended headers stand before an entry") {
            try $0.package((0..<40).map { _ in .header("g", "5 a=\n".utf8) } + [.file("f")])
        },
        HostilePackage("header before no entry", "an extended header stands before no entry", data: [.header("x", "5 a=\n".utf8)]),
        header("length too short", malformed, "5 path=usr\n"),
        header("length too long", malformed, "999 path=usr\n"),
        header("negative length", malformed, "-12 path=usr\n"),
        header("length beyond all numbers", malformed, "99999999999999999999 path=usr\n"),
        header("record without a value", malformed, "8 pathx\n"),
        header("records without end", "a PAX header has more than 1024 records", (0..<2_000).map { "10 k\(1_000 + $0)=\n" }.joined()),
        HostilePackage(
            "key that is not UTF-8",
            "a PAX header has a key that is not UTF-8",
            data: [.header("x", [0x35, 0x20, 0xFF, 0x3D, 0x0A]), .file("f")]
        ),
        HostilePackage("value too long", "an entry is larger than 1048576 bytes") {
            try $0.package([.file("f").record("comment", [UInt8](repeating: 0x63, count: 2 << 20))])
        },
        HostilePackage(
            "wrong checksum",
            "the checksum of \"f\" is wrong",
            data: [
                .file("f").with { $0.hasChecksum = false }
                    .record("APK-TOOLS.checksum.SHA1", "da39a3ee5e6b4b0d3255bfef95601890afd80709".utf8)
            ]
        ),
        HostilePackage(
            "checksum that is none",
            "the checksum of \"g\" is wrong",
            data: [.file("g").with { $0.hasChecksum = false }.record("APK-TOOLS.checksum.SHA1", "none".utf8)]
        ),
        HostilePackage(
            "no checksum",
            "\"f\" has no checksum, without which apk-tools does not install it",
            data: [.file("f").with { $0.hasChecksum = false }]
        ),
        HostilePackage("attribute without a name", attribute, data: [.file("f").record("SCHILY.xattr.", [1])]),
        HostilePackage(
            "attribute with a long name",
            attribute,
            data: [.file("f").record("SCHILY.xattr.\(String(repeating: "a", count: 256))", [1])]
        ),
        HostilePackage(
            "attribute too long",
            attribute,
            data: [.file("f").record("SCHILY.xattr.user.a", [UInt8](repeating: 0, count: 65_537))]
        ),
        HostilePackage(
            "attribute with a NUL",
            "\"f\" has an attribute whose name holds a control character",
            data: [.file("f").record("SCHILY.xattr.user.a\0b", [1])]
        ),
    ]
}
