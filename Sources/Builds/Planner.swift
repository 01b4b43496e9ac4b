import APK
import Attestations
import Cryptography
public import Diagnostics
import Files
import ImageConfigurations
public import Recipes
import Repositories
import Roots
import Sources
import Store
public import SystemPackage

/// Turns compiled recipes into plans, and checks everything that a build needs before one begins (DESIGN, promise 8).
public struct Planner: Sendable {
    let settings: BuildSettings

    /// - Parameter settings: what the user asks for.
    public init(_ settings: BuildSettings) {
        self.settings = settings
    }

    /// Brings the sources of a recipe into the store, verified.
    ///
    /// - Parameter warn: takes what is worth a second look.
    /// - Returns: where the store has them, in the order of the steps.
    public func sources(of compiled: CompiledRecipe, warn: (Diagnostic) -> Void = { _ in }) async throws -> [FilePath] {
        let provider = SourceProvider(store: settings.store, mirrors: settings.mirrors, isOffline: settings.isOffline)
        var paths: [FilePath] = []
        for source in compiled.sources {
            switch source {
            case .fetch(let fetch): paths.append(try await provider.obtain(fetch))
            case .checkout(let checkout):
                // What is picked is dated; nothing else about a source depends on the time.
                let epoch = checkout.cherryPicks.isEmpty ? 0 : try await epoch(of: compiled)
                paths.append(try await provider.obtain(checkout, epoch: epoch, warn: warn).path)
            }
        }
        return paths
    }

    /// The SOURCE_DATE_EPOCH that the steps of a recipe see.
    private func epoch(of compiled: CompiledRecipe) async throws -> Int64 {
        if let own = compiled.variables["SOURCE_DATE_EPOCH"].flatMap({ Int64($0) }) { return own }
        return try await history(of: compiled, sourceDirectory: sourceDirectory(FilePath(compiled.recipe.file.name))).date
    }

    /// The date and commit of a recipe, as far as the settings do not give them.
    private func history(of compiled: CompiledRecipe, sourceDirectory folder: FilePath?) async throws -> RecipeHistory {
        let isGiven = settings.buildDate != nil && (settings.commit != nil || !compiled.recipe.package.commit.isEmpty)
        let paths = [FilePath(compiled.recipe.file.name)] + (folder.map { [$0] } ?? [])
        let found = isGiven ? .unknown : try await RecipeHistory.of(paths)
        let commit = compiled.recipe.package.commit.isEmpty ? settings.commit ?? found.commit : compiled.recipe.package.commit
        return RecipeHistory(commit: commit, date: settings.buildDate ?? found.date)
    }

    /// Makes the plan of a recipe.
    ///
    /// - Parameter hiding: origins of recipes of this run whose packages must not be seen, because whether they are there is a matter of timing.
    public func plan(_ compiled: CompiledRecipe, sources: [FilePath], hiding: Set<String> = []) async throws -> BuildPlan {
        let environment = try environment(of: compiled, hiding: hiding)
        try await RemoteRepositories(settings.store, isOffline: settings.isOffline).fetch(environment)
        let folder = try sourceDirectory(FilePath(compiled.recipe.file.name))
        let history = try await history(of: compiled, sourceDirectory: folder)
        let bills = compiled.packages.map { package in
            BillOfMaterials(
                package,
                of: compiled,
                commit: package.commit.isEmpty ? history.commit : package.commit,
                settings: settings,
                date: history.date
            )
        }
        let record = try BuildRecord(compiled, environment: environment, sources: sources, sourceDirectory: folder, settings: settings)
        let key = try BuildKey.of(
            compiled,
            bills: bills,
            environment: environment,
            sources: sources,
            sourceDirectory: folder,
            date: history.date,
            commit: history.commit,
            record: record,
            signers: settings.key.publicKeys()
        )
        return BuildPlan(
            compiled: compiled,
            environment: environment,
            sources: sources,
            sourceDirectory: folder,
            date: history.date,
            commit: history.commit,
            bills: bills,
            record: record,
            key: key
        )
    }

    /// The names that a seed in the given repositories stands in for: a build on that seed does not wait for real packages of these names.
    public func standIns() throws(Diagnostic) -> Set<String> {
        let keyring = Keyring(settings.keyring + (try settings.key.publicKeys()))
        var names: Set<String> = []
        for location in settings.repositories where !isOutput(location) {
            let repository = try Repository(location, architecture: settings.architecture.name, keyring: keyring, store: settings.store)
            for record in repository.index.records where record.provides.contains(PackageInfo.seedMark) {
                for text in record.provides { names.insert(String(text.prefix { $0 != "=" })) }
            }
        }
        return names
    }

    private func isOutput(_ location: String) -> Bool {
        func place(_ path: FilePath) -> FilePath { Files.resolved(path) ?? Files.absolute(path) }
        return place(FilePath(location)) == place(settings.outputDirectory)
    }

