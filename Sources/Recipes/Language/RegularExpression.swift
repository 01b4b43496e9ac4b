import CPCRE2
import Diagnostics

/// A regular expression of the kind that Go has, with replacement by Go's rules: `$1`, `${1}`, `$name`, `$$` (RECIPE.md §5).
///
/// The library's own kind knows more. What Go refuses is refused, and a search that would take too long is given up.
struct RegularExpression: ~Copyable {
    private let code: OpaquePointer
    private let groups: [String: Int]

    /// Steps of one search over a whole text: the library counts them anew for every place that it begins at.
    private static let mostSteps = 5_000_000
    private static let longest = 64 << 10

    init(_ pattern: String) throws(Diagnostic) {
        if let construct = Self.foreign(in: pattern) {
            throw Diagnostic(.badExpression, "\"\(pattern)\" holds \(construct), which regular expressions here do not have")
        }
        var problem: Int32 = 0
        var offset = 0
        let options = UInt32(PCRE2_UTF) | UInt32(PCRE2_DOLLAR_ENDONLY) | UInt32(PCRE2_NEVER_BACKSLASH_C)
        guard let code = pcre2_compile_8(pattern, pattern.utf8.count, options, &problem, &offset, nil) else {
            throw Diagnostic(.badExpression, "\"\(pattern)\" is not a regular expression: \(Self.message(problem)) at byte \(offset + 1)")
        }
        self.code = code
        groups = Self.names(of: code)
    }

    deinit { pcre2_code_free_8(code) }

    /// The text with all matches replaced.
    ///
    /// - Parameter share: how many searches have to do with the steps of one.
    /// - Throws: `limit` when the text is too long, or the search takes too many steps.
    func replaceAll(in text: String, with template: String, share: Int = 1) throws(Diagnostic) -> String {
        let subject = Array(text.utf8)
        if subject.count > Self.longest { throw Diagnostic(.limit, "a text to be replaced in has more than \(Self.longest) bytes") }
        var result: [UInt8] = []
        var copied = 0
        var position = 0
        var lastEnd = -1
        guard let match = pcre2_match_data_create_from_pattern_8(code, nil), let context = pcre2_match_context_create_8(nil) else {
            return text
        }
        defer {
            pcre2_match_data_free_8(match)
            pcre2_match_context_free_8(context)
        }
        pcre2_set_match_limit_8(context, UInt32(Self.mostSteps / share / (subject.count + 1)))
        pcre2_set_heap_limit_8(context, 16 << 10)
        var expanded = 0
        while position <= subject.count {
            // A string's bytes are UTF-8; to have them checked each time would take the square of their number.
            let count = pcre2_match_8(code, subject, subject.count, position, UInt32(PCRE2_NO_UTF_CHECK), match, context)
            if count == PCRE2_ERROR_NOMATCH { break }
            if count <= 0 {
                throw Diagnostic(
                    .limit,
                    "a regular expression takes too long on \"\(text.prefix(40))\"",
                    hint: "write it without repetitions inside repetitions"
                )
            }
            let bounds = UnsafeBufferPointer(start: pcre2_get_ovector_pointer_8(match), count: Int(count) * 2)
            let (start, end) = (bounds[0], bounds[1])
            // An empty match right behind another match counts for nothing.
            if end > start || start != lastEnd {
                result.append(contentsOf: subject[copied..<start])
                result.append(contentsOf: expand(template, subject, bounds))
                copied = end
                lastEnd = end
            }
            position = end > start ? end : Self.next(subject, end)
            expanded += template.utf8.count
            if max(result.count, expanded >> 6) > Self.longest {
                throw Diagnostic(.limit, "a replacement gives more than \(Self.longest) bytes")
            }
        }
        if copied < subject.count { result.append(contentsOf: subject[copied...]) }
        return String(decoding: result, as: UTF8.self)
    }

    /// The beginning of the character after the one at a position.
    private static func next(_ subject: [UInt8], _ position: Int) -> Int {
        var next = position + 1
        while next < subject.count, subject[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }

    private func expand(_ template: String, _ subject: [UInt8], _ bounds: UnsafeBufferPointer<Int>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = Array(template.utf8)[...]
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            result += rest[..<dollar]
            rest = rest[(dollar + 1)...]
            if rest.first == UInt8(ascii: "$") {
                result.append(UInt8(ascii: "$"))
                rest.removeFirst()
                continue
            }
            let isBraced = rest.first == UInt8(ascii: "{")
            let name = rest.dropFirst(isBraced ? 1 : 0).prefix(while: Self.isNameByte)
            let tail = rest[name.endIndex...]
            if name.isEmpty || isBraced && tail.first != UInt8(ascii: "}") {
                // What names no group stays as it is.
                result.append(UInt8(ascii: "$"))
            } else {
                result += group(String(decoding: name, as: UTF8.self), subject, bounds)
                rest = isBraced ? tail.dropFirst() : tail
            }
        }
        return result + rest
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: byte == UInt8(ascii: "_")
        }
    }

    private func group(_ name: String, _ subject: [UInt8], _ bounds: UnsafeBufferPointer<Int>) -> ArraySlice<UInt8> {
        guard let number = Int(name) ?? groups[name], number * 2 + 1 < bounds.count else { return [] }
        let (start, end) = (bounds[number * 2], bounds[number * 2 + 1])
        return start <= end && end <= subject.count ? subject[start..<end] : []
    }

    /// What the library knows and Go does not: looking around, going back, atomic groups.
    private static func foreign(in pattern: String) -> String? {
        var rest = Array(pattern.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\") {
                guard let next = rest.popFirst() else { continue }
                if UInt8(ascii: "1")...UInt8(ascii: "9") ~= next { return "a backreference" }
                if "CGHKNRVXZceghko".utf8.contains(next) { return "\"\\\(Character(Unicode.Scalar(next)))\"" }
            } else if byte == UInt8(ascii: "("), rest.first == UInt8(ascii: "*") {
                return "a verb"
            } else if byte == UInt8(ascii: "("), rest.first == UInt8(ascii: "?") {
                let group = String(decoding: rest.dropFirst().prefix(2), as: UTF8.self)
                if ["=", "!"].contains(group.prefix(1)) || ["<=", "<!"].contains(group) { return "a look around" }
                if [">", "|", "#", "R", "&", "("].contains(group.prefix(1)) || group.prefix(1).allSatisfy(\.isNumber) && !group.isEmpty {
                    return "a group of a kind"
                }
            } else if [UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "?")].contains(byte), rest.first == UInt8(ascii: "+") {
                return "a possessive repetition"
            }
        }
        return nil
    }

    private static func message(_ code: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 160)
        let length = pcre2_get_error_message_8(code, &buffer, buffer.count)
        return length > 0 ? String(decoding: buffer.prefix(Int(length)), as: UTF8.self) : "error \(code)"
    }

    private static func names(of code: OpaquePointer) -> [String: Int] {
        var count: UInt32 = 0
        var size: UInt32 = 0
        var table: UnsafePointer<UInt8>?
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &size)
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
        var names: [String: Int] = [:]
        guard let table else { return names }
        for index in 0..<Int(count) {
            let entry = table + index * Int(size)
            names[String(cString: entry + 2)] = Int(entry[0]) << 8 | Int(entry[1])
        }
        return names
    }
}
