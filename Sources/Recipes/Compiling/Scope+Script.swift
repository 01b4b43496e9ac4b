import Diagnostics
import ShellSyntax

extension Scope {
    /// The shell text of a step with its variables replaced; nothing of it is left when it holds no command (RECIPE.md §8.1).
    ///
    /// - Parameter robustMarkers: the variables of the script, when plain words in their places cannot make it anything else than shell.
    /// - Throws: `bad-script` at the place of the first thing that is no shell.
    func script(_ runs: LocatedText, robustMarkers: [Markers.Marker]?) throws(Diagnostic) -> String {
        if let robustMarkers {
            let values = try values(of: robustMarkers, in: runs.text, at: runs.span)
            if values.allSatisfy(ScriptValue.isPlain) {
                let size = values.reduce(runs.text.utf8.count) { $0 + $1.utf8.count }
                // Counted also where nobody reads it: a check finds what a build would.
                try context.take(size, at: runs.span)
                if !context.keepsScripts { return "" }
                let text = Markers.fill(runs.text, robustMarkers, values, size: runs.text.utf8.count)
                return ShellSyntax.isBlank(text) ? "" : text
            }
        }
        context.isArchitectureUsed = false
        let text = try resolve(runs.text, at: runs.span)
        // The end of a here-document is the only word whose letters matter.
        if context.isArchitectureUsed, text.utf8.holdsHereDocument { context.dependsOnArchitecture = true }
        try context.take(text.utf8.count, at: runs.span)
        if let problem = ShellSyntax.firstProblem(in: text) {
            throw Diagnostic(
                .badScript,
                "this is not shell: \(problem.message)",
                at: place(problem, in: text, runs.span),
                hint: problem.hint
            )
        }
        return ShellSyntax.isBlank(text) ? "" : text
    }

    /// Where the problem stands in the recipe: in the line of its text, when that line has no variable that was replaced.
    private func place(_ problem: ShellSyntax.Problem, in text: String, _ span: SourceSpan) -> SourceSpan {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.indices.contains(problem.line - 1) else { return span }
        let line = String(decoding: lines[problem.line - 1], as: UTF8.self)
        let lead = line.prefix { $0 == " " || $0 == "\t" }
        let place = span.locating(String(line.dropFirst(lead.count)))
        if place == span { return span }
        let column = place.column + problem.column - 1 - lead.count
        return SourceSpan(file: place.file, line: place.line, column: max(1, column), length: 1)
    }
}

/// What a variable puts into a script.
private enum ScriptValue {
    /// Words that mean something to the shell where a command may stand.
    private static let reserved: Set = [
        "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "select", "function", "time",
        "coproc", "in",
    ]

    /// Whether it is words that mean nothing to the shell.
    static func isPlain(_ value: String) -> Bool {
        guard value.utf8.allSatisfy(isPlain) else { return false }
        // The longest has eight letters, and few values are that short.
        if value.utf8.count > 8, !value.utf8.contains(UInt8(ascii: " ")) { return true }
        // Most values are one word.
        if !value.utf8.contains(UInt8(ascii: " ")) {
            return !value.utf8.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 } || !reserved.contains(value)
        }
        return !value.utf8.split(separator: UInt8(ascii: " ")).contains { reserved.contains(String(Substring($0))) }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: " "), UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "+"):
            true
        default: false
        }
    }
}

extension String.UTF8View {
    /// Whether `<<` stands anywhere in a script.
    fileprivate var holdsHereDocument: Bool {
        var isBehindSign = false
        for byte in self {
            let isSign = byte == UInt8(ascii: "<")
            if isSign, isBehindSign { return true }
            isBehindSign = isSign
        }
        return false
    }
}
