import Diagnostics
import Recipes

/// Looks for sources that an update would leave at the old version (WOLFICTL.md §3, fetch-templating).
///
/// At least one source of an automatically updated package must hold a variable; where one does, no other may hold a version.
enum SourceTemplating {
    /// An address or tag as the recipe has it, before variables were replaced.
    private struct Source {
        let input: NamedText
        let written: String
        let names: [String]
    }

    static func check(_ recipe: Recipe, _ findings: inout [Finding]) {
        if !recipe.update.isEnabled || recipe.update.isManual { return }
        var sources: [Source] = []
        var isReferenceOfVersion = false
        let transforms = recipe.transforms
        lazy var derived = derivedVariables(transforms)
        func isOfVersion(_ names: [String]) -> Bool {
            names.contains { name in
                name.hasPrefix("package.version") || name.hasPrefix("package.full-version")
                    || name.hasPrefix("vars.") && (derived.contains(name) || !name.offsets(of: "version").isEmpty)
            }
        }
        RecipeLinter.forEachPipeline(of: recipe) { steps in
            RecipeLinter.forEachStep(of: steps, using: ["fetch", "git-checkout"]) { step, uses in
                add(step.given(uses.text == "fetch" ? "uri" : "tag"), to: &sources)
                guard uses.text == "git-checkout", let reference = step.given("ref") else { return }
                if isOfVersion(Reference.names(in: reference.span.written)) { isReferenceOfVersion = true }
            }
        }
        if !sources.isEmpty, !isReferenceOfVersion, sources.allSatisfy({ $0.names.isEmpty }) {
            report(sources, &findings)
            return
        }
        for source in sources
        where !source.names.contains("package.version") && holdsVersion(source, of: recipe.package) && !isOfVersion(source.names) {
            findings.append(
                Finding(
                    "\(source.input.name) holds a version, which an update would not change",
                    at: source.input.span,
                    hint: "put ${{package.version}} in its place, or a variable that var-transforms makes of it"
                )
            )
        }
    }

    private static func report(_ sources: [Source], _ findings: inout [Finding]) {
        let hint = "write ${{package.version}} for the version in it, or a variable that var-transforms makes of it"
        let others = sources.dropFirst().map { "\($0.input.name) in line \($0.input.span.line) has none either" }
        let message = "updates would not change what is fetched: \(sources[0].input.name) has no variable in it"
        findings.append(Finding(message, at: sources[0].input.span, notes: Array(others), hint: hint))
    }

    /// Adds an input; copies of a subpackage share one.
    private static func add(_ input: NamedText?, to sources: inout [Source]) {
        guard let input, !input.text.isEmpty, !sources.contains(where: { $0.input.span == input.span }) else { return }
        let written = input.span.written
        sources.append(Source(input: input, written: written, names: Reference.names(in: written)))
    }

    /// The variables that transforms make of the version.
    private static func derivedVariables(_ transforms: [VariableTransform]) -> Set<String> {
        var derived: Set<String> = ["package.version", "package.full-version"]
        for transform in transforms where Reference.names(in: transform.from).contains(where: derived.contains) {
            derived.insert("vars.\(transform.to)")
        }
        return derived
    }

    private static func holdsVersion(_ source: Source, of package: PackageSection) -> Bool {
        if source.input.name == "tag" { return source.written == package.version || source.written == "v\(package.version)" }
        let offsets = source.written.offsets(of: package.name)
        if offsets.isEmpty { return false }
        let bytes = Array(source.written.utf8)
        for offset in offsets where offset == 0 || bytes[offset - 1] == UInt8(ascii: "/") {
            if isVersion(bytes[(offset + package.name.utf8.count)...]) { return true }
        }
        return false
    }

    /// Whether what follows a name in an address is a version: `-1.2`, `_v1.2.3`, or `/1.2.3-rc1/` as a part of the path.
    private static func isVersion(_ rest: ArraySlice<UInt8>) -> Bool {
        guard let separator = rest.first, "-_/".utf8.contains(separator) else { return false }
        var rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "v") { rest = rest.dropFirst() }
        func skipDigits() -> Bool {
            let after = rest.drop(while: \.isDigit)
            defer { rest = after }
            return after.count < rest.count
        }
        guard skipDigits(), rest.popFirst() == UInt8(ascii: "."), skipDigits() else { return false }
        if separator != UInt8(ascii: "/") { return true }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard skipDigits() else { return false }
        }
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
            rest = rest.dropFirst().drop { $0.isWord || $0 == UInt8(ascii: ".") }
        }
        return rest.first == UInt8(ascii: "/")
    }
}
