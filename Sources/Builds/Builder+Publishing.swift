import Diagnostics
import Recipes
import Repositories
public import SystemPackage

extension Builder {
    /// Publishes what was built into another repository than that of these settings, all in one step.
    ///
    /// - Parameter stage: that other repository, without the architecture.
    /// - Returns: the builds, with the packages where they are now.
    public func publish(_ builds: [BuildResult], from stage: FilePath) async throws -> [BuildResult] {
        let writer = try RepositoryWriter(settings.outputDirectory, architecture: settings.architecture.name, key: settings.key)
        let folder = stage.appending(settings.architecture.name)
        let plans = builds.map(\.plan)
        // What is worth a second look has been told when the packages came to the other repository.
        try await publish(plans, from: folder, by: writer) { _ in }
        if settings.keepsLintReports { try publishLintReports(of: plans, from: folder, to: writer.directory) }
        return builds.map { build in
            var build = build
            build.packages = Self.packages(in: writer.directory, build.plan)
            return build
        }
    }

    /// What was withdrawn for good is not built only to be refused at the end.
    func refuseWithdrawn(_ plan: BuildPlan) throws(Diagnostic) {
        let directory = settings.outputDirectory.appending(settings.architecture.name)
        let names = try WithdrawnPackages(directory).names
        for file in Self.packages(in: directory, plan) where names.contains(file.lastComponent?.string ?? "") {
            throw Diagnostic(
                .withdrawn,
                "\(file.stem ?? "") was withdrawn from \(directory)",
                hint: "raise the epoch: cuttle bump --epoch RECIPE; or take it off the list withdrawn-packages.txt there"
            )
        }
    }
}
