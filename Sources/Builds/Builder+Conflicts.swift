import APK
import Diagnostics
import PackageLinting
import Recipes
import Repositories
import Store
import SystemPackage

/// The look at the whole repository before something new gets into it.
extension Builder {
    /// Publishes the packages of builds with their provenance, all in one step, unless one has a file that another package of the repository
    /// has too.
    ///
    /// - Parameter folder: where the packages and their provenance are.
    func publish(_ plans: [BuildPlan], from folder: FilePath, by writer: RepositoryWriter, report: (BuildEvent) -> Void) async throws {
        let packages = plans.flatMap { Self.packages(in: folder, $0) }
        let provenances = plans.map { folder.appending(Self.provenanceName($0)) }
        let lock = try await RepositoryLock.acquire(writer.directory)
        var failures: [Diagnostic] = []
        do throws(Diagnostic) {
            // It may have been withdrawn while it was being built.
            for plan in plans { try refuseWithdrawn(plan) }
            try writer.publish(packages, beside: provenances, holding: lock) { new, others throws(Diagnostic) in
                if new.isEmpty { return }
                let others = try others()
                for plan in plans {
                    let names = Set(plan.compiled.packages.map(\.name))
                    let own = new.filter { names.contains($0.info.name) }
                    for finding in try conflicts(of: own, with: others, plan, in: writer.directory) {
                        if finding.severity == .error { failures.append(finding) } else { report(.warning(finding)) }
                    }
                }
                if let first = failures.first { throw first }
            }
        } catch {
            throw failures.isEmpty ? DiagnosticList([error]) : DiagnosticList(failures)
        }
    }

    private func conflicts(
        of new: [PackageFile],
        with others: IndexRecords,
        _ plan: BuildPlan,
        in directory: FilePath
    ) throws(Diagnostic) -> [Diagnostic] {
        // Nobody installs an older one beside something new.
        let newest = PackageIndex(others).newestOfEachName
        var findings: [Diagnostic] = []
        for package in new {
            let listing = try listing(of: package)
            let disabled = plan.compiled.packages.first { $0.name == package.info.name }?.disabledChecks ?? []
            guard let severity = settings.linting.severity(of: .fileConflict, disabled: disabled) else { continue }
            var report = PackageLintReport("\(package.info.name)-\(package.info.version)")
            for record in newest {
                // What is listed and not there is not offered either.
                guard let other = try self.other(record, in: directory, ifMeeting: listing) else { continue }
                if let finding = try FileConflicts.finding(package, other) { report.add(finding, of: .fileConflict, severity) }
            }
            findings += report.diagnostics
        }
        return findings
    }

    /// The package of a record, when it may have a path in common with others.
    private func other(_ record: IndexRecord, in directory: FilePath, ifMeeting listing: PackageListing) throws(Diagnostic) -> PackageFile?
    {
        if let known = settings.store.note(.listing, of: record.identity.digest).flatMap({ PackageListing($0) }) {
            return known.mayMeet(listing) ? try? PackageFile(directory.appending(record.fileName)) : nil
        }
        guard let file = try? PackageFile(directory.appending(record.fileName)), file.identity == record.identity else { return nil }
        return try self.listing(of: file).mayMeet(listing) ? file : nil
    }

    /// The paths of a package, which are read once and then known by the package's identity.
    private func listing(of package: PackageFile) throws(Diagnostic) -> PackageListing {
        if let known = settings.store.note(.listing, of: package.identity.digest).flatMap({ PackageListing($0) }) { return known }
        let listing = try PackageListing(package)
        try settings.store.keepNote(.listing, of: package.identity.digest, listing.bytes)
        return listing
    }
}
