import Cryptography
import Diagnostics
import Files
import JSON
import SystemPackage

/// A file with credentials: Docker's `config.json`, or the `auth.json` of podman and skopeo (containers-auth.json(5)).
struct CredentialFile {
    let path: FilePath
    private let document: JSON

    /// Reads a file; nil when there is none.
    init?(_ path: FilePath) throws(Diagnostic) {
        guard Files.exists(path) else { return nil }
        self.path = path
        let bytes = try Files.read(path, limit: 4 << 20)
        do throws(JSONError) {
            document = try JSON(parsing: bytes)
        } catch {
            throw Diagnostic(.credentials, "\(path) is not JSON: \(error.problem)", hint: "mend it, or log in again")
        }
    }

    /// The program that is asked for the credentials of a registry, without its prefix `docker-credential-`.
    func helper(for registry: String) -> String? {
        let helpers = document["credHelpers"]?.members ?? []
        return helpers.first { Self.host($0.key) == registry }?.value.string
    }

    /// The program that is asked for those of all others.
    var store: String? { document["credsStore"]?.string.flatMap { $0.isEmpty ? nil : $0 } }

    /// What the file itself says: of the repository, the folders that it is in, or the registry; the longest name wins.
    func credentials(for name: RepositoryName) throws(Diagnostic) -> RegistryCredentials? {
        let entries = document["auths"]?.members ?? []
        var place = name.description[...]
        while true {
            if let entry = entries.first(where: { Self.place($0.key) == place }), let found = try read(entry) { return found }
            guard let slash = place.lastIndex(of: "/") else { return nil }
            place = place[..<slash]
        }
    }

    private func read(_ entry: JSON.Member) throws(Diagnostic) -> RegistryCredentials? {
        func text(_ key: String) -> String? { entry.value[key]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        let origin = path.string
        if let token = text("identitytoken") { return RegistryCredentials(.identityToken(token), origin: origin) }
        if let token = text("registrytoken") { return RegistryCredentials(.registryToken(token), origin: origin) }
        if let auth = text("auth") {
            // Docker pads some of them with NUL.
            let text = Base64.decode(auth).flatMap { String(validating: $0.filter { $0 != 0 }, as: UTF8.self) } ?? ""
            guard let colon = text.firstIndex(of: ":") else {
                throw Diagnostic(.credentials, "\(path): auth of \"\(entry.key)\" is not base64 of user:password", hint: "log in again")
            }
            return RegistryCredentials(user: String(text[..<colon]), password: String(text[text.index(after: colon)...]), origin: origin)
        }
        guard let user = text("username"), let password = text("password") else { return nil }
        return RegistryCredentials(user: user, password: password, origin: origin)
    }

    /// The registry or repository that a key stands for. Keys with a scheme are addresses of Docker's kind, whose path says nothing.
    private static func place(_ key: String) -> String {
        if let scheme = key.firstRange(of: "://") { return canonical(String(key[scheme.upperBound...].prefix { $0 != "/" })) }
        let parts = key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2, ["v1", "v1/", "v2", "v2/", ""].contains(parts[1]) { return canonical(parts[0]) }
        return canonical(parts[0]) + (parts.count == 2 ? "/" + parts[1] : "")
    }

    private static func host(_ key: String) -> String { String(place(key).prefix { $0 != "/" }) }

    private static func canonical(_ host: String) -> String {
        RepositoryName.defaultAliases.contains(host) ? RepositoryName.defaultRegistry : host
    }
}

extension Diagnostic.Code {
    /// Credentials that are there cannot be read.
    static let credentials = input("credentials")
}
