public import APK
import Diagnostics
public import PackageLinting
import Recipes

extension LintedPackage {
    /// Takes what the recipe says that a package carries: which rules it disables, and what its test uses (PACKAGE.md §2.2).
    ///
    /// Of a package that carries none, or one that nothing can be compiled from, nothing is known.
    public mutating func readRecipe(of file: PackageFile) {
        guard let text = file.configuration, let architecture = Architecture(file.info.architecture) else { return }
        let source = SourceFile(name: "\(file.path): .melange.yaml", bytes: text)
        // Everything that steps use is written out in it, so no folder of definitions is asked.
        guard let recipe = try? Recipe(source),
            let compiled = try? RecipeCompiler(library: PipelineLibrary()).compile(recipe, for: architecture),
            let package = compiled.packages.first(where: { $0.name == name })
        else { return }
        // Others may know rules that are not known here.
        disabled = package.disabledChecks.filter { name in LintSelection.allRules.contains { $0.name == name } }
        testPipelines = compiled.testPipelines(of: package)
    }
}

extension CompiledRecipe {
    /// The pipelines that the steps of a package's test use themselves.
    func testPipelines(of package: CompiledPackage) -> Set<String> {
        let test = package.name == recipe.package.name ? test : package.test
        return Set(test?.allSteps.map(\.uses).filter { !$0.isEmpty } ?? [])
    }
}
