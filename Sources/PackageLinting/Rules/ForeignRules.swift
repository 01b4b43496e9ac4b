extension PackageLinter {
    /// Files that are for other systems and processors, told by their paths (PACKAGE.md §9).
    static let foreignRules = [
        PackageRule(
            "nonlinux",
            .warned,
            summary: "no path speaks of another operating system",
            hint: "remove what only macOS or Windows can use",
            finding: "named after another operating system"
        ) { entry, _ in
            let path = entry.path.lowercased()
            return otherSystems.contains { path.contains($0) }
        },
        PackageRule(
            "unsupportedarch",
            .warned,
            summary: "no path speaks of an architecture that packages are not built for",
            hint: "remove what only other processors can use",
            finding: "named after another architecture"
        ) { entry, _ in isForOtherProcessor(entry.path.lowercased()) },
    ]

    private static let otherSystems = ["darwin", "macos", "mac_os", "mac-os", "osx", "os_x", "os-x", "windows", "win32", "win64"]

    private static let otherProcessors = [
        "i386", "i686", "x86_32", "x86-32", "ppc64", "ppc64le", "powerpc", "s390", "s390x", "mips", "mipsel", "mips64", "riscv", "riscv64",
        "sparc", "sparc64", "ia64", "m68k",
    ]
    private static let supportedProcessors = ["aarch64", "arm64", "amd64", "x86_64", "x86-64"]

    private static func isForOtherProcessor(_ path: String) -> Bool {
        let components = path.split(separator: "/")
        guard let name = components.last, !supportedProcessors.contains(where: { path.contains($0) }) else { return false }
        let folders = components.dropLast().dropFirst()
        return otherProcessors.contains { processor in
            folders.contains { $0.hasPrefix(processor) } || isPart(processor, of: name)
        }
    }

    /// Whether a word is in a name with a separator before it, and behind it the same one, a dot, or the end.
    private static func isPart(_ word: String, of name: Substring) -> Bool {
        ["-", "_", "."].contains { (separator: Character) in
            let parts = name.split(separator: separator, omittingEmptySubsequences: false)
            // What a word with the separator in it is made of comes apart too.
            let wordParts = word.split(separator: separator)
            return parts.indices.dropFirst().contains { start in
                let rest = parts[start...].prefix(wordParts.count)
                guard rest.count == wordParts.count, rest.dropLast().elementsEqual(wordParts.dropLast()) else { return false }
                guard let last = rest.last, let wanted = wordParts.last else { return false }
                return last == wanted || last.hasPrefix(wanted + ".")
            }
        }
    }
}
