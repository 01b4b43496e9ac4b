import Diagnostics

/// The variables `${{…}}` of recipes and the two ways in which they are replaced (RECIPE.md §4).
struct Substitution: Sendable {
    let package: PackageVariables
    /// Values by name without `vars.`.
    var variables: [String: String]

    /// The value of a variable by its full name, such as `package.version`.
    subscript(_ name: String) -> String? {
        if let name = name.rest(behind: "vars.") { return variables[name] }
        return package[name]
    }

    /// Length of the longest value in bytes.
    var longest: Int { variables.values.reduce(package.longest) { max($0, $1.utf8.count) } }

    /// Replaces variables written without blanks, in one pass; all else stays as it is, without error (RECIPE.md §4.2).
    ///
    /// - Parameter item: values that go before the others.
    func replaceExactly(in text: String, item: [String: String] = [:]) -> String {
        guard text.utf8.containsMarker else { return text }
        if item.isEmpty { return Markers.replace(in: text) { self[$0] } }
        return Markers.replace(in: text) { name in item[name] ?? self[name] }
    }

    /// Replaces every variable, blanks around its name allowed; an unknown one is an error (RECIPE.md §4.1).
    func resolve(_ text: String, at span: SourceSpan?) throws(Diagnostic) -> String {
        try Markers.resolve(text, at: span, hint: { hint($0) }) { self[$0] }
    }

    /// What to write instead of an unknown name.
    private func hint(_ name: String) -> String? {
        if variables.count > Markers.mostNames { return nil }
        let names = (PackageVariables.names + variables.keys.map { "vars.\($0)" }).sorted()
        if let hint = Similarity.hint(for: name, in: names) { return hint }
        if name.hasPrefix("vars.") { return "declare it: vars: {\(name.dropFirst("vars.".count)): …}" }
        return "known before a build: \(names.prefix(40).joined(separator: ", "))"
    }
}