    private func keyring(_ compiled: CompiledRecipe) throws(Diagnostic) -> Keyring {
        var keys = settings.keyring + (try settings.key.publicKeys())
        keys += try RemoteKeys(settings.store, isOffline: settings.isOffline).keys(compiled.environment.contents.keyring)
        return Keyring(keys)
    }

    /// Brings the indexes of all repositories on the web up to date that recipes of a run are built with: all of them see the same.
    public func refreshRepositories(of recipes: [CompiledRecipe], warn: (Diagnostic) -> Void) async throws {
        let remote = RemoteRepositories(settings.store, isOffline: settings.isOffline)
        let keys = recipes.flatMap(\.environment.contents.keyring)
        try await RemoteKeys(settings.store, isOffline: settings.isOffline).refresh(keys, warn: warn)
        var seen: Set<String> = []
        for recipe in recipes {
            let contents = recipe.environment.contents
            let all = settings.repositories + contents.buildRepositories + contents.repositories
            // What this run writes to changes as it should.
            let new = all.filter { seen.insert($0).inserted && !isOutput(Repository.name(of: $0)) }
            try await remote.refresh(new, architecture: settings.architecture.name, keyring: keyring(recipe), warn: warn)
        }
    }

    /// The repositories that builds read: those given, those that the recipe names, and the output.
    func repositories(_ compiled: CompiledRecipe, hiding: Set<String>) throws(Diagnostic) -> [Repository] {
        let contents = compiled.environment.contents
        let keyring = try keyring(compiled)
        var repositories: [Repository] = []
        // The output is opened below, with what must not be seen hidden.
        let given = settings.repositories.filter { !isOutput($0) }
        for location in given + contents.buildRepositories + contents.repositories {
            repositories.append(try Repository(location, architecture: settings.architecture.name, keyring: keyring, store: settings.store))
        }
        let output = settings.outputDirectory.appending(settings.architecture.name).appending("APKINDEX.tar.gz")
        if Files.exists(output) {
            var repository = try Repository(
                settings.outputDirectory.string,
                architecture: settings.architecture.name,
                keyring: keyring,
                store: settings.store
            )
            repository.hide(origins: hiding.union(compiled.origins))
            repositories.append(repository)
        }
        return repositories
    }

    private func environment(of compiled: CompiledRecipe, hiding: Set<String>) throws(Diagnostic) -> [RepositorySet.Choice] {
        try solve(compiled, repositories(compiled, hiding: hiding))
    }

    func solve(_ compiled: CompiledRecipe, _ repositories: [Repository]) throws(Diagnostic) -> [RepositorySet.Choice] {
        let contents = compiled.environment.contents
        var world: [Dependency] = []
        for text in Set(contents.packages).sorted() where !text.isEmpty { world.append(try Dependency(text)) }
        do throws(Diagnostic) {
            return try RepositorySet(repositories).solve(world)
        } catch {
            var error = error
            // The first item of the recipe that the message speaks of; a pipeline's needs stand nowhere in the recipe.
            let named = zip(contents.packages, compiled.environment.packageSpans).first { error.message.contains("\"\($0.0)\"") }
            error.span = named?.1 ?? compiled.recipe.package.nameSpan
            let names = repositories.filter { !$0.directory.isEmpty }.map(\.name).joined(separator: ", ")
            let place = names.isEmpty ? "no repository was given: --repository-append FOLDER" : "looked in \(names)"
            throw error.noting("for the build environment of \(compiled.recipe.package.name); \(place)")
        }
    }

    private func sourceDirectory(_ recipe: FilePath) throws(Diagnostic) -> FilePath? {
        if let folder = settings.sourceDirectory {
            guard FileStatus.ifPresent(folder)?.kind == .directory else {
                throw Diagnostic(
                    .missingFile,
                    "there is no folder \(folder)",
                    hint: "--source-dir takes the folder of the recipe's own files"
                )
            }
            return folder
        }
        let folder = recipe.removingLastComponent().appending(recipe.stem ?? "")
        return FileStatus.ifPresent(folder)?.kind == .directory ? folder : nil
    }
}

extension IndexRecord {
    /// The packages that a recipe will make, as far as they are known beforehand.
    static func planned(_ compiled: CompiledRecipe) -> [IndexRecord] {
        compiled.packages.map { package in
            let version = compiled.recipe.package.fullVersion
            var record = IndexRecord(identity: Identity(Digest(bytes: [])), name: package.name, version: version)
            record.origin = compiled.recipe.package.name
            record.dependencies = package.dependencies.runtime
            record.provides = package.dependencies.provides
            record.providerPriority = package.dependencies.providerPriority
            return record
        }
    }
}
