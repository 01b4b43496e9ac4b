extension Character {
    /// Whether the languages of recipes skip it. A carriage return with a line feed is one character of its own.
    var isBlank: Bool { [" ", "\t", "\r", "\n", "\r\n"].contains(self) }
}

extension Substring {
    /// The text without the blanks around it.
    var trimmingBlanks: String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        var text = utf8[...]
        while let first = text.first, isBlank(first) { text.removeFirst() }
        while let last = text.last, isBlank(last) { text.removeLast() }
        return String(Substring(text))
    }
}
