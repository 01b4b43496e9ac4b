/// Pieces that readers of packages are likely to take wrongly.
enum InterestingTexts {
    /// Paths and targets of links.
    static let paths: [[UInt8]] =
        bytes([
            "usr", "usr/bin", "usr/bin/hello", "usr/bin/", "./usr/bin/x", "../canary/x", "../../canary/x", "usr/../../canary/x",
            "/etc/passwd",
            "/proc/self/cwd/x", "//x", "a//b", ".", "..", "...", "", "/", "a/", "usr/.", "usr/..", ".hidden", ".PKGINFO", ".SIGN.RSA.k.pub",
            ".pre-install", "usr/bin/soft/x", "usr/bin/soft", "USR/BIN/SOFT/x", "usr/bin/hello/x", "a\u{301}", "\u{E1}", "a\nb",
            "a\u{1B}[2Jb",
            "a\u{202E}b", "a\u{200B}b", "\u{FEFF}a", "-rf", "*", "dev/null", "etc/apk/keys/k.rsa.pub", "lib/apk/db/installed",
            "canary", "C:\\x", "usr\\bin\\x", "con", "APKINDEX", "DESCRIPTION", "PaxHeaders.0/x", ".INSTALL", ".melange.yaml",
        ]) + [
            [0xFF, 0xFE], [0xC0, 0xAF], [UInt8](repeating: 0x61, count: 100), [UInt8](repeating: 0x61, count: 300),
            Array([[UInt8]](repeating: [0x61], count: 40).joined(separator: [0x2F])),
        ]

    /// Values of fields.
    static let values: [[UInt8]] =
        bytes([
            "", " ", "0", "-1", "1", "00000000", "9223372036854775807", "9223372036854775808", "18446744073709551616", "1e3", "0x10", "+1",
            "a", "a=1", "a=", "a>=1 b<2", "!a", "!!a", "a@t", "a><Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "so:libc.so.6", "cmd:sh=1-r0", "/bin/sh",
            "a<=>1",
            "1.2.3_rc1-r0", "1..2", "1-r", "1_foo", "~ab", "x86_64", "noarch", "../x", "a/b", "\u{202E}", "e\u{301}", "MIT", "a b  c", "/",
            "+/usr",
            "Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "Q1", "Q2AAAA", "X1", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "\u{0}", "\r", "\t", "=", " = ", ":", "#",
        ]) + [[0xFF], [0xC3], [UInt8](repeating: UInt8(ascii: "9"), count: 400), [UInt8](repeating: UInt8(ascii: "a"), count: 5_000)]

    /// Keys of `.PKGINFO`.
    static let keys: [[UInt8]] = bytes([
        "pkgname", "pkgver", "pkgdesc", "url", "builddate", "packager", "size", "arch", "origin", "commit", "maintainer", "license",
        "depend",
        "provides", "replaces", "install_if", "triggers", "provider_priority", "replaces_priority", "datahash", "# vendored", "PKGNAME", "",
    ])

    /// Letters of an index.
    static let letters: [[UInt8]] = bytes("CPVASITULomtckDpirqaFMRZsfgXYz:# ".map { String($0) } + ["", "PP", "P:"])

    /// Records of extended headers.
    static let records: [[UInt8]] = bytes([
        "path=../canary/x", "path=/x", "path=", "path=a\u{0}b", "linkpath=../../canary", "linkpath=", "size=0", "size=1",
        "size=99999999999",
        "uid=0", "uid=4294967295", "uid=4294967296", "gid=-1", "mtime=1.5", "SCHILY.xattr.user.a=b", "SCHILY.xattr.=",
        "SCHILY.xattr.user.a",
        "APK-TOOLS.checksum.SHA1=da39a3ee5e6b4b0d3255bfef95601890afd80709", "APK-TOOLS.checksum.SHA1=", "APK-TOOLS.checksum.SHA1=zz",
        "APK-TOOLS.checksum.SHA256=00", "GNU.sparse.major=1", "GNU.sparse.size=999999999999", "charset=BINARY", "hdrcharset=BINARY", "=",
        "a=",
    ])

    /// Numbers that counts, offsets and sizes go wrong with.
    static let numbers: [UInt64] = [
        0, 1, 2, 3, 7, 8, 16, 63, 64, 127, 128, 255, 256, 511, 512, 4095, 4096, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0xFF_FFFF, 0x100_0000,
        0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFF,
        0xFFFF_FFFF_FFFF_FF00, 0x40_0000, 0x40_0040, 0x6FFF_FFFF, 0x6474_E551, 0x6474_E552, 0x0000_0006_6FFF_FFFB,
    ]

    private static func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }
}
