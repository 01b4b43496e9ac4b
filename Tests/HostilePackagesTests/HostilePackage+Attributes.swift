extension HostilePackage {
    private static let octal = "of a header is not an octal number"
    private static let ownerName = "the name of an owner or group is not UTF-8, or holds a control character"

    static let modes: [HostilePackage] = [
        HostilePackage(
            "bits beyond a mode",
            "the mode 200644 of \"f\" is none that a file can have",
            data: [.file("f").with { $0.mode = "0200644\0" }]
        ),
        HostilePackage(
            "all bits",
            "the mode 77777777 of \"f\" is none that a file can have",
            data: [.file("f").with { $0.mode = "77777777" }]
        ),
        HostilePackage(
            "mode of a directory for a file",
            "the mode 40755 of \"f\" is none that a file can have",
            data: [.file("f").with { $0.mode = "0040755\0" }]
        ),
        HostilePackage("mode that is none", "the field mode \(octal)", data: [.file("f").with { $0.mode = "rwxr-xr\0" }]),
        HostilePackage("negative mode", "the field mode \(octal)", data: [.file("f").with { $0.mode = "-000644\0" }]),
        HostilePackage(
            "two modes",
            "something follows the number in the field mode of a header",
            data: [.file("f").with { $0.mode = "644\0\0755" }]
        ),
        HostilePackage(
            "directory with two modes",
            "it has the directory \"d\" twice, with other modes or owners",
            data: [.directory("d"), .directory("d").with { $0.mode = "0001777\0" }]
        ),
        HostilePackage("directory twice", tree: ["d/ 755", "d/f 644 x"]) {
            try $0.package([.directory("d"), .file("d/f"), .directory("d")])
        },
        HostilePackage("setuid on a directory", tree: ["d/ 755"]) { try $0.package([.directory("d").with { $0.mode = "0006755\0" }]) },
        HostilePackage("setuid on a file", tree: ["f 755 x"]) { try $0.package([.file("f").with { $0.mode = "0006755\0" }]) },
        HostilePackage("nothing allowed", tree: ["d/ 500", "d/f 400 x"]) {
            try $0.package([.directory("d").with { $0.mode = "0000000\0" }, .file("d/f").with { $0.mode = "0000000\0" }])
        },
    ]

    static let owners: [HostilePackage] = [
        HostilePackage("owner that is no number", "the field uid \(octal)", data: [.file("f").with { $0.user = Array("nobody".utf8) }]),
        HostilePackage("group in base 256", "the field gid \(octal)", data: [.file("f").with { $0.group = [0x80, 0, 0, 0, 0, 0, 0, 1] }]),
        HostilePackage(
            "owner beyond all numbers",
            "the uid in a PAX header is not a number",
            data: [.file("f").record("uid", "4294967296".utf8)]
        ),
        HostilePackage("negative group", "the gid in a PAX header is not a number", data: [.file("f").record("gid", "-1".utf8)]),
        HostilePackage(
            "group of digits without end",
            "the gid in a PAX header is not a number",
            data: [.file("f").record("gid", [UInt8](repeating: 0x39, count: 400))]
        ),
        HostilePackage("owner that is not UTF-8", ownerName, data: [.file("f").with { $0.userName = [0xFF] }]),
        HostilePackage("group with a line end", ownerName, data: [.file("f").with { $0.groupName = Array("root\n0".utf8) }]),
        HostilePackage(
            "directory of two owners",
            "it has the directory \"d\" twice, with other modes or owners",
            data: [.directory("d"), .directory("d").with { $0.user = Array("0001750\0".utf8) }]
        ),
        HostilePackage("name that fills its field", tree: ["f 644 x"]) {
            try $0.package([.file("f").with { $0.userName = [UInt8](repeating: 0x6E, count: 32) }])
        },
    ]
}
