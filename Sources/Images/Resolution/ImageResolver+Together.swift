import APK
public import Diagnostics
public import ImageConfigurations
public import Recipes
import Repositories
import Roots
import Solving

extension ImageResolver {
    /// Chooses packages for several architectures so that they agree: what one of them lacks in the same version is chosen for none
    /// (IMAGE.md §8, step 3; SOLVER.md §7).
    ///
    /// - Throws: `unsolvable`; `no-common-version` when something that was asked for still comes in several versions.
    public func resolveTogether(
        _ configuration: ImageConfiguration,
        _ architectures: [Architecture],
        adding packages: [String] = [],
        warn: (Diagnostic) -> Void
    ) throws(Diagnostic) -> [Resolution] {
        if architectures.count < 2 { return try resolve(configuration, architectures, adding: packages, warn: warn) }
        var opened = try architectures.map { architecture throws(Diagnostic) in try open(configuration, architecture, warn: warn) }
        // apko's way is told of the others, and leaves out by itself what they lack.
        if policy == .apko {
            let sets = try zip(opened, architectures).map { repositories, architecture throws(Diagnostic) in
                RepositorySet(try withBase(repositories, architecture))
            }
            let resolutions = try architectures.indices.map { index throws(Diagnostic) in
                let others = sets.indices.filter { $0 != index }.map { sets[$0] }
                return try choose(configuration, architectures[index], from: opened[index], alongside: others, adding: packages)
            }
            try checkAgreement(configuration, resolutions)
            return resolutions
        }
        // What is for another architecture cannot be chosen, though an index lists it.
        let offered = zip(opened, architectures).map { repositories, architecture in
            let usable = [architecture.name, "noarch", ""]
            return Set(repositories.flatMap { $0.index.records.filter { usable.contains($0.architecture) }.map(Offer.init) })
        }
        let common = offered.dropFirst().reduce(offered[0]) { $0.intersection($1) }
        for index in opened.indices where offered[index].count > common.count {
            for position in opened[index].indices { opened[index][position].hide { !common.contains(Offer($0)) } }
        }
        var resolutions: [Resolution] = []
        for (index, architecture) in architectures.enumerated() {
            do throws(Diagnostic) {
                resolutions.append(try choose(configuration, architecture, from: opened[index], adding: packages))
            } catch {
                let hidden = offered[index].count - common.count
                if hidden == 0 { throw error }
                throw error.noting(
                    "\(hidden) of the packages for \(architecture) are in no other version for all of \(Self.list(architectures)), and left out"
                )
            }
        }
        try checkAgreement(configuration, resolutions)
        return resolutions
    }

    /// A package that several architectures may have.
    private struct Offer: Hashable {
        let name: String
        let version: String

        init(_ record: IndexRecord) {
            name = record.name
            version = record.version
        }
    }

    /// What was asked for must be the same everywhere, or be provided by something that is.
    private func checkAgreement(_ configuration: ImageConfiguration, _ resolutions: [Resolution]) throws(Diagnostic) {
        let versions = resolutions.map { resolution in
            Dictionary(resolution.choices.map { ($0.record.name, $0.record.version) }) { first, _ in first }
        }
        let common = versions[0].filter { name, version in versions.allSatisfy { $0[name] == version } }
        let provided = Set(
            resolutions[0].choices.filter { common[$0.record.name] != nil }.flatMap { choice in
                choice.record.provides.map { String($0.prefix { !"<>=~".contains($0) }) }
            }
        )
        for (position, text) in configuration.contents.packages.enumerated() {
            guard let item = try? Dependency(text), !item.isConflict else { continue }
            if common[item.name] != nil || provided.contains(item.name) { continue }
            if bases.values.contains(where: { base in base.records.records.contains { $0.name == item.name } }) { continue }
            let found = zip(resolutions, versions).map { "\($0.architecture): \($1[item.name] ?? "by another package")" }
            throw Diagnostic(
                .noCommonVersion,
                "\"\(text)\" does not come to the same package for all architectures",
                at: configuration.packageSpans.indices.contains(position) ? configuration.packageSpans[position] : nil,
                notes: found,
                hint: "build the image for each architecture by itself, or ask for a version that all have"
            )
        }
    }

    private static func list(_ architectures: [Architecture]) -> String { architectures.map(\.name).joined(separator: ", ") }
}

extension Diagnostic.Code {
    /// Architectures of one image would hold different versions of what was asked for.
    static let noCommonVersion = work("no-common-version")
}
