public import Cryptography
public import Recipes
public import Sources
public import Store
public import SystemPackage

/// What the user asks of tests, the same for all recipes of a run.
public struct TestSettings: Sendable {
    public var store: Store
    public var architecture: Architecture
    /// The repository with the packages to test.
    public var outputDirectory: FilePath
    /// Further repositories for the environments of tests, in order of preference.
    public var repositories: [String] = []
    /// The keys to trust; nil takes repositories as they are.
    public var keyring: [PublicKey]? = []
    /// Packages added to every environment.
    public var packages: [String] = []
    public var mirrors: [SourceProvider.Mirror] = []
    /// Whether to stay away from the network.
    public var isOffline = false
    /// Whether steps that declare a need of the network get it.
    public var allowsNetwork = false
    /// Files that tests find in their workspace; nil for none (RECIPE §13).
    public var sourceDirectory: FilePath?
    /// Where step logs go: a folder per recipe, in it `tests`, in that a folder per package.
    public var logDirectory: FilePath
    /// Whether to test even what passed with the same inputs.
    public var isForced = false

    /// Settings with what has no default.
    public init(store: Store, architecture: Architecture, outputDirectory: FilePath, logDirectory: FilePath) {
        self.store = store
        self.architecture = architecture
        self.outputDirectory = outputDirectory
        self.logDirectory = logDirectory
    }
}
