extension HostilePackage {
    private static let compression = "its compressed data is not valid"

    static let members: [HostilePackage] = [
        HostilePackage("nothing", "it has no control member") { _ in [] },
        HostilePackage("signature alone", "it has no control member") {
            try Array($0.signed($0.usualControl).dropLast($0.usualControl.count))
        },
        HostilePackage("no gzip", compression) { _ in Array("<html>".utf8) },
        HostilePackage("archive without gzip", compression) { RawEntry.file(".PKGINFO", $0.info(data: [])).bytes },
        HostilePackage("two control members", "\".PKGINFO\" stands in its data, where it means nothing") {
            try $0.package(member: $0.usualControl + $0.usual)
        },
        HostilePackage("extra member", "something follows its data") { try $0.package(member: $0.usual + $0.gzip([1])) },
        HostilePackage("packages one after the other", "something follows its data") {
            let package = try $0.package(member: $0.usual)
            return try $0.package(member: $0.usual + package)
        },
        HostilePackage("garbage behind", "something follows its data") { try $0.package(member: $0.usual + [1, 2, 3]) },
        HostilePackage("cut data", "it ends in the middle of a gzip member") { try $0.package(member: Array($0.usual.dropLast(9))) },
        HostilePackage("cut control member", "it ends in the middle of a gzip member") { try Array($0.usualControl.dropLast(9)) },
        HostilePackage("cut header", "it ends in the middle of a header") {
            try $0.package(member: $0.gzip(Array(RawEntry.directory("d").bytes.dropLast(1))))
        },
        HostilePackage("data that is no archive", "a header is not of the ustar format") {
            try $0.package(member: $0.gzip([UInt8](repeating: 0x61, count: 1_024)))
        },
        HostilePackage("header with a wrong sum", "the checksum of a header is wrong") { forge in
            var bytes = RawEntry.directory("d").bytes
            bytes[150] ^= 1
            return try forge.package(member: forge.gzip(bytes))
        },
        HostilePackage("entries behind the end", "something follows its end") {
            try $0.package(member: $0.gzip([UInt8](repeating: 0, count: 1_024) + RawEntry.file("f").bytes))
        },
        HostilePackage("wrong sum of a member", compression) { forge in
            var data = try forge.usual
            data[data.count - 6] ^= 1
            return try forge.package(member: data)
        },
        HostilePackage("empty member", "a member before its data is empty") { try $0.gzip([]) + $0.package(member: $0.usual) },
        HostilePackage("members of signatures without end", "it has no control member among its first 64 members") { forge in
            let members = try (0..<70).map { try forge.member([.file(".SIGN.NONE.k\($0)")]) }
            return try members.flatMap { $0 } + forge.usualControl
        },
        HostilePackage("file before the data", "\"usr/x\" stands before the data") {
            try $0.member([.directory("usr/x")]) + $0.package(member: $0.usual)
        },
        HostilePackage(
            "control member without description",
            verification: .refused("{} is not a package: it has no .PKGINFO"),
            unpacking: .refused("{} is not a package: it has no .PKGINFO"),
            image: .refused("{} is not a package: it has no .PKGINFO")
        ) { try $0.signed($0.member([.file(".post-install")])) + $0.usual },
    ]
}
