import Diagnostics
import Transfers

/// Knows what a registry wants to hear before it does something, and keeps the tokens that it gave.
actor Authorizer {
    private let name: RepositoryName
    private let store: CredentialStore
    private let http: HTTPClient
    private let patience: Download.Patience
    private let isPlain: Bool
    /// What the registry asked for the last time.
    private var challenge: Challenge?
    private var lookup: Task<RegistryCredentials?, any Error>?
    private var tokens: [[String]: Task<Token, any Error>] = [:]

    init(_ name: RepositoryName, store: CredentialStore, http: HTTPClient, patience: Download.Patience, isPlain: Bool) {
        self.name = name
        self.store = store
        self.http = http
        self.patience = patience
        self.isPlain = isPlain
    }

    /// Where the credentials come from that are used; nil when there are none.
    var origin: String? { get async { try? await credentials()?.origin } }

    /// What to say with a request, as far as it is known from earlier ones.
    func authorization(for scopes: [String]) async throws -> String? {
        guard let challenge else { return nil }
        return try await authorization(challenge, scopes)
    }

    /// What to say after a refusal.
    ///
    /// - Parameter refused: what was said with the request.
    /// - Returns: nil when there is nothing better.
    func authorization(after response: HTTPResponse, refused: String?, scopes: [String]) async throws -> String? {
        let offered = response.values("WWW-Authenticate").flatMap(Challenge.list)
        guard let wanted = offered.first(where: { $0.scheme == "bearer" }) ?? offered.first(where: { $0.scheme == "basic" }) else {
            return nil
        }
        challenge = wanted
        // Another request may have got a new token in the meantime.
        if let task = tokens[scopes], let token = try? await task.value, refused == "Bearer \(token.text)", tokens[scopes] == task {
            tokens[scopes] = nil
        }
        let answer = try await authorization(wanted, scopes)
        return answer == refused ? nil : answer
    }

    private func authorization(_ challenge: Challenge, _ scopes: [String]) async throws -> String? {
        let credentials = try await credentials()
        if case .registryToken(let token)? = credentials?.kind { return "Bearer \(token)" }
        if challenge.scheme == "basic" { return credentials?.basicAuthorization }
        if let task = tokens[scopes] {
            // One that failed is asked for again.
            if let token = try? await task.value, token.isFresh { return "Bearer \(token.text)" }
            if tokens[scopes] == task { tokens[scopes] = nil }
        }
        // Who waits for the same token waits for one request.
        let task =
            tokens[scopes]
            ?? Task {
                let request = TokenRequest(
                    registry: name.registry,
                    challenge: challenge,
                    scopes: scopes,
                    credentials: credentials,
                    isPlain: isPlain
                )
                return try await request.run(http, patience: patience)
            }
        tokens[scopes] = task
        return try await "Bearer \(task.value.text)"
    }

    private func credentials() async throws -> RegistryCredentials? {
        let task = lookup ?? Task { try await store.credentials(for: name) }
        lookup = task
        return try await task.value
    }
}
