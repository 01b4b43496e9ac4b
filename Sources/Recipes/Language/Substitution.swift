import Diagnostics

/// The variables `${{…}}` of recipes and the two ways in which they are replaced (RECIPE.md §4).
struct Substitution: Sendable {
    /// Values by name without the marker: `package.version`.
    var values: [String: String]

    /// Replaces variables written without blanks, in one pass; all else stays as it is, without error (RECIPE.md §4.2).
    ///
    /// - Parameter item: values that go before the others.
    func replaceExactly(in text: String, item: [String: String] = [:]) -> String {
        guard text.utf8.containsMarker else { return text }
        return Markers.replace(in: text) { name in item[name] ?? values[name] }
    }

    /// Replaces every variable, blanks around its name allowed; an unknown one is an error (RECIPE.md §4.1).
    func resolve(_ text: String, at span: SourceSpan?) throws(Diagnostic) -> String {
        try Markers.resolve(text, at: span, hint: hint) { values[$0] }
    }

    /// What to write instead of an unknown name.
    private func hint(_ name: String) -> String? {
        if values.count > Markers.mostNames { return nil }
        if let hint = Similarity.hint(for: name, in: values.keys.sorted()) { return hint }
        if name.hasPrefix("vars.") { return "declare it: vars: {\(name.dropFirst("vars.".count)): …}" }
        return "known before a build: \(values.keys.sorted().prefix(40).joined(separator: ", "))"
    }
}
