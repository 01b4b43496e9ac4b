import CLibCurl

/// An absolute http or https address without a user's name in it.
public struct WebAddress: Hashable, Sendable, CustomStringConvertible {
    /// The whole address.
    public let description: String
    /// `http` or `https`.
    public let scheme: String
    /// The host, in lower case, a version 6 address in brackets.
    public let host: String
    /// The port.
    public let port: Int

    /// Reads an address; nil for what is none, or of another scheme, or holds credentials.
    public init?(_ text: String) {
        self.init(text, reference: "")
    }

    /// The address that a reference, such as the value of `Location`, stands for here (RFC 3986 §5); nil when it is none.
    public func resolving(_ reference: String) -> WebAddress? {
        // Nothing that is written into a request may begin a line of its own.
        reference.isEmpty ? nil : WebAddress(description, reference: reference)
    }

    private init?(_ base: String, reference: String) {
        guard (base + reference).utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
        var parts = cuttle_curl_address()
        guard cuttle_curl_resolve(base, reference, &parts) == 0 else { return nil }
        func text(_ field: some Any) -> String {
            withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
        guard let port = Int(text(parts.port)), ["http", "https"].contains(text(parts.scheme)), !text(parts.host).isEmpty else {
            return nil
        }
        description = text(parts.text)
        scheme = text(parts.scheme)
        host = text(parts.host).lowercased()
        self.port = port
    }

    /// Whether both are of one scheme, host and port (RFC 6454): what one may be told, the other may.
    public func hasSameOrigin(as other: WebAddress) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    /// Whether the host is this machine, by its name or address.
    public var isLoopback: Bool { Self.isLoopback(host) }

    /// Whether a host is this machine.
    public static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }

    /// The same address with one more parameter.
    public func adding(_ name: String, _ value: String) -> WebAddress? {
        let parts = description.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        return WebAddress("\(parts[0])\(parts[0].contains("?") ? "&" : "?")\(name)=\(Self.escape(value))")
    }

    /// Percent-encodes all but unreserved characters (RFC 3986 §2.3).
    public static func escape(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            if character.isASCII, character.isLetter || character.isNumber || "-._~".contains(character) { return String(character) }
            return "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }.joined()
    }
}
