import Diagnostics

/// `pc:`: modules of pkg-config, and those that they require (PACKAGE.md §5.6).
struct PkgConfigModules: DependencyGenerator {
    func generate(_ context: AnalysisContext, _ findings: inout Findings) throws(Diagnostic) {
        for entry in context.files where entry.name.hasSuffix(".pc") {
            let text = String(decoding: try context.head(entry, Self.largestFile), as: UTF8.self)
            let file: PkgConfigFile
            do throws(PkgConfigFile.Problem) {
                file = try PkgConfigFile(text)
            } catch {
                findings.warn(
                    "\(context.subject.name): line \(error.line) of \(entry.path) is neither a variable nor a field, so the module is not offered",
                    hint: "mend the file, or remove it"
                )
                continue
            }
            let name = entry.name.dropLast(3)
            guard Self.directories.contains(String(entry.directory)) else {
                findings.vendor("pc:", name, version: context.version, .privateModule, entry.path)
                continue
            }
            findings.provide("pc:", name, version: context.version, .module, entry.path)
            for module in file.requirements { findings.need("pc:", module, .requiredModule, entry.path) }
        }
    }

    private static let directories: Set<String> = [
        "usr/lib/pkgconfig", "usr/lib64/pkgconfig", "usr/share/pkgconfig", "usr/local/lib/pkgconfig", "usr/local/share/pkgconfig",
    ]
    private static let largestFile = 1 << 20
}
