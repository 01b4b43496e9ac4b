public import Diagnostics
import YAML

/// Files of variables that go with a build (RECIPE.md §5, §10).
public enum VariableFiles {
    /// A YAML map of variables, the content of `--vars-file`.
    public static func variables(_ file: SourceFile) throws(Diagnostic) -> [String: String] {
        let node = try Node.parse(file)
        if node.isNull { return [:] }
        let fields = try Fields(node, "the file of variables")
        var variables: [String: String] = [:]
        for entry in fields.all {
            guard let text = entry.value.text else {
                throw Diagnostic(.wrongType, "\(entry.name) must be a scalar, not \(entry.value.kindName)", at: entry.value.span)
            }
            variables[entry.name] = entry.value.isNull ? "" : text
        }
        return variables
    }

    /// Lines `NAME=value`, the content of `--env-file`: with `export`, quotes, comments, and `$NAME` of lines before.
    public static func environment(_ file: SourceFile) throws(Diagnostic) -> [String: String] {
        var reader = EnvironmentReader(file)
        return try reader.read()
    }
}

/// Reads the lines of an environment file.
private struct EnvironmentReader {
    private let file: SourceFile
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var variables: [String: String] = [:]

    init(_ file: SourceFile) {
        self.file = file
        bytes = file.bytes
    }

    mutating func read() throws(Diagnostic) -> [String: String] {
        while true {
            skip { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
            guard position < bytes.count else { return variables }
            if bytes[position] == UInt8(ascii: "#") {
                skip { $0 != 0x0A }
                continue
            }
            try readLine()
        }
    }

    private mutating func readLine() throws(Diagnostic) {
        let start = line
        var name = takeName()
        if name == "export", position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 {
            skip { $0 == 0x20 || $0 == 0x09 }
            name = takeName()
        }
        skip { $0 == 0x20 || $0 == 0x09 }
        guard !name.isEmpty, position < bytes.count, bytes[position] == UInt8(ascii: "=") || bytes[position] == UInt8(ascii: ":") else {
            throw Diagnostic(
                .badValue,
                "this is not a variable",
                at: SourceSpan(file: file, line: start, column: 1),
                hint: "write NAME=value, one to a line"
            )
        }
        position += 1
        skip { $0 == 0x20 || $0 == 0x09 }
        variables[name] = try value(start)
        skip { $0 != 0x0A }
    }

    private mutating func value(_ start: Int) throws(Diagnostic) -> String {
        guard position < bytes.count else { return "" }
        let quote = bytes[position]
        guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return unquoted() }
        position += 1
        var text: [UInt8] = []
        while position < bytes.count, bytes[position] != quote {
            if bytes[position] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), position + 1 < bytes.count {
                let escaped = bytes[position + 1]
                switch escaped {
                case UInt8(ascii: "n"): text.append(0x0A)
                case UInt8(ascii: "r"): text.append(0x0D)
                // Kept apart from what a variable begins with until that is replaced.
                case UInt8(ascii: "$"): text += [UInt8(ascii: "\\"), escaped]
                default: text.append(escaped)
                }
                advance()
            } else {
                text.append(bytes[position])
            }
            advance()
        }
        guard position < bytes.count else {
            throw Diagnostic(.badValue, "this value's quote is never closed", at: SourceSpan(file: file, line: start, column: 1))
        }
        position += 1
        return quote == UInt8(ascii: "'") ? String(decoding: text, as: UTF8.self) : expanded(text)
    }

    private mutating func unquoted() -> String {
        var text: [UInt8] = []
        while position < bytes.count, bytes[position] != 0x0A {
            text.append(bytes[position])
            position += 1
        }
        // The last "#" behind a blank begins the comment.
        let comment = text.indices.dropFirst().last { text[$0] == UInt8(ascii: "#") && [0x20, 0x09].contains(text[$0 - 1]) }
        if let comment { text.removeSubrange(comment...) }
        while let last = text.last, [0x20, 0x09, 0x0D].contains(last) { text.removeLast() }
        return expanded(text)
    }

    /// Replaces `$NAME` and `${NAME}` by lines before; unknown ones become empty.
    private func expanded(_ text: [UInt8]) -> String {
        var result: [UInt8] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "$") {
                result.append(UInt8(ascii: "$"))
                rest.removeFirst()
            } else if byte == UInt8(ascii: "$") {
                let isBraced = rest.first == UInt8(ascii: "{")
                let name = rest.dropFirst(isBraced ? 1 : 0).prefix { Self.isNameByte($0) && !(0x61...0x7A).contains($0) }
                let isClosed = !isBraced || rest[name.endIndex...].first == UInt8(ascii: "}")
                if name.isEmpty || !isClosed {
                    result.append(byte)
                } else {
                    result += Array((variables[String(decoding: name, as: UTF8.self)] ?? "").utf8)
                    rest = rest[name.endIndex...].dropFirst(isBraced ? 1 : 0)
                }
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private mutating func takeName() -> String {
        let start = position
        while position < bytes.count, Self.isNameByte(bytes[position]) || bytes[position] == UInt8(ascii: ".") { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: byte == UInt8(ascii: "_")
        }
    }

    private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
        while position < bytes.count, isSkipped(bytes[position]) { advance() }
    }

    private mutating func advance() {
        if position < bytes.count, bytes[position] == 0x0A { line += 1 }
        position += 1
    }
}
