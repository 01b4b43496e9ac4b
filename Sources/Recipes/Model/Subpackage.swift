public import Diagnostics

/// A subpackage (RECIPE.md §3.3).
public struct Subpackage: Sendable {
    public internal(set) var name = ""
    public internal(set) var condition: LocatedText?
    public internal(set) var description = ""
    public internal(set) var annotations: [String: String] = [:]
    public internal(set) var url = ""
    /// Given in the recipe; empty otherwise.
    public internal(set) var commit = ""
    public internal(set) var dependencies = DependencySection()
    public internal(set) var options: PackageOptions?
    public internal(set) var scriptlets: Scriptlets?
    public internal(set) var disabledChecks: [String] = []
    public internal(set) var pipeline: [Step] = []
    public internal(set) var test: TestSection?
    /// Where its name stands.
    public internal(set) var span: SourceSpan
}
