import ArgumentParser
import Diagnostics
import Glibc

/// How the program talks: results to standard output, all else to standard error.
enum Console {
    /// Whether standard error is a terminal that can show progress in place.
    static let isTerminal = isatty(STDERR_FILENO) == 1 && variable("TERM") != "dumb"
    /// Whether colours are wanted: a terminal, and NO_COLOR not set to anything.
    static let isColoured = isTerminal && (variable("NO_COLOR") ?? "").isEmpty

    /// A number with its noun: `1 error`, `2 errors`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// Writes a line to standard error.
    static func note(_ line: String) {
        writeError(line + "\n")
    }

    /// Writes a line to standard output.
    static func print(_ line: String) { write(line + "\n") }

    /// Writes a text to standard output: as it is, but on a terminal without what would speak to it.
    ///
    /// Names and descriptions of packages may hold anything.
    static func write(_ text: String) {
        if !writeAll(isatty(STDOUT_FILENO) == 1 ? harmless(text) : text, to: STDOUT_FILENO) {
            writeError("error: cannot write to standard output\n")
            Glibc.exit(1)
        }
    }

    /// A text with its control characters replaced, but for ends of lines and tabs.
    private static func harmless(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t" ? "\u{FFFD}" : scalar
                }
            )
        )
    }

    /// Writes to standard error, in one piece.
    static func writeError(_ text: String) {
        _ = writeAll(text, to: STDERR_FILENO)
    }

    private static func writeAll(_ text: String, to descriptor: Int32) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    /// Shows an error with all its parts.
    ///
    /// - Returns: the exit status that it leads to.
    static func show(_ error: any Error) -> Int32 {
        let renderer = DiagnosticRenderer(colour: isColoured)
        let diagnostics = Diagnostic.all(in: error)
        var seen: Set<Diagnostic> = []
        writeError(diagnostics.filter { seen.insert($0).inserted }.map(renderer.render).joined(separator: "\n"))
        // When work has failed, bad input elsewhere is the smaller news.
        return diagnostics.map(\.code.exitStatus).min() ?? 1
    }

    /// Shows a warning with all its parts.
    static func warn(_ diagnostic: Diagnostic) {
        writeError(DiagnosticRenderer(colour: isColoured).render(diagnostic))
    }

    /// Shows wrong usage, or the help that was asked for.
    static func showUsage(_ error: any Error, of command: any ParsableCommand.Type) -> Int32 {
        let text = command.fullMessage(for: error)
        if command.exitCode(for: error).isSuccess {
            print(text)
            return 0
        }
        if !text.isEmpty { writeError(text + "\n") }
        return error is ExitCode ? command.exitCode(for: error).rawValue : 2
    }

    /// Ends the program.
    static func exit(with status: Int32) -> Never {
        Glibc.exit(status)
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
