public import Diagnostics
public import JSON

/// What the rules found in one package.
public struct PackageLintReport: Sendable {
    /// One finding, with the rule that it is of.
    public struct Item: Sendable {
        public let rule: PackageRule
        public let finding: PackageFinding
        /// An error when it keeps the package from being published, else a warning.
        public let severity: Diagnostic.Severity
    }

    /// `<name>-<version>-r<epoch>`.
    public let package: String
    /// The findings, by the rules' names.
    public private(set) var items: [Item] = []

    /// Places that are shown of a finding; a report as JSON has all of them.
    private static let shownDetails = 20

    /// A report without findings.
    public init(_ package: String) {
        self.package = package
    }

    /// Whether a finding keeps the package from being published.
    public var hasFailed: Bool { items.contains { $0.severity == .error } }

    /// Takes in a finding.
    public mutating func add(_ finding: PackageFinding, of rule: PackageRule, _ severity: Diagnostic.Severity) {
        items.append(Item(rule: rule, finding: finding, severity: severity))
    }

    /// The findings for people: package, what is wrong, rule, places, and what to do.
    public var diagnostics: [Diagnostic] {
        items.map { item in
            var notes = Array(item.finding.details.prefix(Self.shownDetails))
            let rest = item.finding.details.count - notes.count
            if rest > 0 { notes.append("and \(rest) more") }
            return Diagnostic(
                .packageLint(item.rule.name),
                "\(package): \(item.finding.message) [\(item.rule.name)]",
                severity: item.severity,
                notes: notes,
                hint: item.rule.hint
            )
        }
    }

    /// The findings for programs: `package_name`, and for each linter its findings with `message`, `explain` and `details`
    /// (PACKAGE.md §9); besides, whether they keep the package from being published.
    public var json: JSON {
        var findings: [String: [JSON]] = [:]
        for item in items {
            findings[item.rule.name, default: []].append(
                .object([
                    "message": .string(item.finding.message),
                    "explain": .string(item.rule.hint),
                    "details": .nonEmpty(item.finding.details),
                    "severity": .string(item.severity.rawValue),
                ])
            )
        }
        return .object(["package_name": .string(package), "findings": .sorted(findings.mapValues { .array($0) })])
    }
}
