/// Finds what makes a text no shell script of the bash dialect, without running anything.
public enum ShellSyntax {
    /// The first place at which a text stops being a script, and why.
    public struct Problem: Hashable, Sendable {
        /// What is wrong, in one sentence without a final stop.
        public let message: String
        /// The place in bytes of UTF-8 from the start of the text.
        public let offset: Int
        /// The line, counted from 1.
        public let line: Int
        /// The column in characters, counted from 1.
        public let column: Int
        /// The likely cause, or what to do.
        public let hint: String?
    }

    /// The first problem of a script; nil when it is well-formed.
    ///
    /// Takes time in proportion to the length of the text. Beyond what `bash -n` sees, the insides of backquotes, of
    /// here-documents, of parameter expansions and of arithmetic are judged too, as far as they can never work.
    public static func firstProblem(in text: String) -> Problem? {
        withBytes(of: text) { buffer in
            guard let start = buffer.baseAddress else { return nil }
            var parser = Parser(start, count: buffer.count)
            return parser.firstFailure().map { Problem($0, in: buffer) }
        }
    }

    /// Whether a script has no command at all: only blanks, comments and continued lines.
    ///
    /// A first line that begins with `#!` and ends in a newline is text to keep, so such a script is not blank.
    public static func isBlank(_ text: String) -> Bool {
        withBytes(of: text) { buffer in
            guard let start = buffer.baseAddress else { return true }
            if buffer.starts(with: "#!".utf8), buffer.contains(Parser.newline) { return false }
            var parser = Parser(start, count: buffer.count)
            return parser.isBlank()
        }
    }

    private static func withBytes<Result>(of text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        text.utf8.withContiguousStorageIfAvailable(body) ?? Array(text.utf8).withUnsafeBufferPointer(body)
    }
}

extension ShellSyntax.Problem {
    init(_ failure: Failure, in text: UnsafeBufferPointer<UInt8>) {
        let before = text[..<failure.offset]
        let start = before.lastIndex(of: Parser.newline).map { $0 + 1 } ?? 0
        message = failure.message
        let endsInReturns = before.indices.contains {
            text[$0] == UInt8(ascii: "\r") && $0 + 1 < text.count && text[$0 + 1] == Parser.newline
        }
        hint = endsInReturns ? "lines end in carriage returns, which the shell takes for parts of words" : failure.hint
        offset = failure.offset
        line = 1 + before.count { $0 == Parser.newline }
        column = 1 + String(decoding: before[start...], as: UTF8.self).count
    }
}
