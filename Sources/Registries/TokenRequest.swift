import Cryptography
import Diagnostics
import JSON
import Transfers

/// A token of a registry's token server, and until when it is used.
struct Token: Sendable {
    let text: String
    let expiry: ContinuousClock.Instant

    /// Whether it may still be used; some seconds before its end it is not, as requests take a while.
    var isFresh: Bool { expiry > .now }
}

/// Asks a token server for a token (distribution's token authentication, and its OAuth 2 variant).
struct TokenRequest {
    let registry: String
    let challenge: Challenge
    let scopes: [String]
    let credentials: RegistryCredentials?
    /// Whether the server may be spoken to without TLS: as the registry itself is.
    let isPlain: Bool

    func run(_ http: HTTPClient, patience: Download.Patience) async throws -> Token {
        guard let realm = challenge.parameters["realm"], var address = WebAddress(realm), address.scheme == "https" || isPlain else {
            throw failure("it names no server for tokens that can be asked: an https address is needed")
        }
        let response: HTTPResponse
        if case .identityToken(let token)? = credentials?.kind {
            let form = [
                "grant_type": "refresh_token", "service": challenge.parameters["service"] ?? "", "client_id": "cuttle",
                "scope": scopes.joined(separator: " "), "refresh_token": token,
            ]
            let text = form.sorted { $0.key < $1.key }.map { "\($0.key)=\(WebAddress.escape($0.value))" }.joined(separator: "&")
            let type = HTTPHeader("Content-Type", "application/x-www-form-urlencoded")
            response = try await http.send(
                HTTPRequest("POST", address, headers: [type], body: .bytes(Array(text.utf8))),
                patience: patience
            )
        } else {
            let parameters = [("service", challenge.parameters["service"])] + scopes.map { ("scope", $0) }
            for (name, value) in parameters {
                if let value, let longer = address.adding(name, value) { address = longer }
            }
            response = try await http.send(
                HTTPRequest("GET", address),
                authorization: credentials?.basicAuthorization,
                patience: patience
            )
        }
        guard response.isSuccess else {
            if response.status == 401 || response.status == 403, let credentials {
                throw Diagnostic(
                    .registryDenied,
                    "\(registry) does not take the \(credentials)",
                    hint: "log in again: docker login \(registry), or podman login \(registry)"
                )
            }
            throw failure("\(address.host) answers with status \(response.status)")
        }
        guard let document = try? JSON(parsing: response.body), let token = (document["token"] ?? document["access_token"])?.string,
            !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw failure("\(address.host) answers without one") }
        var seconds: Int64 = 60
        if case .number(let number)? = document["expires_in"] { seconds = min(max(number, 60), 3600) }
        return Token(text: token, expiry: .now + .seconds(seconds - 10))
    }

    private func failure(_ reason: String) -> Diagnostic {
        Diagnostic(.registryFailed, "no token for \(registry): \(reason)")
    }
}

extension RegistryCredentials {
    /// The value of `Authorization` for a name and a password; nil for credentials of another kind.
    var basicAuthorization: String? {
        guard case .password(let user, let secret) = kind else { return nil }
        return "Basic \(Base64.encode(Array("\(user):\(secret)".utf8)))"
    }
}
