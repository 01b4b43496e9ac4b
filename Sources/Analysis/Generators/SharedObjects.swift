import Diagnostics
import ELF
import Files
import SystemPackage

/// `so:` and `so-ver:`: what programs and libraries are linked with, and the libraries themselves (PACKAGE.md §5.2, §5.3).
struct SharedObjects: DependencyGenerator {
    func generate(_ context: AnalysisContext, _ findings: inout Findings) throws(Diagnostic) {
        for entry in context.subject.tree.entries {
            switch entry.kind {
            case .regular:
                let file = try context.subject.tree.reading(entry) { path throws(Diagnostic) in try ELFFile(path) }
                if let file { linking(of: file, entry, context, &findings) }
            case .symbolicLink:
                if entry.path.contains(".so") { try link(entry, context, &findings) }
                // Where the link stands decides what the file that it leads to means under this name.
                if let path = context.target(of: entry), let file = try? ELFFile(path) { linking(of: file, entry, context, &findings) }
            default: break
            }
        }
    }

    /// A link of a development package leads to the library of another package of the build.
    private func link(_ entry: AnalysisTree.Entry, _ context: AnalysisContext, _ findings: inout Findings) throws(Diagnostic) {
        guard let target = entry.linkTarget.utf8.split(separator: UInt8(ascii: "/")).last.map({ String(Substring($0)) }) else { return }
        if let soname = try Self.soname(of: target, context) {
            if !HostLibraries.contains(soname) { findings.need("so:", soname, .libraryLink, entry.path) }
        } else {
            findings.leaveOpen(target, entry.path)
        }
    }

    /// The soname of a library that some package of the build has in a folder of the linker.
    private static func soname(of name: String, _ context: AnalysisContext) throws(Diagnostic) -> String? {
        for tree in context.siblings {
            let root = try RootedDirectory(tree, resolution: .asRoot)
            for directory in context.libraryDirectories.paths {
                guard let path = root.locateOnHost("\(directory)/\(name)"), FileStatus.ifPresent(path)?.kind == .regular else { continue }
                if let soname = try? ELFFile(path)?.soname { return soname }
            }
        }
        return nil
    }

    private func linking(of file: ELFFile, _ entry: AnalysisTree.Entry, _ context: AnalysisContext, _ findings: inout Findings) {
        if let interpreter = file.interpreter?.utf8.split(separator: UInt8(ascii: "/")).last.map({ String(Substring($0)) }) {
            let isMusl = interpreter.hasPrefix("ld-musl")
            findings.need("so:", isMusl ? "libc.musl\(interpreter.dropFirst(7))" : interpreter, .interpreter, entry.path)
        }
        for name in file.needed where name.contains(".so.") && !HostLibraries.contains(name) {
            findings.need("so:", name, .neededLibrary, entry.path)
        }
        if file.interpreter == nil || entry.name.contains(".so.") || entry.name.hasSuffix(".so") {
            let isPublic = context.libraryDirectories.contains(entry.directory)
            for soname in file.sonames where !HostLibraries.contains(soname) {
                for (namespace, version) in [("so:", "=\(Self.version(of: soname))"), ("so-ver:", context.version)] {
                    if isPublic {
                        findings.provide(namespace, soname, version: version, .library, entry.path)
                    } else {
                        findings.vendor(namespace, soname, version: version, .privateLibrary, entry.path)
                    }
                }
            }
        }
        if Self.usesValidatedCryptography(file) {
            for name in ["openssl-config-fipshardened", "so:libcrypto.so.3"] {
                findings.need("", name, .validatedCryptography, entry.path)
            }
        }
    }

    /// The part of a soname after `.so.`, when it is a version; else 0.
    private static func version(of soname: String) -> String {
        guard let start = soname.firstRange(of: ".so.") else { return "0" }
        var text = soname[start.upperBound...]
        if let next = text.firstRange(of: ".so.") { text = text[..<next.lowerBound] }
        return !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") } ? String(text) : "0"
    }

    /// Whether a Go program was built to use the system's OpenSSL for all cryptography (PACKAGE.md §5.2.6).
    private static func usesValidatedCryptography(_ file: ELFFile) -> Bool {
        guard let go = file.goBuildInformation, go["CGO_ENABLED"] == "1" else { return false }
        let experiments = ["boringcrypto", "systemcrypto", "opensslcrypto"]
        return go["GOEXPERIMENT"].map(experiments.contains) == true || go["microsoft_systemcrypto"] == "1"
    }
}
