extension HostilePackage {
    /// Device nodes of packages are for apk-tools run by root; nothing here makes them, and images have none.
    private static func device(_ name: String, _ flag: Character) -> HostilePackage {
        HostilePackage(
            name,
            image: .refused("p-1-r0 holds \"dev/\(name)\", a device or pipe, which images do not carry"),
            tree: ["dev/ 755"]
        ) {
            try $0.package([.directory("dev"), RawEntry("dev/\(name)".utf8, flag)])
        }
    }

    static let devices: [HostilePackage] = [
        device("mem", "3"), device("sda", "4"), device("pipe", "6"),
        HostilePackage("socket", "it has an entry of the unknown type 115", data: [RawEntry("s".utf8, "s")]),
        HostilePackage("volume label", "it has an entry of the unknown type 86", data: [RawEntry("v".utf8, "V")]),
        HostilePackage("part of a file", "it has an entry of the unknown type 77", data: [RawEntry("m".utf8, "M")]),
        HostilePackage("list of a directory", "it has an entry of the unknown type 68", data: [RawEntry("d".utf8, "D")]),
        HostilePackage(
            "oldest kind of file",
            "\"f\" is an entry of the oldest kind, which apk-tools leaves out",
            data: [.file("f").with { $0.flag = 0 }]
        ),
        HostilePackage("file over a device", "it has \"mem\" twice", data: [RawEntry("mem".utf8, "3"), .file("mem")]),
        HostilePackage(
            "directory over a pipe",
            "\"p\" is both a directory and a device or pipe in it",
            data: [RawEntry("p".utf8, "6"), .directory("p")]
        ),
        HostilePackage(
            "file below a device",
            "\"sda/f\" lies below \"sda\", which is not a directory",
            data: [RawEntry("sda".utf8, "4"), .file("sda/f")]
        ),
        HostilePackage(
            "device with a size",
            "\"mem\" is no file and has a size",
            data: [RawEntry("mem".utf8, "3").with { $0.size = RawEntry.octal(512, 11) }]
        ),
    ]
}
