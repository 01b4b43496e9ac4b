/// `cmd:`: executable files where shells look for commands (PACKAGE.md §5.4).
struct Commands: DependencyGenerator {
    func generate(_ context: AnalysisContext, _ findings: inout Findings) {
        for entry in context.files where Self.directories.contains(String(entry.directory)) && entry.mode & 0o555 == 0o555 {
            findings.provide("cmd:", entry.name, version: context.version, .command, entry.path)
        }
    }

    private static let directories: Set<String> = ["bin", "sbin", "usr/bin", "usr/sbin"]
}
