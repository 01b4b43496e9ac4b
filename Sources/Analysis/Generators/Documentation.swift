/// What packages of documentation need to be read with (PACKAGE.md §5.5).
struct Documentation: DependencyGenerator {
    func generate(_ context: AnalysisContext, _ findings: inout Findings) {
        guard context.subject.name.hasSuffix("-doc") else { return }
        for entry in context.subject.tree.entries {
            switch entry.directory {
            case "usr/share/man": findings.need("", "man-db", .manualPages, entry.path)
            case "usr/share/info": findings.need("", "texinfo", .infoPages, entry.path)
            default: break
            }
        }
    }
}
