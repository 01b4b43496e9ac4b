public import Diagnostics
import ImageConfigurations

/// Compiles a recipe for an architecture (RECIPE.md §1.3, §8).
public struct RecipeCompiler: Sendable {
    private let library: PipelineLibrary

    /// Where the workspace lies inside a sandbox.
    public static let workspace = "/home/build"
    /// Where packages are put together.
    public static let output = "/home/build/melange-out"

    /// - Parameter library: where `uses` is looked up.
    public init(library: PipelineLibrary) {
        self.library = library
    }

    /// Compiles a recipe.
    ///
    /// - Throws: `wrong-architecture` when the recipe is for others; else the first problem with its place.
    public func compile(_ recipe: Recipe, for architecture: Architecture) throws(Diagnostic) -> CompiledRecipe {
        let package = recipe.package
        if !package.targetArchitectures.isEmpty, !package.targetArchitectures.contains(architecture.name) {
            throw Diagnostic(
                .wrongArchitecture,
                "\(package.name) is not for \(architecture) but for \(package.targetArchitectures.joined(separator: ", "))",
                at: package.nameSpan
            )
        }
        var environment = recipe.environment
        let values = values(recipe, architecture)
        var packages: [CompiledPackage] = []
        func steps(_ steps: [Step], _ scope: [String: String]) throws(Diagnostic) -> [CompiledStep] {
            var compiler = StepCompiler(library: library)
            let compiled = try compiler.compile(steps, in: StepCompiler.Scope(values: Substitution(values: scope)))
            environment.contents.packages += compiler.needs
            return compiled
        }
        var main = values
        main["targets.contextdir"] = main["targets.destdir"]
        main["context.name"] = package.name
        packages.append(
            CompiledPackage(
                name: package.name,
                description: package.description,
                url: package.url,
                commit: package.commit,
                dependencies: package.dependencies,
                options: package.options,
                scriptlets: package.scriptlets,
                steps: try steps(recipe.pipeline, main),
                span: package.nameSpan
            )
        )
        for subpackage in recipe.subpackages {
            var scope = values
            let directory = "\(Self.output)/\(subpackage.name)"
            for key in ["targets.contextdir", "targets.subpkgdir"] { scope[key] = directory }
            for key in ["context.name", "subpkg.name"] { scope[key] = subpackage.name }
            if let condition = subpackage.condition {
                let holds = try Condition.evaluate(condition.text, values: Substitution(values: scope), at: condition.span)
                if !holds { continue }
            }
            packages.append(
                CompiledPackage(
                    name: subpackage.name,
                    description: subpackage.description,
                    url: subpackage.url,
                    commit: subpackage.commit.isEmpty ? package.commit : subpackage.commit,
                    dependencies: subpackage.dependencies,
                    options: subpackage.options,
                    scriptlets: subpackage.scriptlets,
                    steps: try steps(subpackage.pipeline, scope),
                    span: subpackage.span
                )
            )
        }
        return CompiledRecipe(
            recipe: recipe,
            architecture: architecture,
            environment: environment,
            packages: packages,
            variables: Self.defaults.merging(environment.environment.filter { !$0.value.isEmpty }) { $1 }
        )
    }

    /// Variables that a recipe may set itself (RECIPE.md §10).
    private static let defaults = [
        "HOME": workspace,
        "GOPATH": "/home/build/.cache/go",
        "GOMODCACHE": "/var/cache/melange/gomodcache",
        "UV_CACHE_DIR": "/var/cache/melange/uv",
        "PIP_CACHE_DIR": "/var/cache/melange/pip",
        "COMPOSER_CACHE_DIR": "/var/cache/melange/composer",
        "npm_config_cache": "/var/cache/melange/npm",
    ]

    /// The variables that every step sees (RECIPE.md §4.4).
    private func values(_ recipe: Recipe, _ architecture: Architecture) -> [String: String] {
        let package = recipe.package
        var values = package.variables
        values["package.srcdir"] = Self.workspace
        values["targets.outdir"] = Self.output
        values["targets.destdir"] = "\(Self.output)/\(package.name)"
        for name in [package.name] + recipe.subpackages.map(\.name) { values["targets.package.\(name)"] = "\(Self.output)/\(name)" }
        values["host.triplet.gnu"] = architecture.gnuTriplet("gnu")
        values["host.triplet.rust"] = architecture.rustTriplet("gnu")
        for (name, library) in [("glibc", "gnu"), ("musl", "musl")] {
            values["cross.triplet.gnu.\(name)"] = architecture.gnuTriplet(library)
            values["cross.triplet.rust.\(name)"] = architecture.rustTriplet(library)
        }
        values["build.arch"] = architecture.name
        values["build.goarch"] = architecture.imageName
        for (name, value) in recipe.variables { values["vars.\(name)"] = value }
        return values
    }
}
