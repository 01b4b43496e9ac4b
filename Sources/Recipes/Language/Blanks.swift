extension Character {
    /// Whether the languages of recipes skip it. A carriage return with a line feed is one character of its own.
    var isBlank: Bool { [" ", "\t", "\r", "\n", "\r\n"].contains(self) }
}

extension Substring {
    var trimmingBlanks: String {
        String(drop(while: \.isBlank).reversed().drop(while: \.isBlank).reversed())
    }
}
