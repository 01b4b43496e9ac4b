/// Packages with folders of Ruby gems need the Ruby that they are for (PACKAGE.md §5.7).
struct RubyGems: DependencyGenerator {
    func generate(_ context: AnalysisContext, _ findings: inout Findings) {
        if context.subject.declaredDependencies.contains(where: { $0 == "ruby" || $0.hasPrefix("ruby-") }) { return }
        let entries = context.subject.tree.entries
        for folder in ["usr/lib/", "lib/"] {
            guard let entry = entries.first(where: { matches(folder + "ruby/gems/[0-9]*.[0-9]*.[0.9]*/gems", $0.path) }) else { continue }
            let parts = entry.directory.dropFirst("\(folder)ruby/gems/".utf8.count).split(separator: ".")
            findings.need("", "ruby-\(parts.prefix(2).joined(separator: "."))", .ruby, entry.path)
            return
        }
    }
}
