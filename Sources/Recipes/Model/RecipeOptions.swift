/// What the caller of a build adds to a recipe (RECIPE.md §1, §14).
public struct RecipeOptions: Sendable {
    /// Variables that win over the recipe's own: the content of a file of variables.
    public var variables: [String: String] = [:]
    /// Variables of the build environment from files; earlier files win, and the recipe wins over all.
    public var environments: [[String: String]] = []
    /// Build options that are asked for.
    public var enabled: [String] = []
    /// Of the triplets of the host: `gnu` or `musl`.
    public var libraryFlavour = "gnu"
    /// What the build may use, instead of what the recipe says; empty leaves the recipe's word.
    public var resources = Resources()
    /// Nanoseconds that the whole build may take, instead of what the recipe says; 0 leaves the recipe's word.
    public var timeout: Int64 = 0

    /// Nothing added.
    public init() {}

    /// A length of time such as `1h30m` in nanoseconds; nil when the text is none.
    public static func duration(_ text: String) -> Int64? { GoDuration.nanoseconds(text) }

    /// The variables of the environment with those of the files below them and the defaults of the format (RECIPE.md §10).
    func environment(_ given: [String: String]) -> [String: String] {
        if given.isEmpty, environments.isEmpty { return Self.defaults }
        var environment: [String: String] = [:]
        for file in environments { environment.merge(file) { first, _ in first } }
        environment.merge(given) { $1 }
        for (name, value) in Self.defaults where (environment[name] ?? "").isEmpty { environment[name] = value }
        return environment
    }

    private static let defaults = [
        "HOME": "/home/build",
        "GOPATH": "/home/build/.cache/go",
        "GOMODCACHE": "/var/cache/melange/gomodcache",
        "UV_CACHE_DIR": "/var/cache/melange/uv",
        "PIP_CACHE_DIR": "/var/cache/melange/pip",
        "COMPOSER_CACHE_DIR": "/var/cache/melange/composer",
        "npm_config_cache": "/var/cache/melange/npm",
    ]

    /// Puts the caller's word on resources and options in the recipe's place.
    func apply(to package: inout PackageSection) {
        if timeout != 0 { package.timeout = timeout }
        var resources = package.resources ?? Resources()
        defer { package.resources = resources }
        if self.resources == Resources() { return }
        for path in [\Resources.processors, \.processorModel, \.memory, \.disk] where !self.resources[keyPath: path].isEmpty {
            resources[keyPath: path] = self.resources[keyPath: path]
        }
    }
}
