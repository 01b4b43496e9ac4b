import Diagnostics

/// Splits a text into words, without expanding anything (IMAGE.md §13.2).
///
/// By paths, as apko's google/shlex does: a backslash stands for whatever follows it, also a line break, and in double quotes too.
/// Otherwise as POSIX shells do.
enum ShellWords {
    static func split(_ text: String, order: LayerOrder) throws(Diagnostic) -> [String] {
        var words: [String] = []
        var word: String.UnicodeScalarView?
        func add(_ scalars: some Sequence<Unicode.Scalar>) {
            word = word ?? String.UnicodeScalarView()
            word?.append(contentsOf: scalars)
        }
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case " ", "\t", "\n", "\r":
                if let done = word { words.append(String(done)) }
                word = nil
            case "#" where word == nil:
                rest = rest.drop { $0 != "\n" }
            case "'":
                guard let end = rest.firstIndex(of: "'") else { throw open(text) }
                add(rest[..<end])
                rest = rest[rest.index(after: end)...]
            case "\"":
                add(try quoted(&rest, text, order))
            case "\\":
                guard let next = rest.popFirst() else { throw open(text) }
                if order == .path || next != "\n" { add([next]) }
            default:
                add([scalar])
            }
        }
        if let word { words.append(String(word)) }
        return words
    }

    private static func quoted(
        _ rest: inout String.UnicodeScalarView.SubSequence,
        _ text: String,
        _ order: LayerOrder
    ) throws(Diagnostic) -> String.UnicodeScalarView {
        var word = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if scalar == "\"" { return word }
            if scalar == "\\", let next = rest.first, order == .path || "\"\\$`".unicodeScalars.contains(next) {
                word.append(next)
                rest.removeFirst()
            } else {
                word.append(scalar)
            }
        }
        throw open(text)
    }

    private static func open(_ text: String) -> Diagnostic {
        Diagnostic(.badCommand, "\"\(text)\" has a quote that is not closed")
    }
}

extension Diagnostic.Code {
    /// A command line in a configuration that cannot be split into words.
    static let badCommand = input("bad-command")
}
