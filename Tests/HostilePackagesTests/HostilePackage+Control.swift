extension HostilePackage {
    private static func lines(_ name: String, _ message: String, _ lines: String...) -> HostilePackage {
        HostilePackage(name, message) { try $0.package(lines: lines) }
    }

    /// A description of these lines alone, and the digest of its data.
    private static func description(_ name: String, _ message: String, _ lines: String...) -> HostilePackage {
        HostilePackage(name, message) { forge in
            let all = lines + ["size = 1"]
            return try forge.package(info: all.map { $0 + "\n" }.joined(), member: forge.usual)
        }
    }

    private static func control(_ name: String, _ message: String, _ entries: RawEntry...) -> HostilePackage {
        HostilePackage(name, message) { try $0.package(control: entries) }
    }

    static let control: [HostilePackage] = [
        lines("name twice", "its .PKGINFO has \"pkgname\" twice", "pkgname = other"),
        lines("version twice", "its .PKGINFO has \"pkgver\" twice", "pkgver = 1-r0"),
        lines("architecture twice", "its .PKGINFO has \"arch\" twice", "arch = aarch64"),
        lines("digest twice", "its .PKGINFO has \"datahash\" twice", "datahash = \(String(repeating: "0", count: 64))"),
        lines("negative time", "\"builddate = -1\" in its .PKGINFO is no plain number", "builddate = -1"),
        lines(
            "time beyond all numbers",
            "\"builddate = 99999999999999999999\" in its .PKGINFO is not a number",
            "builddate = 99999999999999999999"
        ),
        lines("priority that is none", "\"provider_priority = high\" in its .PKGINFO is not a number", "provider_priority = high"),
        description("no name", "its .PKGINFO has no pkgname", "pkgver = 1"),
        description("no version", "its .PKGINFO has no pkgver", "pkgname = a"),
        description("name that climbs", "its .PKGINFO holds the unsafe name \"../../etc/x\"", "pkgname = ../../etc/x", "pkgver = 1"),
        description("version with a slash", "its .PKGINFO holds the unsafe name \"1/../x\"", "pkgname = a", "pkgver = 1/../x"),
        description("architecture that climbs", "its .PKGINFO holds the unsafe name \"..\"", "pkgname = a", "pkgver = 1", "arch = .."),
        description("name with a NUL", "its .PKGINFO holds the unsafe name \"a\0b\"", "pkgname = a\0b", "pkgver = 1"),
        description("no digest", "its .PKGINFO names \"\" as the SHA-256 of its data", "pkgname = a", "pkgver = 1"),
        description(
            "digest that is a path",
            "its .PKGINFO names \"../../roots/x\" as the SHA-256 of its data",
            "pkgname = a",
            "pkgver = 1",
            "datahash = ../../roots/x"
        ),
        description(
            "short digest",
            "its .PKGINFO names \"da39a3ee5e6b4b0d3255bfef95601890afd80709\" as the SHA-256 of its data",
            "pkgname = a",
            "pkgver = 1",
            "datahash = da39a3ee5e6b4b0d3255bfef95601890afd80709"
        ),
        HostilePackage("digest of other data", "its data has the SHA-256 e3b0c44298fc1c14…, its .PKGINFO says 6e340b9cffb37a98…") {
            try $0.package(info: $0.info(data: [0]), member: [])
        },
        HostilePackage("name that is not UTF-8", "\"pkgname\" in its .PKGINFO is not UTF-8") { forge in
            let text = Array("pkgname = caf".utf8) + [0xE9, 0x0A] + Array("pkgver = 1\n".utf8)
            return try forge.signed(forge.member([RawEntry(".PKGINFO".utf8, "0", content: text)])) + forge.usual
        },
        HostilePackage("description too long", "\".PKGINFO\" is larger than 4194304 bytes") {
            try $0.package(info: String(repeating: "# comment\n", count: 500_000), member: $0.usual)
        },
        control(
            "script too long",
            "\".post-install\" is larger than 262144 bytes",
            .file(".post-install", String(repeating: "#", count: 262_145))
        ),
        control(
            "script that expands",
            "it expands to more than 33554432 bytes",
            .file(".unknown", String(repeating: "\0", count: 40 << 20))
        ),
        control("description twice", "it has \".PKGINFO\" twice", .file(".PKGINFO", "pkgname = b\n")),
        control("script twice", "it has \".trigger\" twice", .file(".trigger"), .file(".trigger")),
        control("script of the first format", "it has an \".INSTALL\", which apk-tools refuses", .file(".INSTALL")),
        control("script as a link", "\".pre-install\" in its control member is no file", .link(".pre-install", to: "/bin/sh")),
        control("name with a folder", "\".a/b\" stands before the data", .file(".a/b")),
        control("name that climbs in it", "\"../x\" stands before the data", .file("../x")),
        control("name with a line end", "\".a\nb\", which stands before the data, holds a control character", .file(".a\nb")),
        HostilePackage("unknown files without end", "more than 128 entries stand before the data") {
            try $0.package(control: (0..<200).map { .file(".x\($0)") })
        },
        HostilePackage("unknown file", tree: ["usr/ 755", "usr/f 644 x"]) { try $0.package(control: [.file(".unknown")]) },
    ]
}
