public import Diagnostics
import Recipes

/// One thing that recipes are looked through for (WOLFICTL.md §3).
public struct LintRule: Sendable {
    /// What the rule is called where it is skipped: `uri-mimic`.
    public let name: String
    /// How much its findings matter.
    public let severity: Diagnostic.Severity
    /// What the rule asks for, in one sentence.
    public let summary: String
    /// Looks at one recipe.
    let check: @Sendable (Recipe, inout [Finding]) -> Void

    /// The finding as it is shown: with the name of the rule, by which it can be skipped.
    func diagnostic(_ finding: Finding) -> Diagnostic {
        Diagnostic(
            .lint(name),
            "\(finding.message) [\(name)]",
            severity: severity,
            at: finding.span,
            notes: finding.notes,
            hint: finding.hint
        )
    }
}

/// What a rule found.
struct Finding {
    let message: String
    let span: SourceSpan
    var notes: [String] = []
    var hint: String?

    init(_ message: String, at span: SourceSpan, notes: [String] = [], hint: String? = nil) {
        self.message = message
        self.span = span
        self.notes = notes
        self.hint = hint
    }
}

extension Diagnostic.Code {
    /// A finding of the rule of that name.
    public static func lint(_ rule: String) -> Diagnostic.Code { input(rule) }
}
