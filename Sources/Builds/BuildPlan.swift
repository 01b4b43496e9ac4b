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

extension BuildPlan {
    /// The plan of a build that was done before, as its packages tell of it. It has no key: its result is never stored.
    public init(
        repeating record: BuildRecord,
        of compiled: CompiledRecipe,
        environment: [RepositorySet.Choice],
        sources: [FilePath],
        sourceDirectory: FilePath?,
        date: Int64,
        commit: String,
        settings: BuildSettings
    ) {
        var settings = settings
        settings.namespace = record.namespace
        settings.stripsOriginName = record.stripsOriginName
        settings.recipeRepository = record.recipeRepository
        settings.recipeLicense = record.recipeLicense
        self.init(
            compiled: compiled,
            environment: environment,
            sources: sources,
            sourceDirectory: sourceDirectory,
            date: date,
            commit: commit,
            bills: compiled.packages.map { package in
                BillOfMaterials(
                    package,
                    of: compiled,
                    commit: package.commit.isEmpty ? commit : package.commit,
                    settings: settings,
                    date: date
                )
            },
            record: record,
            key: Digest(bytes: [])
        )
    }
}
