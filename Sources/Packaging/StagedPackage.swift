public import Analysis
public import SystemPackage

/// A tree that is ready to become a package, with what the recipe says about it.
public struct StagedPackage: Sendable {
    /// The root of the tree.
    public let tree: FilePath
    public let name: String
    /// `<version>-r<epoch>`.
    public let version: String
    public let architecture: String
    public var origin = ""
    public var description = ""
    public var url = ""
    public var commit = ""
    /// The distribution that the package is for; empty leaves the line out (PACKAGE.md §2.3).
    public var maintainer = ""
    public var licenses: [String] = []
    /// Seconds since 1970: the time of the build as far as the package shows it.
    public var buildDate: Int64 = 0
    /// Declared dependencies, provides and replaces.
    public var dependencies: [String] = []
    public var provides: [String] = []
    public var replaces: [String] = []
    public var providerPriority: Int?
    public var replacesPriority: Int?
    /// Which generated dependencies and provides are left out (PACKAGE.md §7).
    public var exclusions: AnalysisSubject.Exclusions = []
    /// Scripts by name (`post-install`, `trigger`…).
    public var scripts: [String: String] = [:]
    public var triggerPaths: [String] = []
    /// The compiled recipe as YAML, which the package carries for whoever wants to build it again (PACKAGE §2.2); nil leaves it out.
    public var configuration: String?
    /// Capabilities of files by path, relative to the tree, without a slash in front (RECIPE.md §3.7).
    public var capabilities: [String: FileCapabilities] = [:]

    /// A package of a tree, all else empty.
    public init(tree: FilePath, name: String, version: String, architecture: String) {
        self.tree = tree
        self.name = name
        self.version = version
        self.architecture = architecture
        origin = name
    }
}
