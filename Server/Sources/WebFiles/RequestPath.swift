/// Which file below the served folder a request is for.
///
/// The target of a request is taken apart before the system sees any of it: what could mean something else to the system than it does here
/// is refused. That the file is beneath the folder is the system's word (`ServedFolder`); this only keeps private what is private.
public struct RequestPath: Hashable, Sendable {
    /// The path below the folder, without a slash in front: `x86_64/APKINDEX.tar.gz`.
    public let relative: String

    /// Why there is no path.
    public enum Refusal: Error, Hashable, Sendable {
        /// It is no path: a wrong escape, a NUL, `..`, or bytes that are not UTF-8.
        case malformed
        /// It names what is not for readers: hidden files, private keys, or a folder.
        case hidden
    }

    /// Takes the target of a request apart (RFC 9112, section 3.2).
    ///
    /// - Parameter target: in origin form, or absolute form as proxies get it; a query is not looked at.
    public init(_ target: String) throws(Refusal) {
        var bytes = Array(target.utf8)[...]
        for scheme in ["http://", "https://"] where bytes.starts(with: scheme.utf8) {
            bytes = bytes.dropFirst(scheme.utf8.count).drop { $0 != UInt8(ascii: "/") }
        }
        bytes = bytes.prefix { $0 != UInt8(ascii: "?") }
        guard bytes.first == UInt8(ascii: "/"), !bytes.contains(UInt8(ascii: "#")) else { throw .malformed }
        // An address with a slash too many means the same file, as it does to other servers: apk-tools adds its own slash.
        var names: [String] = []
        for part in bytes.split(separator: UInt8(ascii: "/")) { names.append(try Self.decode(part)) }
        guard let last = names.last, bytes.last != UInt8(ascii: "/") else { throw .hidden }
        if names.contains(where: { $0 == "." || $0 == ".." }) { throw .malformed }
        if names.contains(where: { $0.utf8.first == UInt8(ascii: ".") }) || Self.isPrivate(last) { throw .hidden }
        relative = names.joined(separator: "/")
    }

    /// Whether a file of this name is likely a private key, such as lies beside many a repository.
    private static func isPrivate(_ name: String) -> Bool {
        let bytes = name.lowercased().utf8
        let endings = [".rsa", ".key", ".pem", ".p8", ".p12", ".pfx", "_rsa", "_ecdsa", "_ed25519"]
        return endings.contains { ending in bytes.suffix(ending.utf8.count).elementsEqual(ending.utf8) }
    }

    /// One name, its escapes replaced (RFC 3986, section 2.1).
    private static func decode(_ part: ArraySlice<UInt8>) throws(Refusal) -> String {
        var bytes: [UInt8] = []
        var rest = part
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else { bytes.append(byte); continue }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { throw .malformed }
            bytes.append(high << 4 | low)
        }
        // A slash that was an escape would be a separator to the system.
        if bytes.contains(0) || bytes.contains(UInt8(ascii: "/")) { throw .malformed }
        guard let name = String(validating: bytes, as: UTF8.self) else { throw .malformed }
        return name
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
