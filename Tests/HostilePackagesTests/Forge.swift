import APK
import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage

/// Makes packages and indexes of any members, with the right signature and digest where a case does not say otherwise.
struct Forge: Sendable {
    /// A folder beside all that is unpacked, which nothing may change.
    let canary: FilePath

    static let key = Result { () throws -> PrivateKey in
        let folder = try TemporaryDirectory()
        try PrivateKey.generate(folder.path.appending("k.rsa"), bits: 2048)
        return try PrivateKey(folder.path.appending("k.rsa"))
    }
    static let identity = "C:Q12jmj7l5rSw0yVb/vlWAYkK/YBwk="

    static func keyring() throws -> Keyring { Keyring([try key.get().publicKey()]) }

    /// The canary by a path that climbs to the root of the file system first.
    var climbed: String { String(repeating: "../", count: 40) + canary.string.dropFirst() }

    /// One gzip member.
    func gzip(_ bytes: [UInt8]) throws(Diagnostic) -> [UInt8] {
        let output = ArrayWriter()
        let writer = try GzipWriter(output)
        try writer.write(bytes)
        try writer.finish()
        return output.bytes
    }

    /// A gzip member with an archive, which is cut unless it is the last.
    func member(_ entries: [RawEntry], isLast: Bool = false) throws(Diagnostic) -> [UInt8] {
        try gzip(entries.flatMap(\.bytes) + (isLast ? [UInt8](repeating: 0, count: 1_024) : []))
    }

    /// The text of a `.PKGINFO`.
    func info(data: [UInt8], _ lines: [String] = []) -> String {
        (["pkgname = p", "pkgver = 1-r0", "arch = x86_64", "size = 1", "origin = p", "datahash = \(Digest.of(data).hex)"] + lines)
            .map { $0 + "\n" }.joined()
    }

    /// A control member with its signature before it.
    func signed(_ control: [UInt8]) throws -> [UInt8] { try Signature.member(over: control, key: Self.key.get(), time: 0) + control }

    /// A package that is right but for these entries of its data.
    func package(_ data: [RawEntry]) throws -> [UInt8] { try package(member: member(data, isLast: true)) }

    /// A package that is right but for its data member.
    func package(member data: [UInt8]) throws -> [UInt8] { try package(info: info(data: data), member: data) }

    /// A package that is right but for entries of its control member.
    func package(control: [RawEntry]) throws -> [UInt8] {
        let data = try usual
        return try signed(member([.file(".PKGINFO", info(data: data))] + control)) + data
    }

    /// A package with a description of these lines besides the right ones.
    func package(lines: [String]) throws -> [UInt8] { try package(info: info(data: usual, lines), member: usual) }

    /// A package with this description.
    func package(info: String, member data: [UInt8]) throws -> [UInt8] { try signed(member([.file(".PKGINFO", info)])) + data }

    /// A data member with nothing wrong about it.
    var usual: [UInt8] {
        get throws(Diagnostic) { try member([.directory("usr"), .file("usr/f")], isLast: true) }
    }

    /// A control member that belongs to it.
    var usualControl: [UInt8] {
        get throws(Diagnostic) { try member([.file(".PKGINFO", info(data: usual))]) }
    }

    /// An index with this list, signed.
    func index(_ list: some Sequence<UInt8>) throws -> [UInt8] {
        try signed(member([RawEntry("APKINDEX".utf8, "0", content: Array(list))], isLast: true))
    }
}
