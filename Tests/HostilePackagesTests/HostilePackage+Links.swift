import SystemPackage

extension HostilePackage {
    static let links: [HostilePackage] = [
        HostilePackage("file through an absolute link", "\"l/stolen\" lies below \"l\", which is a link") {
            try $0.package([.link("l", to: $0.canary.string), .file("l/stolen")])
        },
        HostilePackage("file through a link that climbs", "\"up/stolen\" lies below \"up\", which is a link") {
            try $0.package([.link("up", to: $0.climbed), .file("up/stolen")])
        },
        HostilePackage(
            "file through a link within",
            "\"in/f\" lies below \"in\", which is a link",
            data: [.directory("d"), .link("in", to: "d"), .file("in/f")]
        ),
        HostilePackage("file through links through links", "\"d/b/f\" lies below \"d/b\", which is a link") {
            try $0.package([.directory("d"), .link("d/a", to: $0.climbed), .link("d/b", to: "a"), .file("d/b/f")])
        },
        HostilePackage("directory through a link", "\"l/made\" lies below \"l\", which is a link") {
            try $0.package([.link("l", to: $0.canary.string), .directory("l/made")])
        },
        HostilePackage("link through a link", "\"l/link\" lies below \"l\", which is a link") {
            try $0.package([.link("l", to: $0.canary.string), .link("l/link", to: "x")])
        },
        HostilePackage(
            "hard link that climbs",
            "the hard link \"h\" leads out: \"../../etc/passwd\" has the component \"..\", which leads out",
            data: [.hardLink("h", to: "../../etc/passwd")]
        ),
        HostilePackage(
            "absolute hard link",
            "the hard link \"h\" leads out: \"/etc/passwd\" is an absolute path",
            data: [.hardLink("h", to: "/etc/passwd")]
        ),
        HostilePackage("hard link through a link", "the hard link \"h\" leads to \"l/secret\", which is no file of the package before it") {
            try $0.package([.link("l", to: $0.canary.string), .hardLink("h", to: "l/secret")])
        },
        HostilePackage("file through a hard link to a link", "\"h/stolen\" lies below \"h\", which is a link") {
            try $0.package([.link("l", to: $0.canary.string), .hardLink("h", to: "l"), .file("h/stolen")])
        },
        HostilePackage(
            "hard link to what comes later",
            "the hard link \"h\" leads to \"z\", which is no file of the package before it",
            data: [.hardLink("h", to: "z"), .file("z")]
        ),
        HostilePackage(
            "hard link to itself",
            "the hard link \"self\" leads to \"self\", which is no file of the package before it",
            data: [.hardLink("self", to: "self")]
        ),
        HostilePackage(
            "hard link to a directory",
            "the hard link \"h\" leads to \"d\", which is no file of the package before it",
            data: [.directory("d"), .hardLink("h", to: "d")]
        ),
        HostilePackage(
            "hard link to a device",
            "the hard link \"h\" leads to \"tty\", which is no file of the package before it",
            data: [RawEntry("tty".utf8, "3"), .hardLink("h", to: "tty")]
        ),
        HostilePackage(
            "hard link to what is left out",
            "the hard link \"h\" leads to \".f\", which installers leave out",
            data: [.file(".f"), .hardLink("h", to: ".f")]
        ),
        HostilePackage(
            "hard link to nothing",
            "the hard link \"h\" leads out: \"\" has an empty component",
            data: [.hardLink("h", to: "")]
        ),
        HostilePackage("hard link over a link", "it has \"l\" twice", data: [.file("f"), .link("l", to: "f"), .hardLink("l", to: "f")]),
        HostilePackage("link replaced by a directory", "\"l\" is both a directory and a link in it") {
            try $0.package([.link("l", to: $0.canary.string), .directory("l"), .file("l/stolen")])
        },
        HostilePackage("directory replaced by a link", "\"d\" is both a directory and a link in it") {
            try $0.package([.directory("d"), .link("d", to: $0.canary.string), .file("d/stolen")])
        },
        HostilePackage("link replaced by a file", "it has \"l\" twice") {
            try $0.package([.link("l", to: $0.canary.appending("file").string), .file("l", "stolen")])
        },
        HostilePackage("link to nowhere", "the link \"l\" leads nowhere", data: [.link("l", to: "")]),
        HostilePackage("link with a NUL", "a path holds a NUL byte", data: [.link("l", to: "x").record("linkpath", "x\0y".utf8)]),
        HostilePackage("link to no UTF-8", "a path is not UTF-8", data: [.link("l", to: "x").record("linkpath", [0xFF])]),
        HostilePackage(
            "link to a control character",
            "the link \"l\" leads to a name with a control character",
            data: [.link("l", to: "\u{1B}]0;x\u{7}")]
        ),
        HostilePackage(
            "link with a long target",
            "a path is longer than 4086 bytes",
            data: [.link("l", to: "x").record("linkpath", [UInt8](repeating: 0x74, count: 4_087))]
        ),
        HostilePackage(
            "link with a wrong checksum",
            "the checksum of \"l\" is wrong",
            data: [
                .link("l", to: "x").with { $0.hasChecksum = false }
                    .record("APK-TOOLS.checksum.SHA1", "da39a3ee5e6b4b0d3255bfef95601890afd80709".utf8)
            ]
        ),
        HostilePackage("loop of links", tree: ["a -> b", "b -> a", "d/ 755", "d/up -> ../d"]) {
            try $0.package([.link("a", to: "b"), .link("b", to: "a"), .directory("d"), .link("d/up", to: "../d")])
        },
        HostilePackage("link out", tree: ["l -> \(String(repeating: "../", count: 40))etc/shadow"]) {
            try $0.package([.link("l", to: "\(String(repeating: "../", count: 40))etc/shadow")])
        },
        HostilePackage("hard link to a link", tree: ["h -> /etc/shadow", "l -> /etc/shadow"]) {
            try $0.package([.link("l", to: "/etc/shadow"), .hardLink("h", to: "l")])
        },
        // A root and an image have files of their own in these places.
        HostilePackage(
            "links in place of folders",
            image: .refused("2 paths of this image are claimed more than once"),
            tree: ["etc -> {canary}", "home -> {canary}", "lib -> {canary}", "var -> {canary}/folder"]
        ) { forge in
            let links = ["etc", "home", "lib"].map { RawEntry.link($0, to: forge.canary.string) }
            return try forge.package(links + [.link("var", to: forge.canary.appending("folder").string)])
        },
        HostilePackage(
            "links in place of files",
            image: .refused("\"etc/passwd\" leads through a link to nothing"),
            tree: ["etc/ 755", "etc/group -> {canary}/file", "etc/passwd -> {canary}/file"]
        ) { forge in
            let links = ["group", "passwd"].map { RawEntry.link("etc/\($0)", to: forge.canary.appending("file").string) }
            return try forge.package([.directory("etc")] + links)
        },
    ]
}
