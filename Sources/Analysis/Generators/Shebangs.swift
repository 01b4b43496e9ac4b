import Diagnostics

/// `cmd:`: the programs that scripts say they are run by (PACKAGE.md §5.8).
struct Shebangs: DependencyGenerator {
    func generate(_ context: AnalysisContext, _ findings: inout Findings) throws(Diagnostic) {
        for entry in context.files where Self.directories.contains(where: { entry.path.hasPrefix($0) }) {
            let bytes = try context.head(entry, Self.longestLine)
            guard bytes.starts(with: "#!".utf8) else { continue }
            let line = bytes.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
            let words = line.split { $0 == 0x20 || (0x09...0x0D).contains($0) }.map { String(decoding: $0, as: UTF8.self) }
            guard let program = Self.program(words) else {
                if !words.isEmpty {
                    findings.warn(
                        "\(context.subject.name): the first line of \(entry.path) does not say which program runs it: #!\(words.joined(separator: " "))",
                        hint: "write it as #!/usr/bin/env PROGRAM, or declare what the script needs"
                    )
                }
                continue
            }
            let name = program.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? ""
            if Self.ignored.contains(name) { continue }
            if let mark = name.firstIndex(of: "=") {
                // The peer takes a setting of env for the program; the dependency is the same here, but nothing can satisfy it.
                findings.warn(
                    "\(context.subject.name): \(entry.path) sets \(name) before its program, and is taken to need a command of that name",
                    hint: "declare what the script needs, and set no-depends in the package's options"
                )
                findings.need("cmd:", name[..<mark], version: String(name[mark...]), .shebang, entry.path)
            } else {
                findings.need("cmd:", name, .shebang, entry.path)
            }
        }
    }

    /// The program of a first line; nil when it asks env for something else than a program.
    private static func program(_ words: [String]) -> String? {
        guard words.first == "/usr/bin/env" else { return words.first }
        if words.count == 2, !words[1].hasPrefix("-") { return words[1] }
        if words.count > 2, words[1] == "-S", !words[2].hasPrefix("-") { return words[2] }
        return nil
    }

    private static let directories = ["usr/bin/", "usr/local/bin/", "usr/local/sbin/"]
    /// Programs that other rules ask for, or that are always there.
    private static let ignored: Set<String> = ["python3", "python", "sh", "awk", "luajit"]
    private static let longestLine = 80
}
