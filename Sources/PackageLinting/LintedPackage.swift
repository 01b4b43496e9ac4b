/// A package as the rules see it: its files, and the little of its recipe that some of them ask for.
public struct LintedPackage: Sendable {
    /// The package's name.
    public let name: String
    /// `<version>-r<epoch>`.
    public let version: String
    /// Its files.
    public let tree: LintedTree
    /// The pipelines that the steps of its test use themselves; nil when its recipe is not known.
    public var testPipelines: Set<String>?
    /// Rules that its recipe disables: findings of theirs do not keep it from being published (RECIPE.md §3.2).
    public var disabled: [String] = []

    /// A package with its files.
    public init(name: String, version: String, tree: LintedTree) {
        self.name = name
        self.version = version
        self.tree = tree
    }

    /// `<name>-<version>-r<epoch>`.
    public var title: String { "\(name)-\(version)" }

    /// Whether the name ends in one of these, as names of subpackages do.
    func isNamed(_ endings: String...) -> Bool { endings.contains { name.hasSuffix($0) } }
}
