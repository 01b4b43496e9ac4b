import Attestations
import Diagnostics
import Files
import JSON
import Recipes

/// The bills of materials in a build (RECIPE.md §12.12).
extension Builder {
    /// Puts the bill of each package into its tree, where scanners look for it (PACKAGE.md §3).
    func addBills(_ plan: BuildPlan, workspace: Workspace) throws(Diagnostic) {
        for (package, planned) in zip(plan.compiled.packages, plan.bills) {
            var bill = planned
            try bill.add(plan.compiled.recipe.package.copyright, from: workspace.path)
            let tree = try RootedDirectory(workspace.output(package.name))
            try tree.makeDirectories("var/lib/db/sbom")
            if tree.status(bill.path) != nil { try tree.removeFile(bill.path) }
            try tree.createFile(bill.path, mode: 0o644).write(Array((bill.document.text(indent: 2) + "\n").utf8))
        }
    }
}
