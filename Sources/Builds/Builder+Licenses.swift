public import Diagnostics
public import LicenseDetection
public import Recipes
public import SystemPackage

/// The check of licenses in a build (RECIPE.md §12.11).
extension Builder {
    /// Compares the licenses of the sources with those that the recipe declares, and shows what differs.
    ///
    /// - Throws: when a file is not there that the recipe names for the text of its license.
    func checkLicenses(_ plan: BuildPlan, workspace: Workspace, report: (BuildEvent) -> Void) throws(Diagnostic) {
        let check = try LicenseCheck(plan.compiled.recipe.package, sources: workspace.path)
        for diagnostic in check.diagnostics { report(.warning(diagnostic)) }
    }
}

extension LicenseCheck {
    /// Compares what a recipe declares with what its sources hold.
    ///
    /// - Parameter folder: the sources, as the steps of the recipe left them.
    /// - Throws: when a file is not there that the recipe names for the text of its license.
    public init(_ package: PackageSection, sources folder: FilePath) throws(Diagnostic) {
        let search = try LicenseSearch(folder)
        var texts = try search.texts()
        for copyright in package.copyright where !copyright.licensePath.isEmpty {
            if texts.contains(where: { $0.path == copyright.licensePath }) { continue }
            do throws(Diagnostic) {
                if let text = try search.text(copyright.licensePath) { texts.append(text) }
            } catch {
                var error = error
                error.message = "\(package.name): the sources have no file \(copyright.licensePath), which is to hold the license"
                error.span = copyright.span
                error.hints = ["correct the license-path: it is relative to the workspace"]
                throw error
            }
        }
        let declared = package.copyright.map { copyright in
            Declaration(
                license: copyright.license,
                path: copyright.licensePath,
                isOverridden: !copyright.detectionOverride.isEmpty,
                span: copyright.span
            )
        }
        self.init(package: package.name, declared: declared, texts: texts)
    }
}
