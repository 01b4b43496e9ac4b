/// Packages with folders of Perl modules need the Perl that they are for (PACKAGE.md §5.7).
///
/// The version is that of the folder `perl5` wherever it stands; the peer takes another part of the path below `lib/`.
struct PerlModules: DependencyGenerator {
    func generate(_ context: AnalysisContext, _ findings: inout Findings) {
        if context.subject.declaredDependencies.contains("perl") { return }
        let entries = context.subject.tree.entries
        for folder in ["usr/lib/", "lib/"] {
            guard let entry = entries.first(where: { matches(folder + "perl[0-9]*/*_perl", $0.path) }) else { continue }
            let version = entry.directory.dropFirst(folder.utf8.count + 4)
            findings.need("perl~", version, .perl, entry.path)
            return
        }
    }
}
