public import Builds
public import Diagnostics
import Files
import Recipes
import Store
public import SystemPackage

/// Builds a second time where everything is different that should not matter, and refuses packages that come out different.
public struct ReproducibilityCheck: Sendable {
    private let settings: BuildSettings

    /// - Parameter settings: those of the first build.
    public init(_ settings: BuildSettings) {
        self.settings = settings
    }

    /// Space that a second workspace should find, in bytes.
    private static let neededSpace: Int64 = 4 << 30
    /// Differences that are told one by one.
    private static let mostShown = 20

    /// Compares the packages of a build with those of a second one.
    ///
    /// - Throws: `unreproducible`, with the differences.
    public func inspect(
        _ plan: BuildPlan,
        _ packages: [FilePath],
        report: @escaping @Sendable (BuildEvent) -> Void
    ) async throws {
        let work = try settings.store.workDirectory(prefix: "again-")
        defer { withExtendedLifetime(work) {} }
        var variation = try Variation(usual: work.path, need: Self.neededSpace)
        try await variation.tryClock(in: Builder(settings).root(for: plan), scratch: work.path.appending("trial"))
        // The clock has moved on by a second at least, whether or not it can be set.
        try await Task.sleep(for: .milliseconds(1100))
        let place = work.path.appending("build")
        try Files.makeDirectory(place)
        let name = plan.compiled.recipe.package.name
        let result = try await Builder(settings).make(
            plan,
            in: place,
            surroundings: variation.surroundings,
            workspaceParent: variation.workspaceParent?.path,
            logDirectory: settings.logDirectory.appending("\(name)-again"),
            report: report
        )
        let comparison = PackageComparison(names: ("first", "second"))
        var found: [(package: String, difference: PackageDifference)] = []
        for package in packages {
            guard let file = package.lastComponent else { continue }
            found += try comparison.differences(package, result.appending(file)).map { (file.string, $0) }
        }
        withExtendedLifetime(variation) {}
        if !found.isEmpty { throw Self.refusal(plan.title, found, variation.notes) }
        report(.note("\(plan.title): a second build gave the same packages; changed were: \(variation.notes.joined(separator: "; "))"))
    }

    private static func refusal(
        _ title: String,
        _ found: [(package: String, difference: PackageDifference)],
        _ changes: [String]
    ) -> Diagnostic {
        var notes = found.prefix(mostShown).map { "\($0.package): \($0.difference.text)" }
        if found.count > mostShown { notes.append("and \(found.count - mostShown) more") }
        notes.append("changed for the second build: \(changes.joined(separator: "; "))")
        var diagnostic = Diagnostic(
            .unreproducible,
            "\(title) is not published: a second build of the same inputs gave other packages",
            notes: notes
        )
        var causes: [PackageDifference.Cause] = []
        for cause in found.compactMap(\.difference.cause) where !causes.contains(cause) { causes.append(cause) }
        diagnostic.hints = causes.map(\.hint)
        return diagnostic
    }
}

extension Diagnostic.Code {
    /// The same inputs gave other packages.
    public static let unreproducible = work("unreproducible")
}
