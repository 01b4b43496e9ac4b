public import Cryptography
public import PackageLinting
public import Recipes
public import Sources
public import Store
public import SystemPackage

/// What the user asks of builds, the same for all recipes of a run.
public struct BuildSettings: Sendable {
    public var store: Store
    public var architecture: Architecture
    /// Signs packages and the index.
    public var key: any Signer
    /// Where packages are published: a repository, which later builds read too.
    public var outputDirectory: FilePath
    /// Further repositories to build with, in order of preference.
    public var repositories: [String] = []
    /// Keys to trust beside the public halves of the signing keys.
    public var keyring: [PublicKey] = []
    public var library = PipelineLibrary()
    public var mirrors: [SourceProvider.Mirror] = []
    /// Whether to stay away from the network.
    public var isOffline = false
    /// Whether steps that declare a need of the network get it.
    public var allowsNetwork = false
    /// Where a recipe's own files lie; nil: in a folder beside the recipe with the recipe's name.
    public var sourceDirectory: FilePath?
    /// Where step logs go: a folder per package.
    public var logDirectory: FilePath
    /// Seconds since 1970; nil: the last commit that touched the recipe.
    public var buildDate: Int64?
    /// The commit that packages name; nil: the last one that touched the recipe.
    public var commit: String?
    /// Whether to build even if the result of the same inputs is known.
    public var isForced = false
    /// Whether results say why each package needs and offers what it does.
    public var explains = false
    /// Which linters are asked about packages, and whose findings keep them from being published.
    public var linting = LintSelection.standard
    /// Whether the findings of linters are written beside the packages.
    public var keepsLintReports = false

    /// The distribution that packages are for, as their bills of materials and the world call it.
    public var namespace = "unknown"
    /// Whether each package names itself as its origin, instead of the main package of its recipe.
    public var stripsOriginName = false
    /// The address of the repository that recipes are from; empty when nobody says.
    public var recipeRepository = ""
    /// The license of recipes; empty when nobody says.
    public var recipeLicense = ""
    /// What is asked of packages before they are published.
    public var checks: Set<BuildCheck> = []
    /// Looks through packages whose reproducibility is asked for, and throws to keep them from being published.
    public var inspection: (@Sendable (BuildPlan, [FilePath], @escaping @Sendable (BuildEvent) -> Void) async throws -> Void)?

    /// Settings with what has no default.
    public init(store: Store, architecture: Architecture, key: any Signer, outputDirectory: FilePath, logDirectory: FilePath) {
        self.store = store
        self.architecture = architecture
        self.key = key
        self.outputDirectory = outputDirectory
        self.logDirectory = logDirectory
    }
}
