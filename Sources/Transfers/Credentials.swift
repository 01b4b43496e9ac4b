import Glibc

/// A name and a password for one server (IMAGE.md §4.5).
public struct Credentials: Hashable, Sendable {
    private let host: String
    private let user: String
    private let password: String

    /// Reads `basic:HOST:USER:PASS`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[0] == "basic" else { return nil }
        (host, user, password) = (parts[1], parts[2], parts[3])
    }

    /// What the variable `HTTP_AUTH` says; nil when it says nothing, or something else.
    public static var ofEnvironment: Credentials? { getenv("HTTP_AUTH").flatMap { Credentials(String(cString: $0)) } }

    /// What a server at an address may be told; nil for another server, so that a password gets nowhere else.
    func text(for address: String) -> String? {
        address.host == host ? "\(user):\(password)" : nil
    }
}

extension String {
    /// The part of an address between its scheme and its path.
    private var authority: Substring {
        guard let scheme = firstRange(of: "://") else { return "" }
        return self[scheme.upperBound...].prefix { !"/?#".contains($0) }
    }

    /// The host of an address, without port and credentials.
    var host: String {
        let place = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        // Of an address of IPv6 all that stands in brackets.
        return String(place.hasPrefix("[") ? place.prefix { $0 != "]" }.dropFirst() : place.prefix { $0 != ":" })
    }

    /// Whether an address is asked without encryption, by way of somebody else's wires.
    public var isInTheClear: Bool {
        let isOwn = host == "localhost" || host == "::1" || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
        return !hasPrefix("https://") && !isOwn
    }

    /// An address without the name and password that it may hold: what may be shown and written down.
    public var withoutCredentials: String {
        let authority = authority
        guard let at = authority.lastIndex(of: "@") else { return self }
        return String(self[..<authority.startIndex]) + String(self[authority.index(after: at)...])
    }
}
