import Diagnostics
import Recipes

@testable import RecipeLinting

/// Recipes from texts in a test.
enum Given {
    /// A package that no rule finds anything wrong with; tests append their sections.
    static let package = """
        package:
          name: hello
          version: "1.2.3"
          epoch: 0
          copyright:
            - license: MIT

        """
    /// Sections that keep the rules about tests and updates silent.
    static let rest = """
        update:
          enabled: false
          exclude-reason: because
        test:
          pipeline:
            - runs: hello

        """

    /// What a rule finds, as people read it.
    static func findings(of rule: String, in text: String, name: String = "hello.yaml") throws -> String {
        let others = Set(RecipeLinter.rules.map(\.name)).subtracting([rule])
        return try render(RecipeLinter(skipping: others).lint(recipe(text, name: name)).diagnostics)
    }

    /// The names of the rules that find something.
    static func rules(in text: String) throws -> [String] {
        try RecipeLinter().lint(recipe(text)).diagnostics.map { $0.code.name }
    }

    static func recipe(_ text: String, name: String = "hello.yaml") throws -> Recipe {
        try Recipe(SourceFile(name: name, bytes: Array(text.utf8)))
    }

    static func render(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map { DiagnosticRenderer(colour: false).render($0) }.joined()
    }
}
