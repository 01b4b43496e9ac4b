public import Diagnostics
public import Transfers

/// Speaks with a registry about one repository (OCI distribution-spec 1.1).
public struct RegistryClient: Sendable {
    /// How a registry is spoken to.
    public struct Settings: Sendable {
        /// How often to try, and how long to wait.
        public var patience = Download.Patience()
        /// Whether to speak without TLS to a registry that is not on this machine.
        public var isInsecure = false
        /// Longer content is uploaded in pieces of this many bytes, each of which is confirmed.
        public var pieceSize: Int64 = 64 << 20
        /// Where credentials are looked for.
        public var credentials: CredentialStore

        /// Five attempts, with TLS but on this machine.
        public init(credentials: CredentialStore) {
            self.credentials = credentials
            patience.attempts = 5
        }
    }

    /// What is done, for scopes of tokens and for messages.
    enum Purpose {
        case pull
        case push
        /// Taking content over from another repository.
        case mount(from: String)
    }

    /// The repository.
    public let name: RepositoryName
    let settings: Settings
    private let http: HTTPClient
    private let authorizer: Authorizer
    private let base: WebAddress

    /// Prepares for a repository; nothing is sent.
    public init(_ name: RepositoryName, settings: Settings) throws(Diagnostic) {
        let host = name.registry == RepositoryName.defaultRegistry ? "registry-1.docker.io" : name.registry
        guard let secure = WebAddress("https://\(host)/v2/"), let plain = WebAddress("http://\(host)/v2/") else {
            throw .invalidReference(name.description, "\"\(name.registry)\" is not the name of a registry")
        }
        let isPlain = settings.isInsecure || secure.isLoopback
        self.name = name
        self.settings = settings
        http = HTTPClient(timeout: settings.patience.timeout)
        base = isPlain ? plain : secure
        authorizer = Authorizer(name, store: settings.credentials, http: http, patience: settings.patience, isPlain: isPlain)
    }

    /// The address of something in the repository.
    ///
    /// - Parameter place: below the repository's own address, of characters that need no escape.
    func address(_ place: String) throws(Diagnostic) -> WebAddress {
        guard let address = base.resolving("/v2/\(name.path)/\(place)") else {
            throw .invalidReference(name.description, "it is no address")
        }
        return address
    }

    /// Sends a request with what the registry wants to hear, and once more when that has changed.
    ///
    /// Other hosts that the registry names are told nothing.
    ///
    /// - Parameter attempts: how often to try what may pass; nil: as the settings say.
    func send(
        _ request: HTTPRequest,
        for purpose: Purpose,
        attempts: Int? = nil,
        limit: Int = 1 << 20,
        receive: HTTPClient.Receiver? = nil
    ) async throws -> HTTPResponse {
        var patience = settings.patience
        if let attempts { patience.attempts = attempts }
        let isOwn = request.address.hasSameOrigin(as: base)
        let scopes = scopes(purpose)
        let authorization = isOwn ? try await authorizer.authorization(for: scopes) : nil
        let response = try await http.send(request, authorization: authorization, patience: patience, limit: limit, receive: receive)
        guard response.status == 401, isOwn else { return response }
        guard let better = try await authorizer.authorization(after: response, refused: authorization, scopes: scopes) else {
            return response
        }
        return try await http.send(request, authorization: better, patience: patience, limit: limit, receive: receive)
    }

    private func scopes(_ purpose: Purpose) -> [String] {
        switch purpose {
        case .pull: ["repository:\(name.path):pull"]
        case .push: ["repository:\(name.path):pull,push"]
        case .mount(let source): ["repository:\(name.path):pull,push", "repository:\(source):pull"]
        }
    }

    /// What an answer that does not do means, for a person.
    ///
    /// - Parameter action: what was to be done: "push the layer sha256:…".
    func refusal(_ response: HTTPResponse, to action: String) async -> Diagnostic {
        let notes = RegistryProblem.list(response.body)
        switch response.status {
        case 401, 403:
            let used = await authorizer.origin
            return Diagnostic(
                .registryDenied,
                "\(name.registry) does not let you \(action)",
                notes: (used.map { ["asked with the credentials from \($0)"] } ?? ["asked without credentials: there are none for it"])
                    + notes,
                hint: used == nil ? "log in: docker login \(name.registry), or podman login \(name.registry)" : nil
            )
        case 404: return Diagnostic(.notFound, "\(name.registry) cannot \(action): there is no such thing", notes: notes)
        case 429:
            let wait = response.header("Retry-After").map { ["it asks to wait: Retry-After: \($0.prefix(40))"] } ?? []
            return Diagnostic(
                .registryFailed,
                "\(name.registry) has had too many requests, and does not \(action)",
                notes: wait + notes,
                hint: "run it again later; what is there is not sent again"
            )
        default:
            return Diagnostic(
                .registryFailed,
                "\(name.registry) does not \(action): it answers with status \(response.status)",
                notes: notes
            )
        }
    }
}

extension Diagnostic.Code {
    /// A registry does not allow what was asked of it.
    public static let registryDenied = work("registry-denied")
    /// A registry does not do what was asked of it, or does not keep to the protocol.
    public static let registryFailed = work("registry-failed")
}
