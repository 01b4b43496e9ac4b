import Diagnostics
import Recipes

/// Finds hosts that look like others: a typing mistake, or somebody who hopes for one.
///
/// wolfictl blames the recipe whose name is later in the alphabet. Here it is the host that fewer recipes name, and only where two are
/// even, the later one; a mistake in the first recipe would otherwise be held against all others.
struct HostComparison {
    static let rule = LintRule(
        name: "uri-mimic",
        severity: .error,
        summary: "no host that is fetched from looks like another one",
        check: { _, _ in }  // A recipe by itself says nothing: `RecipeLinter.compare` asks this rule.
    )

    /// Hosts that look alike and are two.
    private static let known: [Set<String>] = [["www.libssh.org", "www.libssh2.org"]]
    /// How many letters may be put in or taken away, a changed one being both, for two hosts to look alike.
    private static let distance = 2

    let diagnostics: [Diagnostic]

    init(_ recipes: [RecipeHosts]) {
        var uses: [String: [HostUse]] = [:]
        for recipe in recipes.sorted(by: { ($0.name, $0.file) < ($1.name, $1.file) }) {
            for use in recipe.uses { uses[use.host, default: []].append(use) }
        }
        let order = uses.sorted { left, right in
            if left.value.count != right.value.count { return left.value.count > right.value.count }
            return (left.value[0].recipe, left.value[0].span.line) < (right.value[0].recipe, right.value[0].span.line)
        }
        var trusted: [(host: [UInt8], use: HostUse)] = []
        var diagnostics: [Diagnostic] = []
        for (host, uses) in order {
            let bytes = Array(host.utf8)
            guard let model = trusted.first(where: { Self.areAlike(bytes, $0.host) && !Self.known.contains([host, $0.use.host]) }) else {
                trusted.append((bytes, uses[0]))
                continue
            }
            for use in uses {
                let finding = Finding(
                    "the host \"\(host)\" looks like \"\(model.use.host)\"",
                    at: use.span,
                    notes: ["\(model.use.host) is in \(model.use.span.description)"],
                    hint: "write the same host, or if both are right:  #nolint:\(Self.rule.name)"
                )
                diagnostics.append(Self.rule.diagnostic(finding))
            }
        }
        self.diagnostics = diagnostics
    }

    /// Whether two hosts differ by little, or in their top levels only.
    static func areAlike(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let dot = UInt8(ascii: ".")
        if let one = left.lastIndex(of: dot), one == right.lastIndex(of: dot), left[..<one] == right[..<one] { return true }
        return areNear(left[...], right[...], within: distance)
    }

    private static func areNear(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>, within limit: Int) -> Bool {
        if abs(left.count - right.count) > limit { return false }
        var (left, right) = (left, right)
        while let byte = left.first, byte == right.first {
            left = left.dropFirst()
            right = right.dropFirst()
        }
        if left.isEmpty || right.isEmpty { return left.count + right.count <= limit }
        if limit == 0 { return false }
        return areNear(left.dropFirst(), right, within: limit - 1) || areNear(left, right.dropFirst(), within: limit - 1)
    }
}

/// The hosts that a recipe fetches from: all that is kept of it until the recipes are compared.
public struct RecipeHosts: Sendable {
    let name: String
    let file: String
    let uses: [HostUse]

    /// The hosts of the addresses called `uri`, in any step of the main pipeline; nil when there are none.
    static func of(_ recipe: Recipe) -> RecipeHosts? {
        var uses: [HostUse] = []
        func collect(_ steps: [Step]) {
            for index in steps.indices {
                collect(steps[index].pipeline)
                guard let text = steps[index].given("uri"), let host = Address(text.text)?.host, !host.isEmpty else { continue }
                if uses.contains(where: { $0.host == host }) { continue }
                uses.append(HostUse(host: host, recipe: recipe.package.name, span: text.span.excerpt))
            }
        }
        collect(recipe.pipeline)
        if uses.isEmpty { return nil }
        return RecipeHosts(name: recipe.package.name, file: recipe.file.name, uses: uses)
    }
}

/// A host with the first place where a recipe names it.
struct HostUse: Sendable {
    let host: String
    let recipe: String
    let span: SourceSpan
}

extension SourceSpan {
    /// The same place in a text of which only this line is left, so that the whole one need not be kept.
    fileprivate var excerpt: SourceSpan {
        let lines = [UInt8](repeating: UInt8(ascii: "\n"), count: line - 1) + Array(file.line(line).utf8)
        return SourceSpan(file: SourceFile(name: file.name, bytes: lines), line: line, column: column, length: length)
    }
}
