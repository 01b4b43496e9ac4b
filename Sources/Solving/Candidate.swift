public import APK

/// A package that could be installed: what the solver looks at of an index record (APK-FORMAT.md §9).
public struct Candidate: Sendable {
    /// The package's own name.
    public var name: String
    /// The package's own version.
    public var version: Version
    /// What it needs, and what it conflicts with.
    public var dependencies: [Dependency]
    /// What it offers besides its own name.
    public var provides: [Provide]
    /// The conditions under which it is wanted without being asked for; empty for most packages.
    public var installIf: [Dependency]
    /// Its rank among providers of the same name; when not zero, even a virtual name is chosen without being asked for by hand.
    public var providerPriority: Int
    /// The position of its repository in the list of repositories: lower is preferred.
    public var repository: Int
    /// The tag of its repository, nil for one that every package may come from.
    public var tag: String?
    /// Its identity, such as `Q1…`, which the operator `><` compares.
    public var identity: String
    /// The package whose build made it.
    public var origin: String
    /// What people call its repository, for messages.
    public var repositoryName: String
    /// Its items as they were written, for those who read them otherwise; nil: as apk-tools writes them.
    public var written: Written?

    /// Items as they stand in a record.
    public struct Written: Sendable {
        let dependencies: [String]
        let provides: [String]
        let installIf: [String]

        /// Keeps items of a record.
        public init(dependencies: [String], provides: [String], installIf: [String]) {
            self.dependencies = dependencies
            self.provides = provides
            self.installIf = installIf
        }
    }

    /// Makes a candidate.
    public init(
        name: String,
        version: Version,
        dependencies: [Dependency] = [],
        provides: [Provide] = [],
        installIf: [Dependency] = [],
        providerPriority: Int = 0,
        repository: Int = 0,
        tag: String? = nil,
        identity: String = "",
        origin: String = "",
        repositoryName: String = ""
    ) {
        self.name = name
        self.version = version
        self.dependencies = dependencies
        self.provides = provides
        self.installIf = installIf
        self.providerPriority = providerPriority
        self.repository = repository
        self.tag = tag
        self.identity = identity
        self.origin = origin
        self.repositoryName = repositoryName
    }
}

extension Candidate {
    var writtenDependencies: [String] { written?.dependencies ?? dependencies.map(\.description) }
    var writtenProvides: [String] { written?.provides ?? provides.map(\.description) }
    var writtenInstallIf: [String] { written?.installIf ?? installIf.map(\.description) }
}
