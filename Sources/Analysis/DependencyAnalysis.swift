public import Diagnostics
public import SystemPackage

/// What a package needs from others and offers to them: what its recipe declares and what its files show (PACKAGE.md §5).
public struct DependencyAnalysis: Sendable {
    /// The dependencies of the package, sorted by their bytes.
    public let dependencies: [String]
    /// What the package offers, sorted by its bytes.
    public let provides: [String]
    /// What the package has for its own use: comments in its description.
    public let vendored: [String]
    /// Where each entry comes from, and what was left out.
    public let explanation: Explanation
    /// What in the files could not be understood.
    public let warnings: [Diagnostic]

    /// The rules in the order in which they are applied.
    private static let generators: [any DependencyGenerator] = [
        SharedObjects(), Commands(), Documentation(), PkgConfigModules(), PerlModules(), PythonPackages(), RubyGems(), Shebangs(), Kernel(),
    ]

    /// Looks at a package.
    ///
    /// - Parameter siblings: the trees of all packages of the build, the main one first; links lead into them, and their
    ///   `ld.so.conf.d` counts.
    public init(_ subject: AnalysisSubject, siblings: [FilePath]) throws(Diagnostic) {
        self.init(subject, try Self.findings(subject, siblings: siblings))
    }

    static func findings(_ subject: AnalysisSubject, siblings: [FilePath]) throws(Diagnostic) -> Findings {
        let context = try AnalysisContext(subject, siblings: siblings)
        var findings = Findings()
        for generator in generators { try generator.generate(context, &findings) }
        return findings
    }

    /// Joins what was declared and found, and takes out what is not wanted or not needed (PACKAGE.md §5.10).
    private init(_ subject: AnalysisSubject, _ findings: Findings) {
        var needed = EntryTable(.dependency, findings.dependencies)
        var offered = EntryTable(.provide, findings.provides)
        let kept = EntryTable(.vendored, findings.vendored)
        if subject.exclusions.contains(.commands) {
            offered.omit(.noCommands) { $0.hasPrefix("cmd:") }
            needed.omit(.noCommands) { $0.hasPrefix("cmd:") }
        }
        if subject.exclusions.contains(.dependencies) { needed.omit(.noDepends) { _ in true } }
        if subject.exclusions.contains(.provides) { offered.omit(.noProvides) { _ in true } }
        let own = Set(kept.texts.map(Self.name))
        needed.omit(.vendored) { own.contains($0) }
        needed.declare(subject.declaredDependencies)
        offered.declare(subject.declaredProvides)
        // Also what is declared: nobody needs what comes with the package.
        let provided = Set(offered.texts.map(Self.name))
        needed.omit(.provided, isDeclaredToo: true) { provided.contains($0) }
        dependencies = needed.texts
        provides = offered.texts
        vendored = kept.texts
        warnings = findings.warnings
        explanation = Explanation(subject.name, subject.version, needed: needed, offered: offered, kept: kept, unusable: findings.unusable)
    }

    /// What stands before the version.
    private static func name(_ text: String) -> String { String(text.prefix { $0 != "=" }) }
}
