public import Diagnostics

/// One thing that the files of a package are looked through for (PACKAGE.md §9).
public struct PackageRule: Sendable {
    /// What findings of a rule mean for a package.
    public enum Importance: String, Sendable {
        /// The package is not published.
        case required
        /// They are shown and recorded.
        case warned
        /// The rule is only asked when it is named.
        case off
    }

    /// What the rule is called in `checks.disabled` and on the command line: `setuidgid`.
    public let name: String
    /// What findings mean where nothing else is asked for.
    public let importance: Importance
    /// What the rule asks for, in one sentence.
    public let summary: String
    /// What to do about a finding.
    public let hint: String
    /// Looks at one package.
    let check: @Sendable (LintedPackage) -> [PackageFinding]
}

/// What a rule found in a package.
public struct PackageFinding: Hashable, Sendable {
    /// What is wrong, without the package and without a final stop.
    public let message: String
    /// Where: a path, or a path with what is wrong there, each.
    public let details: [String]

    /// Makes a finding.
    public init(_ message: String, _ details: [String] = []) {
        self.message = message
        self.details = details
    }
}

extension PackageRule {
    /// A rule that asks each file, link and device for one thing.
    ///
    /// - Parameters:
    ///   - finding: what they share, such as "are below dev/": it follows their number.
    ///   - isFound: whether an entry, which is never a directory, is one of them.
    init(
        _ name: String,
        _ importance: Importance,
        summary: String,
        hint: String,
        finding: String,
        where isFound: @escaping @Sendable (LintedTree.Entry, LintedPackage) -> Bool
    ) {
        self.init(name: name, importance: importance, summary: summary, hint: hint) { package in
            .of(package.tree.content { isFound($0, package) }, finding)
        }
    }
}

extension [PackageFinding] {
    /// One finding about all of these paths; none when there are none.
    static func of(_ details: [String], _ finding: String) -> [PackageFinding] {
        if details.isEmpty { return [] }
        return [PackageFinding("\(details.count) \(details.count == 1 ? "file" : "files") \(finding)", details)]
    }
}

extension Diagnostic.Code {
    /// A finding of the rule of that name in a built package.
    public static func packageLint(_ rule: String) -> Diagnostic.Code { work(rule) }
}
