import Diagnostics
import Glibc

/// The syntax of variables in texts.
enum Markers {
    private static let dollar = UInt8(ascii: "$")
    private static let open = UInt8(ascii: "{")
    private static let close = UInt8(ascii: "}")

    /// Bytes that a text may grow to; variables that hold one another would otherwise double it as often as they like.
    private static let longest = 1 << 20

    /// With more variables than these, none of them is searched for what was meant: each unknown one would take as long as reading.
    static let mostNames = 1_000

    /// Replaces what `lookup` knows; no brace is part of a name, so that a text full of markers is still read only once.
    static func replace(in text: String, lookup: (String) -> String?) -> String {
        var text = text
        return text.withUTF8 { bytes in
            var result: [UInt8] = []
            result.reserveCapacity(bytes.count + 64)
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
            return String(decoding: result, as: UTF8.self)
        }
    }

    /// Replaces every variable.
    ///
    /// - Parameters:
    ///   - hint: what to write instead of an unknown name.
    ///   - lookup: the value of a name; nil when it is unknown.
    static func resolve(
        _ text: String,
        at span: SourceSpan?,
        hint: (String) -> String?,
        lookup: (String) -> String?
    ) throws(Diagnostic) -> String {
        guard text.utf8.containsMarker else { return text }
        let markers = all(in: text)
        let values = try self.values(of: markers, in: text, at: span, hint: hint, lookup: lookup)
        return fill(text, markers, values, size: text.utf8.count + values.reduce(0) { $0 + $1.utf8.count })
    }

    /// The values of the variables of a text, in their order.
    static func values(
        of markers: [Marker],
        in text: String,
        at span: SourceSpan?,
        hint: (String) -> String?,
        lookup: (String) -> String?
    ) throws(Diagnostic) -> [String] {
        var values: [String] = []
        values.reserveCapacity(markers.count)
        var total = text.utf8.count
        for marker in markers {
            guard let name = marker.name else {
                let place = span?.locating("${{")
                throw Diagnostic(.badVariable, "a variable that begins with \"${{\" is not closed with \"}}\"", at: place)
            }
            func place() -> SourceSpan? { span?.locating(String(decoding: Array(text.utf8)[marker.range], as: UTF8.self)) }
            if name.isEmpty { throw Diagnostic(.badVariable, "a variable without a name", at: place()) }
            guard let value = lookup(name) else {
                throw Diagnostic(.badVariable, "unknown variable \"\(name)\"", at: place(), hint: hint(name))
            }
            total += value.utf8.count
            if total > longest {
                throw Diagnostic(.limit, "with its variables, the text would be longer than \(longest) bytes", at: span)
            }
            values.append(value)
        }
        return values
    }

    /// Puts one text in the place of every variable that is closed.
    static func replaceAll(in text: String, with word: String) -> String {
        guard text.utf8.containsMarker else { return text }
        let markers = all(in: text).filter { $0.name != nil }
        let words = [String](repeating: word, count: markers.count)
        return fill(text, markers, words, size: text.utf8.count)
    }

    /// The variables that a text refers to, blanks around their names taken off.
    static func names(in text: String) -> [String] {
        text.utf8.containsMarker ? all(in: text).compactMap(\.name) : []
    }

    /// A variable in a text.
    struct Marker: Sendable {
        /// The bytes from the dollar sign to the last brace.
        let range: Range<Int>
        /// Nil when it is not closed.
        let name: String?
    }

    static func all(in text: String) -> [Marker] {
        var text = text
        return text.withUTF8 { bytes in
            var markers: [Marker] = []
            var position = 0
            while let marker = firstMarker(in: bytes, from: position) {
                guard let end = closing(bytes, from: marker + 3) else {
                    markers.append(Marker(range: marker..<bytes.count, name: nil))
                    break
                }
                markers.append(Marker(range: marker..<(end + 2), name: trimmed(bytes, (marker + 3)..<end)))
                position = end + 2
            }
            return markers
        }
    }

    static func fill(_ text: String, _ markers: [Marker], _ values: [String], size: Int) -> String {
        var text = text
        return text.withUTF8 { bytes in
            var result: [UInt8] = []
            result.reserveCapacity(size)
            var position = 0
            for (marker, value) in zip(markers, values) {
                result.append(contentsOf: bytes[position..<marker.range.lowerBound])
                result.append(contentsOf: value.utf8)
                position = marker.range.upperBound
            }
            result.append(contentsOf: bytes[position...])
            return String(decoding: result, as: UTF8.self)
        }
    }

    private static func closing(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == close, bytes[index + 1] == close { return index }
            index += 1
        }
        return nil
    }

    private static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        var range = range
        while !range.isEmpty, isBlank(bytes[range.lowerBound]) { range = (range.lowerBound + 1)..<range.upperBound }
        while !range.isEmpty, isBlank(bytes[range.upperBound - 1]) { range = range.lowerBound..<(range.upperBound - 1) }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// Where the next `${{` begins.
    static func firstMarker(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var index = start
        let end = bytes.count - 2
        while index < end {
            guard let found = memchr(base + index, Int32(dollar), end - index) else { return nil }
            index = base.distance(to: found.assumingMemoryBound(to: UInt8.self))
            if bytes[index + 1] == open, bytes[index + 2] == open { return index }
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

extension String {
    /// Whether two names are the same: most differ in length, which is seen at once.
    func isSame(as other: String) -> Bool { utf8.count == other.utf8.count && self == other }

    /// What follows a prefix; nil when the text does not begin with it.
    func rest(behind prefix: StaticString) -> String? {
        let count = prefix.utf8CodeUnitCount
        guard utf8.count >= count, utf8.starts(with: prefix) else { return nil }
        return String(self[utf8.index(startIndex, offsetBy: count)...])
    }
}

extension String.UTF8View {
    fileprivate func starts(with prefix: StaticString) -> Bool {
        let prefix = UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount)
        return withContiguousStorageIfAvailable { $0.starts(with: prefix) } ?? starts(with: prefix)
    }
}
