import APK
import Analysis
import Cryptography
import Diagnostics
import Files
import Packaging
import Recipes
import Repositories
import SystemPackage

/// What a build says of its packages: why they need and offer what they do, and what changed.
extension Builder {
    /// Explains packages by looking at their files again, so that a stored result is explained as well as a new one.
    func explanations(_ files: [FilePath], _ plan: BuildPlan) throws(Diagnostic) -> [Explanation] {
        var packages: [PackageFile] = []
        for file in files { packages.append(try PackageFile(file)) }
        let unpacked = try UnpackedPackages(packages)
        var explanations: [Explanation] = []
        for (package, tree) in zip(plan.compiled.packages, unpacked.trees) {
            let subject = StagedPackage(package, plan: plan, tree: tree.root).subject(tree)
            explanations.append(try DependencyAnalysis(subject, siblings: unpacked.trees.map(\.root)).explanation)
        }
        return explanations
    }

    /// What packages change for whoever has the ones that were published before.
    ///
    /// That this cannot be told, because an earlier package is damaged or gone, is no reason not to publish the new one.
    func changes(_ files: [FilePath], in directory: FilePath, report: (BuildEvent) -> Void) -> [PackageChanges] {
        guard let signers = try? settings.key.publicKeys() else { return [] }
        let index = directory.appending("APKINDEX.tar.gz")
        guard Files.exists(index), let records = try? PackageIndex(reading: index, keyring: Keyring(signers)).records else { return [] }
        var changes: [PackageChanges] = []
        for file in files {
            do throws(Diagnostic) {
                let package = try PackageFile(file)
                guard let record = Self.earlier(records, than: package), record.identity != package.identity else { continue }
                if record.version == package.info.version { report(.warning(Self.republished(package, in: directory))) }
                let found = try PackageChanges(from: PackageFile(directory.appending(record.fileName)), to: package)
                if !found.isEmpty { changes.append(found) }
            } catch {
                var warning = error
                warning.severity = .warning
                report(.warning(warning.noting("so what changed since cannot be told")))
            }
        }
        return changes
    }

    private static func republished(_ package: PackageFile, in directory: FilePath) -> Diagnostic {
        Diagnostic(
            .publishedAlready,
            "\(directory.appending(package.info.fileName)) was published before with other content, and is replaced",
            severity: .warning,
            hint: "whoever has installed it will not get this one: before others use it, raise the epoch: cuttle bump --epoch RECIPE"
        )
    }

    /// The package that a new one takes the place of: of the same version, else of the last version before.
    private static func earlier(_ records: IndexRecords, than package: PackageFile) -> IndexRecord? {
        let sameName = records.positions(named: package.info.name).map { records[$0] }
        if let same = sameName.first(where: { $0.version == package.info.version }) { return same }
        guard let version = try? Version(package.info.version) else { return nil }
        let earlier = sameName.compactMap { record in (try? Version(record.version)).map { (version: $0, record: record) } }
        return earlier.filter { $0.version < version }.max { $0.version < $1.version }?.record
    }
}
