extension HostilePackage {
    private static let composed = "\u{E9}"
    private static let decomposed = "e\u{301}"

    static let names: [HostilePackage] = [
        HostilePackage(
            "path that climbs",
            "\"../out\" has the component \"..\", which leads out",
            data: [.file("../out")]
        ),
        HostilePackage("path that climbs later", "\"a/../../out\" has the component \"..\", which leads out", data: [.file("a/../../out")]),
        HostilePackage("directory that climbs", "\"..\" has the component \"..\", which leads out", data: [.directory("..")]),
        HostilePackage("absolute path", "\"/out\" is an absolute path", data: [.file("/out")]),
        HostilePackage("path of a slash", "an entry has no name", data: [.directory("/")]),
        HostilePackage("no path", "an entry has no name", data: [.file("")]),
        HostilePackage("no name behind a prefix", "an entry has no name", data: [.file("").with { $0.prefix = Array("usr".utf8) }]),
        HostilePackage(
            "path by prefix that climbs",
            "\"../up\" has the component \"..\", which leads out",
            data: [.file("up").with { $0.prefix = [0x2E, 0x2E] }]
        ),
        HostilePackage("path with a dot", "\"./usr\" has the component \".\", which installers leave out", data: [.directory("./usr")]),
        HostilePackage("path of a dot", "\".\" has the component \".\", which installers leave out", data: [.directory(".")]),
        HostilePackage("two slashes", "\"a//b\" has an empty component", data: [.directory("a"), .file("a//b")]),
        HostilePackage("NUL", "a path holds a NUL byte", data: [.file("f").record("path", "usr\0x".utf8)]),
        HostilePackage("not UTF-8", "a path is not UTF-8", data: [RawEntry([0x61, 0xFF], "0")]),
        HostilePackage("overlong UTF-8", "a path is not UTF-8", data: [RawEntry([0x2E, 0x2E, 0xC0, 0xAF, 0x78], "0")]),
        HostilePackage(
            "long path",
            "a path is longer than 4086 bytes",
            data: [.file("f").record("path", [UInt8](repeating: 0x61, count: 4_087))]
        ),
        HostilePackage(
            "long component",
            "\"\(String(repeating: "n", count: 40))…\" has a component of more than 255 bytes",
            data: [.file("f").record("path", [UInt8](repeating: 0x6E, count: 256))]
        ),
        HostilePackage("line end", "\"a\nb\" holds a control character", data: [.file("a\nb")]),
        HostilePackage("escape sequence", "\"\u{1B}[2J\" holds a control character", data: [.file("\u{1B}[2J")]),
        HostilePackage("file twice", "it has \"a\" twice", data: [.file("a", "1"), .file("a", "2")]),
        HostilePackage("file and directory", "\"a\" is both a directory and a file in it", data: [.file("a"), .directory("a")]),
        HostilePackage("directory and file", "\"d\" is both a directory and a file in it", data: [.directory("d"), .file("d")]),
        HostilePackage("file below a file", "\"a/b\" lies below \"a\", which is not a directory", data: [.file("a"), .file("a/b")]),
        HostilePackage(
            "file without a directory",
            "\"missing/f\" lies below \"missing\", which has no entry before it",
            data: [.file("missing/f")]
        ),
        HostilePackage(
            "case twin of a link",
            "\"LIB/x\" lies below \"LIB\", which is a link where case and spelling do not matter",
            data: [.link("lib", to: "/etc"), .file("LIB/x")]
        ),
        HostilePackage(
            "other spelling of a link",
            "\"\(decomposed)/x\" lies below \"\(decomposed)\", which is a link where case and spelling do not matter",
            data: [.link(composed, to: "/etc"), .file("\(decomposed)/x")]
        ),
        HostilePackage("description in the data", "\".PKGINFO\" stands in its data, where it means nothing", data: [.file(".PKGINFO")]),
        HostilePackage(
            "signature in the data",
            "\".SIGN.RSA.k.rsa.pub\" stands in its data, where it means nothing",
            data: [.file(".SIGN.RSA.k.rsa.pub")]
        ),
        HostilePackage(
            "script in the data",
            "\".post-install\" stands in its data, where it means nothing",
            data: [.file(".post-install")]
        ),
        HostilePackage("case twins", tree: ["A 644 1", "a 644 2"]) { try $0.package([.file("A", "1"), .file("a", "2")]) },
        HostilePackage("two spellings", tree: ["\(decomposed) 644 2", "\(composed) 644 1"]) {
            try $0.package([.file(composed, "1"), .file(decomposed, "2")])
        },
        HostilePackage("what installers leave out", tree: ["a 644 x"]) {
            try $0.package([.file(".hidden"), .directory(".d"), .file(".d/f"), .file("a")])
        },
    ]
}
