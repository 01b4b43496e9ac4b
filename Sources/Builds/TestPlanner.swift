import APK
import Cryptography
public import Diagnostics
import Files
import ImageConfigurations
import JSON
public import Recipes
import Repositories
import Sandboxes
import Sources
import Store
import SystemPackage

/// Plans the tests of recipes (RECIPE §13).
public struct TestPlanner: Sendable {
    private let settings: TestSettings

    /// - Parameter settings: what the user asks for.
    public init(_ settings: TestSettings) {
        self.settings = settings
    }

    /// Plans the test of one package of a recipe.
    ///
    /// - Parameter warn: takes what is worth a second look.
    /// - Returns: nil when the recipe has no test for the package.
    /// - Throws: `not-built` when the package is not in the repository; what makes the test impossible otherwise.
    public func plan(_ package: CompiledPackage, of compiled: CompiledRecipe, warn: (Diagnostic) -> Void = { _ in }) async throws
        -> TestPlan?
    {
        guard let (test, purpose, needsNetwork) = try request(package, of: compiled) else { return nil }
        let remote = RemoteRepositories(settings.store, isOffline: settings.isOffline)
        let contents = test.environment.contents
        if settings.keyring != nil {
            try await RemoteKeys(settings.store, isOffline: settings.isOffline).refresh(contents.keyring, warn: warn)
        }
        try await remote.refresh(
            settings.repositories + contents.buildRepositories + contents.repositories,
            architecture: settings.architecture.name,
            keyring: keyring(test),
            warn: warn
        )
        let (record, repositories) = try repositories(package, compiled, test)
        let environment = try solve(test, package, record, repositories)
        try await remote.fetch(environment)
        let sources = try await sources(of: test, warn: warn)
        let variables = compiled.variables.merging(test.environment.environment) { $1 }
        let key = try Self.key(record, environment, test, variables, sources, purpose, settings)
        return TestPlan(
            recipe: compiled.recipe.package.name,
            package: package.name,
            record: record,
            environment: environment,
            test: test,
            variables: variables,
            sources: sources,
            purpose: purpose,
            timeout: compiled.recipe.package.timeout,
            key: needsNetwork ? nil : key
        )
    }

    /// Checks what can be checked of the tests of a recipe before its packages are built.
    ///
    /// - Throws: what makes a test impossible.
    public func check(_ compiled: CompiledRecipe) throws(Diagnostic) {
        for package in compiled.packages { _ = try request(package, of: compiled) }
    }

    /// The test of a package, what it asks of its sandbox, and whether it needs the network; nil when there is no test.
    private func request(
        _ package: CompiledPackage,
        of compiled: CompiledRecipe
    ) throws(Diagnostic) -> (CompiledTest, Sandbox.Purpose, Bool)? {
        let isMain = package.name == compiled.recipe.package.name
        guard let test = isMain ? compiled.test : package.test, !test.steps.isEmpty else { return nil }
        if let problem = test.problems.first { throw problem }
        return (test, try TestSandboxing(compiled.recipe, test, package).purpose(), try checkNetwork(test, package))
    }

    private func checkNetwork(_ test: CompiledTest, _ package: CompiledPackage) throws(Diagnostic) -> Bool {
        guard let step = test.steps.first(where: { $0.networked != nil }) else { return false }
        if settings.allowsNetwork { return true }
        throw Diagnostic(
            .networkNeeded,
            "the step \"\(step.label)\" of the test of \(package.name) needs the network: \(step.networked?.networkReason ?? "")",
            at: step.span,
            hint: "give it with --allow-network"
        )
    }

    /// The keys to trust; nil takes repositories as they are.
    private func keyring(_ test: CompiledTest) throws(Diagnostic) -> Keyring? {
        guard var keys = settings.keyring else { return nil }
        keys += try RemoteKeys(settings.store, isOffline: settings.isOffline).keys(test.environment.contents.keyring)
        return Keyring(keys)
    }

