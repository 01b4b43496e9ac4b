import Diagnostics

/// What an image is called: `[registry/]repository[:tag]`.
struct ImageTag {
    /// The repository, with its registry where one is named.
    let repository: String
    let tag: String

    /// Reads a name; without a tag it is `latest`.
    init(_ text: String) {
        if let colon = text.lastIndex(of: ":"), !text[colon...].contains("/") {
            repository = String(text[..<colon])
            tag = String(text[colon...].dropFirst())
        } else {
            repository = text
            tag = "latest"
        }
    }

    /// What addresses of packages call the image: the last part of the repository; empty for what go-containerregistry takes for no name.
    var billName: String {
        guard let parts, Self.consists(tag, 1...128, ofLettersAnd: "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-.") else { return "" }
        return parts.path.split(separator: "/").last.map(String.init) ?? ""
    }

    /// The name with registry and tag as containerd has it; nil for what it takes for no name.
    var fullName: String? {
        guard let parts, !billName.isEmpty else { return nil }
        return "\(parts.registry == "index.docker.io" ? "docker.io" : parts.registry)/\(parts.path):\(tag)"
    }

    /// The repository with the registry that Docker means when none is named.
    func qualified() throws(Diagnostic) -> String {
        guard let parts else {
            throw Diagnostic(
                .badTag,
                "\"\(repository)\" is no name that Docker takes",
                hint: "use lower-case letters, digits and . _ - between slashes, or write an OCI layout"
            )
        }
        return "\(parts.registry)/\(parts.path)"
    }

    /// The registry and the path in it; nil for what is no name.
    private var parts: (registry: String, path: String)? {
        var names = repository.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let hub = "index.docker.io"
        var registry = hub
        if names.count > 1, names[0].contains(".") || names[0].contains(":") || names[0] == "localhost" { registry = names.removeFirst() }
        if registry == "docker.io" { registry = hub }
        let given = names.joined(separator: "/")
        guard Self.consists(given, 2...255, ofLettersAnd: "_-./"), !names.contains("") else { return nil }
        return (registry, names.count == 1 && registry == hub ? "library/\(given)" : given)
    }

    /// Whether a text has a length, in bytes, and consists of lower-case letters, digits and some others.
    private static func consists(_ text: String, _ length: ClosedRange<Int>, ofLettersAnd others: String) -> Bool {
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789\(others)".utf8)
        return length.contains(text.utf8.count) && text.utf8.allSatisfy(allowed.contains)
    }
}

extension Diagnostic.Code {
    /// A name that an image cannot have.
    static let badTag = input("bad-tag")
}
