import APK
public import Diagnostics
import ImageConfigurations
import PackageLinting
public import Recipes
import Repositories

/// What is checked before any build of a run begins (DESIGN, promise 8).
extension Planner {
    /// Whether the environment of a recipe can be had, counting packages that other recipes will make as there.
    ///
    /// What those packages will need is known only as far as it is declared, so this finds what can be found before any build.
    ///
    /// - Throws: `unsolvable`, at the place of what was asked for.
    public func check(_ compiled: CompiledRecipe, planned: [CompiledRecipe]) throws(Diagnostic) {
        if let problem = compiled.problems.first { throw problem }
        try checkSupport(compiled.recipe)
        try checkNetwork(compiled)
        try checkLinters(compiled)
        do throws(Diagnostic) {
            _ = try Version(compiled.recipe.package.fullVersion)
        } catch {
            var error = error
            error.span = compiled.recipe.package.versionSpan
            throw error
        }
        let others = planned.filter { $0.recipe.package.name != compiled.recipe.package.name }
        var repositories = try repositories(compiled, hiding: Set(others.flatMap(\.origins)))
        repositories.append(Repository(planned: others.flatMap(IndexRecord.planned)))
        _ = try solve(compiled, repositories)
    }

    /// The names of linters are known before any step has run.
    private func checkLinters(_ compiled: CompiledRecipe) throws(Diagnostic) {
        for package in compiled.packages {
            do throws(Diagnostic) {
                try LintSelection.check(package.disabledChecks, named: "checks.disabled of \(package.name)")
            } catch {
                var error = error
                error.span = package.span
                throw error
            }
        }
    }

    /// Checks what the recipe that a package carries asks for, before it is built again.
    public func checkRecorded(_ compiled: CompiledRecipe) throws(Diagnostic) {
        if let problem = compiled.problems.first { throw problem }
        try checkSupport(compiled.recipe)
        try checkNetwork(compiled)
    }

    /// Steps have no network; a recipe that cannot do without says so, and the caller has to agree (DESIGN, promise 4).
    private func checkNetwork(_ compiled: CompiledRecipe) throws(Diagnostic) {
        if settings.allowsNetwork { return }
        // The step of the recipe, not the one inside of its pipeline, is what people can do something about.
        guard let step = compiled.packages.lazy.flatMap(\.steps).first(where: { $0.networked != nil }) else { return }
        let reason = step.networked?.networkReason ?? ""
        throw Diagnostic(
            .networkNeeded,
            "the step \"\(step.label)\" of \(compiled.recipe.package.name) needs the network: \(reason)",
            at: step.span,
            hint: "give it with --allow-network; if this recipe can do without, say so in its package: "
                + "annotations: {dev.cuttle.network: \"\"}"
        )
    }

    /// What the format has and builds cannot do yet is refused, never left out.
    private func checkSupport(_ recipe: Recipe) throws(Diagnostic) {
        if !recipe.capabilities.add.isEmpty {
            throw Diagnostic(
                .unsupported,
                "builds with \(recipe.capabilities.add.joined(separator: ", ")) are not supported yet",
                at: recipe.spans.capabilities
            )
        }
        let accounts = recipe.environment.accounts
        if accounts.users.contains(where: { $0.name.isEmpty || $0.id == 0 }) || accounts.groups.contains(where: \.name.isEmpty) {
            throw Diagnostic(
                .badAccount,
                "a user of the build environment needs \"username\" and a \"uid\" other than 0, a group \"groupname\"",
                at: recipe.package.nameSpan
            )
        }
        if let path = recipe.environment.paths.first {
            throw Diagnostic(.unsupported, "\"paths\" in the environment of a build is not supported yet", at: path.span)
        }
        if recipe.environment.contents.baseImage != nil || !recipe.environment.include.isEmpty {
            throw Diagnostic(
                .unsupported,
                "a build environment with a base image or an included configuration is not supported yet",
                at: recipe.package.nameSpan
            )
        }
    }
}