    /// The package under test, and the repositories of its environment: those that have other packages of its recipe have them hidden.
    private func repositories(
        _ package: CompiledPackage,
        _ compiled: CompiledRecipe,
        _ test: CompiledTest
    ) throws(Diagnostic) -> (IndexRecord, [Repository]) {
        let contents = test.environment.contents
        let keyring = try keyring(test)
        let (origin, version) = (compiled.recipe.package.name, compiled.recipe.package.fullVersion)
        let names = Set(compiled.packages.map(\.name))
        var own = try Repository(
            settings.outputDirectory.string,
            architecture: settings.architecture.name,
            keyring: keyring,
            store: settings.store
        )
        // Nothing of this recipe but what it makes now: neither other versions nor packages that it made before.
        own.hide { record in
            let isOwn = names.contains(record.name) && record.version == version && [origin, record.name].contains(record.origin)
            return !isOwn && (names.contains(record.name) || record.origin == origin)
        }
        guard let record = own.index.records.first(where: { $0.name == package.name }) else {
            throw Diagnostic(
                .notBuilt,
                "\(package.name)-\(version) is not in \(settings.outputDirectory)",
                at: package.span,
                hint: "build it first: cuttle build \(compiled.recipe.file.name) --out-dir \(settings.outputDirectory)"
            )
        }
        var repositories = [own]
        for location in settings.repositories + contents.buildRepositories + contents.repositories
        where Files.absolute(FilePath(location)) != Files.absolute(settings.outputDirectory) {
            var repository = try Repository(location, architecture: settings.architecture.name, keyring: keyring, store: settings.store)
            repository.hide { names.contains($0.name) || $0.origin == origin }
            repositories.append(repository)
        }
        return (record, repositories)
    }

    private func solve(
        _ test: CompiledTest,
        _ package: CompiledPackage,
        _ record: IndexRecord,
        _ repositories: [Repository]
    ) throws(Diagnostic) -> [RepositorySet.Choice] {
        // By its digest: another package of the same name and version will not do.
        var world = [Dependency(name: package.name, constraint: .identity(record.identity.description))]
        for text in Set(test.environment.contents.packages + settings.packages).sorted() where !text.isEmpty && text != package.name {
            world.append(try Dependency(text))
        }
        do throws(Diagnostic) {
            return try RepositorySet(repositories).solve(world)
        } catch {
            var error = error
            let given = test.environment
            let named = zip(given.contents.packages, given.packageSpans).first { error.message.contains("\"\($0.0)\"") }
            error.span = named?.1 ?? package.span
            throw error.noting("for the test environment of \(package.name); looked in \(repositories.map(\.name).joined(separator: ", "))")
        }
    }

    private func sources(of test: CompiledTest, warn: (Diagnostic) -> Void) async throws -> [FilePath] {
        let provider = SourceProvider(store: settings.store, mirrors: settings.mirrors, isOffline: settings.isOffline)
        var paths: [FilePath] = []
        for source in test.sources {
            switch source {
            case .fetch(let fetch): paths.append(try await provider.obtain(fetch))
            case .checkout(let checkout): paths.append(try await provider.obtain(checkout, epoch: 0, warn: warn).path)
            }
        }
        return paths
    }

    private static func key(
        _ record: IndexRecord,
        _ environment: [RepositorySet.Choice],
        _ test: CompiledTest,
        _ variables: [String: String],
        _ sources: [FilePath],
        _ purpose: Sandbox.Purpose,
        _ settings: TestSettings
    ) throws(Diagnostic) -> Digest {
        let inputs: JSON = .object([
            "behaviour": .string("test-1"),
            "sandbox": .string(Sandbox.testPolicy),
            "purpose": .string(String(describing: purpose)),
            "package": .string("\(record.name)=\(record.version) \(record.identity)"),
            "environment": .strings(environment.map { "\($0.record.name)=\($0.record.version) \($0.record.identity)" }),
            "accounts": .string(String(describing: test.environment.accounts)),
            "variables": BuildKey.table(variables),
            "sources": .strings(sources.map { $0.lastComponent?.string ?? "" }),
            "files": try settings.sourceDirectory.map { folder throws(Diagnostic) in .string(try BuildRecord.digest(of: folder)) },
            "steps": .array(test.steps.map(BuildKey.step)),
        ])
        return Digest.of(inputs.text())
    }
}

extension Diagnostic.Code {
    /// A package that should be there already is not.
    public static let notBuilt = input("not-built")
}
