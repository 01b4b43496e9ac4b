/// A tree that is to become a package, or became one, with what its recipe says that bears on dependencies.
public struct AnalysisSubject: Sendable {
    /// Which generated entries the recipe does not want (PACKAGE.md §7).
    ///
    /// The option `no-versioned-shlib-deps` is not among them: dependencies on `so-ver:` are never generated (PACKAGE.md §5.3).
    public struct Exclusions: OptionSet, Hashable, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// `no-provides`: nothing is offered but what is declared.
        public static let provides = Exclusions(rawValue: 1)
        /// `no-depends`: nothing is needed but what is declared.
        public static let dependencies = Exclusions(rawValue: 2)
        /// `no-commands`: commands are neither needed nor offered.
        public static let commands = Exclusions(rawValue: 4)
    }

    public let tree: AnalysisTree
    public let name: String
    /// `<version>-r<epoch>`.
    public let version: String
    /// What the recipe declares itself.
    public var declaredDependencies: [String] = []
    public var declaredProvides: [String] = []
    public var exclusions: Exclusions = []

    /// A tree of which nothing is declared.
    public init(_ tree: AnalysisTree, name: String, version: String) {
        self.tree = tree
        self.name = name
        self.version = version
    }
}
