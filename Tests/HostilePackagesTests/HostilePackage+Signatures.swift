import APK
import Cryptography

extension HostilePackage {
    /// A package whose signature is not trusted, and which is unpacked by whoever trusts it for another reason.
    private static func untrusted(_ name: String, _ message: String, _ make: @escaping @Sendable (Forge) throws -> [UInt8])
        -> HostilePackage
    {
        HostilePackage(name, verification: .refused("{} \(message)"), tree: ["usr/ 755", "usr/f 644 x"], make)
    }

    private static func signature(_ name: String, _ bytes: [UInt8]) -> RawEntry { RawEntry(".SIGN.\(name)".utf8, "0", content: bytes) }

    private static let unsigned = "is not signed"
    private static let wrong = "is wrong: it was changed after k.rsa.pub signed it"

    private static func wrongly(_ name: String, _ make: @escaping @Sendable (Forge) throws -> [UInt8]) -> HostilePackage {
        HostilePackage(name, verification: .refused("the signature of {} \(wrong)"), tree: ["usr/ 755", "usr/f 644 x"], make)
    }

    static let signatures: [HostilePackage] = [
        untrusted("no signature", unsigned) { try $0.usualControl + $0.usual },
        untrusted("unknown key", "is signed with x.rsa.pub, which is not trusted") {
            try $0.member([signature("RSA256.x.rsa.pub", [1])]) + $0.usualControl + $0.usual
        },
        untrusted("key in other case", "is signed with K.rsa.pub, which is not trusted") {
            try $0.member([signature("RSA256.K.rsa.pub", Forge.key.get().sign($0.usualControl, .sha256))]) + $0.usualControl + $0.usual
        },
        untrusted("unknown kind of signature", unsigned) {
            try $0.member([signature("RSA1024.k.rsa.pub", [1])]) + $0.usualControl + $0.usual
        },
        untrusted("signature too long to be one", unsigned) {
            try $0.member([signature("RSA256.k.rsa.pub", [UInt8](repeating: 0, count: 65_537))]) + $0.usualControl + $0.usual
        },
        wrongly("wrong digest") {
            try $0.member([signature("RSA.k.rsa.pub", Forge.key.get().sign($0.usualControl, .sha256))]) + $0.usualControl + $0.usual
        },
        wrongly("signature of another package") { forge in
            let other = try forge.signed(forge.member([.file(".PKGINFO", "pkgname = q\npkgver = 1\n")]))
            let control = try forge.member([.file(".PKGINFO", "pkgname = q\npkgver = 1\n")])
            return try Array(other.dropLast(control.count)) + forge.usualControl + forge.usual
        },
        wrongly("empty signature") { try $0.member([signature("RSA256.k.rsa.pub", [])]) + $0.usualControl + $0.usual },
        wrongly("wrong signature before a right one") {
            try $0.member([signature("RSA256.k.rsa.pub", [1])]) + $0.package(member: $0.usual)
        },
        HostilePackage("signature twice", "it has \".SIGN.RSA256.k.rsa.pub\" twice") {
            try $0.member([signature("RSA256.k.rsa.pub", [1]), signature("RSA256.k.rsa.pub", [2])]) + $0.usualControl + $0.usual
        },
        HostilePackage("key with a slash", "\".SIGN.RSA256.../k.rsa.pub\" stands before the data") {
            try $0.member([signature("RSA256.../k.rsa.pub", [1])]) + $0.usualControl + $0.usual
        },
        HostilePackage("key with a control character", "\".SIGN.RSA256.\u{1B}c\", which stands before the data, holds a control character")
        {
            try $0.member([signature("RSA256.\u{1B}c", [1])]) + $0.usualControl + $0.usual
        },
        HostilePackage("hundreds of signatures", "more than 128 entries stand before the data") { forge in
            try forge.member((0..<400).map { signature("RSA256.k\($0).pub", [1]) }) + forge.usualControl + forge.usual
        },
        HostilePackage("hundreds of signatures in members", "more than 128 entries stand before the data") { forge in
            let members = try (0..<40).map { member in
                try forge.member((0..<10).map { signature("RSA256.k\(member)-\($0).pub", [1]) })
            }
            return try members.flatMap { $0 } + forge.usualControl + forge.usual
        },
        HostilePackage("signature as a link", "\".SIGN.RSA256.k.rsa.pub\" in its control member is no file") {
            try $0.member([.link(".SIGN.RSA256.k.rsa.pub", to: "/etc/shadow")]) + $0.usualControl + $0.usual
        },
        HostilePackage("signature behind the description", "\".SIGN.RSA256.k.rsa.pub\" stands in its control member") {
            try $0.package(control: [signature("RSA256.k.rsa.pub", [1])])
        },
        HostilePackage("description beside a signature", "\".PKGINFO\" stands in one member with a signature") {
            try $0.member([signature("RSA256.k.rsa.pub", [1]), .file(".PKGINFO", $0.info(data: $0.usual))]) + $0.usual
        },
    ]
}
