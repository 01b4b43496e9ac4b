/// What somebody is known to a registry by. It says nothing of itself, so that no message can.
public struct RegistryCredentials: Sendable, CustomStringConvertible, CustomReflectable {
    enum Kind {
        case password(user: String, secret: String)
        /// Changed for a token at the registry's token server (OAuth 2, RFC 6749 §6).
        case identityToken(String)
        /// A token for the registry itself.
        case registryToken(String)
    }

    let kind: Kind
    /// Where they come from: a file or a helper, for messages.
    public let origin: String

    init(_ kind: Kind, origin: String) {
        self.kind = kind
        self.origin = origin
    }

    /// A name and a password.
    ///
    /// - Parameter origin: where they come from, for messages.
    public init(user: String, password: String, origin: String) {
        self.init(.password(user: user, secret: password), origin: origin)
    }

    public var description: String { "credentials from \(origin)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
