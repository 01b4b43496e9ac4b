import Diagnostics
import Testing
import YAML

/// The root of a YAML text called `x.yaml`.
func parse(_ text: String, _ limits: YAMLLimits = YAMLLimits()) throws(Diagnostic) -> Node {
    try Node.parse(SourceFile(name: "x.yaml", bytes: Array(text.utf8)), limits: limits)
}

/// The keys of a YAML map.
func fields(_ text: String, known: [String]? = nil) throws(Diagnostic) -> Fields {
    try Fields(try parse(text), "package", known: known)
}

/// What a person sees of an error.
func shown(_ error: Diagnostic?) -> String {
    error.map { DiagnosticRenderer(colour: false).render($0) } ?? "no error"
}

extension Node {
    /// The value in a short notation: `{a: b, c: [d, "e"]}`.
    var notation: String {
        switch content {
        case .scalar(let text, let isPlain): isPlain ? text : "\"\(text)\""
        case .sequence(let items): "[" + items.map(\.notation).joined(separator: ", ") + "]"
        case .mapping(let entries): "{" + entries.map { "\($0.name): \($0.value.notation)" }.joined(separator: ", ") + "}"
        }
    }
}
