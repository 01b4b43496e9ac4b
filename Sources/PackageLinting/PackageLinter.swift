public import Diagnostics

/// Looks packages through for what the rules ask for (PACKAGE.md §9).
public struct PackageLinter: Sendable {
    /// All rules that are asked about one package, in the order of their names.
    public static let rules: [PackageRule] =
        (placeRules + mergeRules + modeRules + fileNameRules + documentationRules + testRules + duplicateRules + foreignRules
        + pythonRules + contentRules + hardeningRules)
        .sorted { $0.name < $1.name }

    private let selection: LintSelection

    /// - Parameter selection: which findings matter how much.
    public init(_ selection: LintSelection = .standard) {
        self.selection = selection
    }

    /// What the rules find in a package.
    ///
    /// - Throws: when the package disables a rule that there is none of.
    public func lint(_ package: LintedPackage) throws(Diagnostic) -> PackageLintReport {
        try LintSelection.check(package.disabled, named: "checks.disabled of \(package.name)")
        var report = PackageLintReport(package.title)
        for rule in Self.rules {
            guard let severity = selection.severity(of: rule, disabled: package.disabled) else { continue }
            for finding in rule.check(package) { report.add(finding, of: rule, severity) }
        }
        return report
    }
}
