import JSON

/// A lock file: which packages an image consists of, by their digests (IMAGE.md §7).
public struct ImageLock: Sendable {
    /// The configuration that the lock was made for.
    public struct Configuration: Hashable, Sendable {
        /// Its path as it was given.
        public var name: String
        /// The digest over all its files.
        public var checksum: String
    }

    /// A public key.
    public struct Key: Hashable, Sendable {
        /// Its location without `https://`.
        public var name: String
        public var location: String
        /// The PEM text.
        public var content: String
    }

    /// The index of a repository.
    public struct Repository: Hashable, Sendable {
        public var name: String
        public var location: String
        /// As packages name it.
        public var architecture: String
    }

    /// A part of a package, as HTTP asks for it; both are empty for the signature of a package that has none.
    public struct Part: Hashable, Sendable {
        /// `bytes=FIRST-LAST`.
        public var range = ""
        /// `sha1-` or `sha256-`, and base64.
        public var checksum = ""
    }

    /// A package.
    public struct Package: Hashable, Sendable {
        public var name: String
        public var location: String
        public var version: String
        /// As packages name it.
        public var architecture: String
        public var signature = Part()
        public var control = Part()
        public var data = Part()
        /// `Q1` and base64: what an index names it by.
        public var checksum: String
    }

    /// Nil in locks that were not made for a configuration.
    public var configuration: Configuration?
    public var keyring: [Key] = []
    public var buildRepositories: [Repository] = []
    public var runtimeRepositories: [Repository] = []
    public var repositories: [Repository] = []
    /// Those of all architectures, each in install order.
    public var packages: [Package] = []

    /// The only version of the format.
    static let version = "v1"

    /// An empty lock.
    public init() {}

    /// The text of the file: JSON, what HTML gives a meaning escaped, a newline at its end.
    public var text: String {
        var text = document.text(indent: 2)
        // Only texts can hold them, and Go's writer escapes them there.
        for (character, escape) in [("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")] { text = text.replacing(character, with: escape) }
        return text + "\n"
    }

    private var document: JSON {
        .object([
            "version": .string(Self.version),
            "config": configuration.map { .object(["name": .nonEmpty($0.name), "checksum": .nonEmpty($0.checksum)]) },
            "contents": .object([
                "keyring": .array(
                    keyring.map {
                        .object(["name": .string($0.name), "url": .string($0.location), "content": .nonEmpty($0.content)])
                    }
                ),
                "build_repositories": .array(buildRepositories.map(\.document)),
                "runtime_repositories": .array(runtimeRepositories.map(\.document)),
                "repositories": .array(repositories.map(\.document)),
                "packages": .array(packages.map(\.document)),
            ]),
        ])
    }
}

extension ImageLock.Repository {
    fileprivate var document: JSON {
        .object(["name": .string(name), "url": .string(location), "architecture": .string(architecture)])
    }
}

extension ImageLock.Part {
    fileprivate var document: JSON { .object(["range": .string(range), "checksum": .string(checksum)]) }
}

extension ImageLock.Package {
    fileprivate var document: JSON {
        .object([
            "name": .string(name), "url": .string(location), "version": .string(version), "architecture": .string(architecture),
            "signature": signature.document, "control": control.document, "data": data.document, "checksum": .string(checksum),
        ])
    }
}
