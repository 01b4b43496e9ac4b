import Diagnostics

/// The variables `${{…}}` of recipes and the two ways in which they are replaced (RECIPE.md §4).
struct Substitution: Sendable {
    /// Values by name without the marker: `package.version`.
    var values: [String: String]

    /// Replaces variables written without blanks, in one pass; all else stays as it is, without error (RECIPE.md §4.2).
    func replaceExactly(in text: String) -> String {
        guard text.utf8.containsMarker else { return text }
        return Markers.replace(in: text) { name in values[name] }
    }

    /// Replaces every variable, blanks around its name allowed; an unknown one is an error (RECIPE.md §4.1).
    func resolve(_ text: String, at span: SourceSpan?) throws(Diagnostic) -> String {
        try resolve(text, at: span) { name throws(Diagnostic) in values[name] }
    }

    /// The same with a lookup of the caller's.
    func resolve(
        _ text: String,
        at span: SourceSpan?,
        lookup: (String) throws(Diagnostic) -> String?
    ) throws(Diagnostic) -> String {
        try Markers.resolve(text, at: span, names: { values.keys.sorted() }, lookup: lookup)
    }
}

/// The syntax of variables in texts.
enum Markers {
    private static let dollar = UInt8(ascii: "$")
    private static let open = UInt8(ascii: "{")
    private static let close = UInt8(ascii: "}")

    /// Bytes that a text may grow to; variables that hold one another would otherwise double it as often as they like.
    private static let longest = 1 << 20

    /// Replaces what `lookup` knows; no brace is part of a name, so that a text full of markers is still read only once.
    static func replace(in text: String, lookup: (String) -> String?) -> String {
        var result: [UInt8] = []
        var text = text
        text.withUTF8 { bytes in
            var position = 0
            while let marker = firstMarker(in: bytes, from: position) {
                result.append(contentsOf: bytes[position..<marker])
                var end = marker + 3
                while end < bytes.count, bytes[end] != open, bytes[end] != close { end += 1 }
                let isClosed = end + 1 < bytes.count && bytes[end] == close && bytes[end + 1] == close
                if isClosed, let value = lookup(String(decoding: bytes[(marker + 3)..<end], as: UTF8.self)) {
                    result.append(contentsOf: value.utf8)
                    position = end + 2
                } else {
                    result.append(contentsOf: bytes[marker..<(marker + 3)])
                    position = marker + 3
                }
            }
            result.append(contentsOf: bytes[position...])
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Replaces every variable.
    ///
    /// - Parameters:
    ///   - names: what there is, for a hint.
    ///   - lookup: the value of a name; nil when it is unknown.
    static func resolve(
        _ text: String,
        at span: SourceSpan?,
        names: () -> [String],
        lookup: (String) throws(Diagnostic) -> String?
    ) throws(Diagnostic) -> String {
        guard text.utf8.containsMarker else { return text }
        var result: [UInt8] = []
        let bytes = Array(text.utf8)
        var position = 0
        while let marker = bytes.withUnsafeBufferPointer({ firstMarker(in: $0, from: position) }) {
            result.append(contentsOf: bytes[position..<marker])
            guard let end = closing(bytes, from: marker + 3) else {
                throw Diagnostic(.badVariable, "a variable that begins with \"${{\" is not closed with \"}}\"", at: span)
            }
            let name = trimmed(bytes[(marker + 3)..<end])
            if name.isEmpty { throw Diagnostic(.badVariable, "a variable without a name", at: span) }
            guard let value = try lookup(name) else {
                throw Diagnostic(.badVariable, "unknown variable \"\(name)\"", at: span, hint: Similarity.hint(for: name, in: names()))
            }
            result.append(contentsOf: value.utf8)
            if result.count > longest {
                throw Diagnostic(.limit, "with its variables, the text would be longer than \(longest) bytes", at: span)
            }
            position = end + 2
        }
        result.append(contentsOf: bytes[position...])
        return String(decoding: result, as: UTF8.self)
    }

    /// The variables that a text refers to, blanks around their names taken off.
    static func names(in text: String) -> [String] {
        guard text.utf8.containsMarker else { return [] }
        let bytes = Array(text.utf8)
        var names: [String] = []
        var position = 0
        while let marker = bytes.withUnsafeBufferPointer({ firstMarker(in: $0, from: position) }) {
            guard let end = closing(bytes, from: marker + 3) else { break }
            names.append(trimmed(bytes[(marker + 3)..<end]))
            position = end + 2
        }
        return names
    }

    private static func closing(_ bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == close, bytes[index + 1] == close { return index }
            index += 1
        }
        return nil
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        var bytes = bytes.drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where the next `${{` begins.
    static func firstMarker(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard bytes.count >= 3 else { return nil }
        var index = start
        let end = bytes.count - 2
        while index < end {
            if bytes[index] == dollar, bytes[index + 1] == open, bytes[index + 2] == open { return index }
            index += 1
        }
        return nil
    }
}

extension String.UTF8View {
    /// Whether a variable may begin in the text.
    var containsMarker: Bool {
        withContiguousStorageIfAvailable { Markers.firstMarker(in: $0, from: 0) != nil }
            ?? Array(self).withUnsafeBufferPointer { Markers.firstMarker(in: $0, from: 0) != nil }
    }
}
