import Diagnostics

/// Splits a text into words as a shell does, without expanding anything (IMAGE.md §13.2).
enum ShellWords {
    static func split(_ text: String) throws(Diagnostic) -> [String] {
        var words: [String] = []
        var word: String?
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case " ", "\t", "\n", "\r", "\r\n":
                if let done = word { words.append(done) }
                word = nil
            case "#" where word == nil:
                rest = rest.drop { $0 != "\n" && $0 != "\r\n" }
            case "'":
                guard let end = rest.firstIndex(of: "'") else { throw open(text) }
                word = (word ?? "") + rest[..<end]
                rest = rest[rest.index(after: end)...]
            case "\"":
                word = (word ?? "") + (try quoted(&rest, text))
            case "\\":
                guard let next = rest.popFirst() else { throw open(text) }
                if next != "\n" { word = (word ?? "") + String(next) }
            default:
                word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        return words
    }

    private static func quoted(_ rest: inout Substring, _ text: String) throws(Diagnostic) -> String {
        var word = ""
        while let character = rest.popFirst() {
            if character == "\"" { return word }
            if character == "\\", let next = rest.first, "\"\\$`".contains(next) {
                word.append(next)
                rest.removeFirst()
            } else {
                word.append(character)
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
