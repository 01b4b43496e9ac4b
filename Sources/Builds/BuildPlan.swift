public import Attestations
public import Cryptography
public import Recipes
public import Repositories
public import SystemPackage

/// A build that is ready to run: nothing about it is open any more, and its key says whether it was done before.
public struct BuildPlan: Sendable {
    public let compiled: CompiledRecipe
    /// The packages of the build environment, in install order.
    public let environment: [RepositorySet.Choice]
    /// The files and checkouts from upstream as the store has them, in the order of the steps.
    public let sources: [FilePath]
    /// The recipe's own files; nil when it has none.
    public let sourceDirectory: FilePath?
    /// SOURCE_DATE_EPOCH.
    public let date: Int64
    /// What packages name as their commit.
    public let commit: String
    /// What each package consists of, as far as it is known before the build; in the order of the packages.
    public let bills: [BillOfMaterials]
    /// What the packages tell of how they were made.
    public let record: BuildRecord
    /// The SHA-256 of all inputs (DESIGN, promise 2).
    public let key: Digest

    /// `<name>-<version>-r<epoch>`.
    public var title: String { "\(compiled.recipe.package.name)-\(compiled.recipe.package.fullVersion)" }
}
