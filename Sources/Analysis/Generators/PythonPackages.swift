import Files

/// Packages with folders of Python packages need the Python that they are for (PACKAGE.md §5.7).
struct PythonPackages: DependencyGenerator {
    func generate(_ context: AnalysisContext, _ findings: inout Findings) {
        if context.subject.declaredDependencies.contains(where: { $0.hasPrefix("python") }) { return }
        var last: (version: Substring, path: String)?
        for entry in context.subject.tree.entries where entry.kind == .directory && entry.name == "site-packages" {
            guard let parent = entry.directory.split(separator: "/").last, parent.hasPrefix("python") else { continue }
            last = (parent.dropFirst("python".count), entry.path)
        }
        if let last, !last.version.isEmpty { findings.need("", "python-\(last.version)-base", .python, last.path) }
    }
}
