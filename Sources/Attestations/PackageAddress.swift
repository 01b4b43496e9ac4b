/// A package URL (purl): what software is called across ecosystems (PACKAGE.md §3).
public struct PackageAddress: Hashable, Sendable, CustomStringConvertible {
    private let text: String

    /// Makes an address.
    ///
    /// - Parameters:
    ///   - kind: `apk`, `github`, `generic`…
    ///   - namespace: its components.
    ///   - qualifiers: in order; those without a value are left out.
    ///   - path: a file in it; empty for all of it.
    public init(
        kind: String,
        namespace: [String] = [],
        name: String,
        version: String,
        qualifiers: KeyValuePairs<String, String> = [:],
        path: String = ""
    ) {
        var text = "pkg:\(kind)/" + (namespace + [name]).map(Self.escape).joined(separator: "/")
        if !version.isEmpty { text += "@" + Self.escape(version) }
        let given = qualifiers.filter { !$0.value.isEmpty }.map { "\($0.key)=\(Self.escape($0.value))" }
        if !given.isEmpty { text += "?" + given.joined(separator: "&") }
        if !path.isEmpty { text += "#" + path.split(separator: "/").map { Self.escape(String($0)) }.joined(separator: "/") }
        self.text = text
    }

    public var description: String { text }

    private static func escape(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ":"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
