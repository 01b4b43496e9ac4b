/// How a text is written in YAML so that it is read back as the same text.
enum YAMLScalar {
    /// A text in one line: without quotes when nobody can take it for anything else, in double quotes otherwise.
    static func line(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    /// A text of several lines as a literal block, the newline at its end included; nil when it has one line, or cannot be a block.
    static func block(_ text: String, indent: String) -> String? {
        guard text.utf8.contains(0x0A), let first = text.utf8.first, ![0x20, 0x09, 0x0A].contains(first) else { return nil }
        guard text.unicodeScalars.allSatisfy({ $0 == "\n" || isPrintable($0) }) else { return nil }
        var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
        let trailing = text.utf8.reversed().prefix { $0 == 0x0A }.count
        let header = trailing == 0 ? "|-" : trailing == 1 ? "|" : "|+"
        // The last newline is the line's own.
        if trailing > 0 { lines.removeLast() }
        // Blanks alone could be taken for indentation.
        if let last = lines.last, !last.isEmpty, last.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return nil }
        return header + "\n" + lines.map { $0.isEmpty ? "\n" : indent + $0 + "\n" }.joined()
    }

    /// Words that some reader takes for something else than a text.
    private static let reserved: Set = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"]

    private static func isPlain(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last, isLetter(first) || first == UInt8(ascii: "/") || first == UInt8(ascii: "_")
        else { return false }
        if last == UInt8(ascii: " ") || last == UInt8(ascii: ":") || reserved.contains(text.lowercased()) { return false }
        var previous: UInt8 = 0
        for byte in bytes {
            let isSafe = isLetter(byte) || (0x30...0x39).contains(byte) || Self.safe.contains(byte)
            if !isSafe || (byte == 0x20 && previous == UInt8(ascii: ":")) { return false }
            previous = byte
        }
        return true
    }

    private static let safe = Set(" -_./+=:~@(),;<>$".utf8)

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    /// A text in double quotes.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default:
                if isPrintable(scalar) { quoted.unicodeScalars.append(scalar) } else { quoted += escape(scalar) }
            }
        }
        return quoted + "\""
    }

    /// What may stand in a YAML text as it is, and is no kind of line break.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let hex = String(scalar.value, radix: 16, uppercase: true)
        let (letter, width) = scalar.value < 0x100 ? ("x", 2) : ("u", 4)
        return "\\" + letter + String(repeating: "0", count: width - hex.count) + hex
    }
}
