import APK
public import Builds
import Cryptography
public import Diagnostics
import Files
import Recipes
import Repositories
import Store
public import SystemPackage

/// Builds packages again from what they carry, and compares.
public struct Rebuilder: Sendable {
    /// What became of one package.
    public struct Outcome: Sendable {
        /// The package that was given.
        public let package: FilePath
        /// Nothing, when control and data are the same bytes.
        public let differences: [PackageDifference]
        /// Which rules of Cuttle made it, when they are not this program's.
        public let otherBehaviour: String?
    }

    private let settings: BuildSettings

    /// - Parameter settings: store, repositories, keys and mirrors; packages are signed with the key.
    public init(_ settings: BuildSettings) {
        self.settings = settings
    }

    /// Makes sure, before any work, that all but the sources is there to build again.
    ///
    /// - Throws: `missing-environment`, `other-files`, `missing-file`, and what `Planner` refuses.
    public func check(_ build: RecordedBuild) async throws {
        try await RemoteRepositories(settings.store, isOffline: settings.isOffline).refresh(
            settings.repositories,
            architecture: build.compiled.architecture.name,
            keyring: Keyring(settings.keyring + (try settings.key.publicKeys()))
        )
        _ = try inputs(of: build)
    }

    /// The packages of the environment, and the folder of the recipe's own files.
    private func inputs(of build: RecordedBuild) throws -> (environment: [RepositorySet.Choice], folder: FilePath?) {
        try Planner(settings).checkRecorded(build.compiled)
        let keyring = Keyring(settings.keyring + (try settings.key.publicKeys()))
        let architecture = build.compiled.architecture.name
        var repositories: [Repository] = []
        for location in settings.repositories {
            repositories.append(try Repository(location, architecture: architecture, keyring: keyring, store: settings.store))
        }
        return (try build.environment(repositories), try build.sourceDirectory(settings.sourceDirectory))
    }

    /// Builds once, and compares with all packages of the build that are given.
    ///
    /// - Parameter target: a folder that takes the packages; nil drops them.
    public func rebuild(
        _ build: RecordedBuild,
        to target: FilePath?,
        report: @escaping @Sendable (BuildEvent) -> Void
    ) async throws -> [Outcome] {
        let (environment, folder) = try inputs(of: build)
        try await RemoteRepositories(settings.store, isOffline: settings.isOffline).fetch(environment)
        let sources = try await Planner(settings).sources(of: build.compiled) { report(.warning($0)) }
        let names = sources.map { $0.lastComponent?.string ?? "" }
        if names != build.record.sources {
            let changed = zip(names, build.record.sources).first { $0.0 != $0.1 }
            throw Diagnostic(
                .otherFiles,
                "upstream's files are not those that \(build.title) was built with",
                notes: changed.map { ["it was built with \($0.1)", "this is \($0.0)"] } ?? [],
                hint: "give a place that still has them: --source-mirror"
            )
        }
        let plan = BuildPlan(
            repeating: build.record,
            of: build.compiled,
            environment: environment,
            sources: sources,
            sourceDirectory: folder,
            date: build.packages.first?.info.buildDate ?? 0,
            commit: build.compiled.recipe.package.commit,
            settings: settings
        )
        let work = try settings.store.workDirectory(prefix: "rebuild-")
        defer { withExtendedLifetime(work) {} }
        let logs = settings.logDirectory.appending(build.compiled.recipe.package.name)
        let result = try await Builder(settings).make(plan, in: work.path, logDirectory: logs, report: report)
        let comparison = PackageComparison(names: ("given", "rebuilt"))
        var outcomes: [Outcome] = []
        for package in build.packages {
            let twin = result.appending(package.info.fileName)
            guard Files.exists(twin) else {
                throw Diagnostic(.noRecord, "the recipe in \(package.path) makes no package \(package.info.name)-\(package.info.version)")
            }
            outcomes.append(
                Outcome(
                    package: package.path,
                    differences: try comparison.differences(package.path, twin),
                    otherBehaviour: build.record.isOfThisProgram ? nil : build.record.behaviour
                )
            )
            if let target {
                try Files.makeDirectory(target)
                try Files.copy(twin, to: target.appending(package.info.fileName))
            }
        }
        return outcomes
    }
}

extension Rebuilder.Outcome {
    /// What to say of a package that came out different.
    public var refusal: Diagnostic {
        var notes = differences.prefix(20).map(\.text)
        if differences.count > notes.count { notes.append("and \(differences.count - notes.count) more") }
        if let otherBehaviour {
            notes.append("it was made by a Cuttle that follows other rules (\(otherBehaviour)); that alone may make a difference")
        }
        var diagnostic = Diagnostic(.unreproducible, "\(package) came out different", notes: notes)
        var causes: [PackageDifference.Cause] = []
        for cause in differences.compactMap(\.cause) where !causes.contains(cause) { causes.append(cause) }
        diagnostic.hints = causes.map(\.hint)
        return diagnostic
    }
}
