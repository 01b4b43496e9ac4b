import Diagnostics
import Files
import Glibc
import Recipes
import SystemPackage
import Testing

@testable import RecipeLinting

/// The recipes of Wolfi, in the folder that CUTTLE_WOLFI names: they pass the rules that are errors, nearly all of them.
@Suite(.enabled(if: getenv("CUTTLE_WOLFI") != nil)) struct DistributionTests {
    @Test func passes() throws {
        let folder = FilePath(getenv("CUTTLE_WOLFI").map { String(cString: $0) } ?? "")
        let linter = RecipeLinter()
        var hosts: [RecipeHosts] = []
        var diagnostics: [Diagnostic] = []
        var count = 0
        for entry in try Files.walk(folder) where entry.path.hasSuffix(".yaml") && !entry.path.contains("/") && !entry.path.hasPrefix(".") {
            let linted = linter.lint(try Recipe(folder.appending(entry.path)))
            diagnostics += linted.diagnostics
            if let found = linted.hosts { hosts.append(found) }
            count += 1
        }
        diagnostics += linter.compare(hosts)
        let errors = diagnostics.filter { $0.severity == .error }
        #expect(count > 1000)
        #expect(errors.count * 1000 < count, "\(Given.render(errors))")
    }
}
