public import Diagnostics

/// Which rules are asked, and whether a finding keeps a package from being published.
public struct LintSelection: Sendable {
    /// Each rule as it is by default.
    public static let standard = LintSelection()

    private var required: Set<String>
    private var warned: Set<String>
    /// Whether the caller named the rules whose findings are shown: then they are shown whatever recipes say.
    private var isWarnedNamed = false

    private init() {
        required = Set(Self.names(.required))
        warned = Set(Self.names(.warned))
    }

    /// A selection of a caller.
    ///
    /// - Parameters:
    ///   - required: the rules that must find nothing; nil for those that must by default.
    ///   - warned: the rules whose findings are only shown; nil for those that are by default.
    /// - Throws: `unknown-linter` for a name that no rule has.
    public init(required: [String]?, warned: [String]?) throws(Diagnostic) {
        self.init()
        if let required {
            try Self.check(required, named: "--lint-require")
            self.required = Set(required)
        }
        if let warned {
            try Self.check(warned, named: "--lint-warn")
            self.warned = Set(warned)
            isWarnedNamed = true
        }
    }

    /// How much findings of a rule matter; nil when the rule is not asked.
    ///
    /// - Parameter disabled: the rules that the package disables: of those that must find nothing the package's own findings become
    ///   warnings (PACKAGE.md §9), of those whose findings are shown by default they are left out.
    public func severity(of rule: PackageRule, disabled: [String]) -> Diagnostic.Severity? {
        if required.contains(rule.name) { return disabled.contains(rule.name) ? .warning : .error }
        // Of what is only shown anyway, the recipe has said that it is as it should be.
        return warned.contains(rule.name) && (isWarnedNamed || !disabled.contains(rule.name)) ? .warning : nil
    }

    /// The selection as a text, equal for equal ones.
    public var text: String {
        "required: \(required.sorted().joined(separator: ", "))\n\(isWarnedNamed ? "shown" : "warned"): \(warned.sorted().joined(separator: ", "))\n"
    }

    /// The names of the rules of an importance, sorted.
    public static func names(_ importance: PackageRule.Importance) -> [String] {
        allRules.filter { $0.importance == importance }.map(\.name)
    }

    /// Every rule there is, also those that look at more than one package, sorted by name.
    public static let allRules = (PackageLinter.rules + PackageLinter.repositoryRules).sorted { $0.name < $1.name }

    /// Checks that each of these is the name of a rule.
    ///
    /// - Parameter place: where the names are, for the message.
    /// - Throws: `unknown-linter`.
    public static func check(_ names: [String], named place: String) throws(Diagnostic) {
        let known = allRules.map(\.name)
        for name in names where !known.contains(name) {
            throw Diagnostic(
                .unknownLinter,
                "unknown linter \"\(name)\" in \(place)",
                hint: Similarity.hint(for: name, in: known) ?? "see cuttle lint --list-rules"
            )
        }
    }
}

extension Diagnostic.Code {
    /// The name of a rule that does not exist.
    public static let unknownLinter = input("unknown-linter")
}
