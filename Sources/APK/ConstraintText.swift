import Diagnostics

/// Where the pieces of a dependency or a provided name stand in its bytes (APK-FORMAT.md §9).
struct ConstraintRanges {
    enum Form {
        case plain
        case conflictAndTag
    }

    /// What makes bytes no dependency.
    enum Problem {
        case noVersion
        case severalTags
        case badTag
        case noName
        case badByte(UInt8)
    }

    private(set) var isConflict = false
    private(set) var name: Range<Int>
    private(set) var tag: Range<Int>?
    private(set) var operators: Dependency.Operators?
    private(set) var operatorText: Range<Int>
    private(set) var version: Range<Int>
    private(set) var problem: Problem?

    /// Cuts bytes into pieces.
    init(_ bytes: Span<UInt8>, _ range: Range<Int>, allowing form: Form) {
        var start = range.lowerBound
        if form == .conflictAndTag, !range.isEmpty, bytes[start] == UInt8(ascii: "!") {
            isConflict = true
            start += 1
        }
        var end = start
        while end < range.upperBound, Self.relation(bytes[end]) == nil { end += 1 }
        name = start..<end
        var union: Dependency.Operators = []
        while end < range.upperBound, let relation = Self.relation(bytes[end]) {
            union.formUnion(relation)
            end += 1
        }
        operatorText = name.upperBound..<end
        version = end..<range.upperBound
        if !operatorText.isEmpty { operators = union }
        problem = check(bytes, form)
    }

    private mutating func check(_ bytes: Span<UInt8>, _ form: Form) -> Problem? {
        if operators != nil, version.isEmpty { return .noVersion }
        if form == .conflictAndTag {
            let first = Self.cutTag(from: &name, bytes)
            let second = Self.cutTag(from: &version, bytes)
            if first != nil, second != nil { return .severalTags }
            tag = first ?? second
            if let tag, tag.isEmpty || bytes.firstIndex(of: UInt8(ascii: "@"), in: tag) != nil { return .badTag }
        }
        if name.isEmpty { return .noName }
        for index in name {
            let byte = bytes[index]
            if byte <= UInt8(ascii: " ") || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "@") { return .badByte(byte) }
        }
        return nil
    }

    /// Whether the pieces are a dependency whose version is one.
    func isValid(_ bytes: Span<UInt8>) -> Bool {
        if problem != nil { return false }
        guard let operators, !operators.holdForAll, !operators.nameIdentity else { return true }
        return Version.failure(in: bytes.extracting(version)) == nil
    }

    private static func relation(_ byte: UInt8) -> Dependency.Operators? {
        switch byte {
        case UInt8(ascii: "<"): .less
        case UInt8(ascii: ">"): .greater
        case UInt8(ascii: "="): .equal
        case UInt8(ascii: "~"): [.fuzzy, .equal]
        default: nil
        }
    }

    private static func cutTag(from range: inout Range<Int>, _ bytes: Span<UInt8>) -> Range<Int>? {
        guard let at = bytes.firstIndex(of: UInt8(ascii: "@"), in: range) else { return nil }
        defer { range = range.lowerBound..<at }
        return at + 1..<range.upperBound
    }
}

/// The pieces that a dependency and a provided name are cut into, as texts.
struct ConstraintText {
    let isConflict: Bool
    let name: String
    let tag: String?
    let operators: Dependency.Operators?
    let version: String

    init(_ text: String, allowing form: ConstraintRanges.Form) throws(Diagnostic) {
        let bytes = text.utf8.span
        let ranges = ConstraintRanges(bytes, 0..<bytes.count, allowing: form)
        switch ranges.problem {
        case .noVersion: throw Self.invalid(text, "no version follows \"\(bytes.text(ranges.operatorText))\"")
        case .severalTags: throw Self.invalid(text, "it has more than one tag")
        case .badTag: throw Self.invalid(text, "its tag is empty or malformed")
        case .noName: throw Self.invalid(text, "the name is missing")
        case .badByte(let byte): throw Self.invalid(text, "a name cannot contain \"\(Character(Unicode.Scalar(byte)))\"")
        case nil: break
        }
        isConflict = ranges.isConflict
        name = bytes.text(ranges.name)
        tag = ranges.tag.map { bytes.text($0) }
        operators = ranges.operators
        version = bytes.text(ranges.version)
    }

    private static func invalid(_ text: String, _ reason: String) -> Diagnostic {
        Diagnostic(
            .invalidDependency,
            "\"\(text)\" is not a dependency: \(reason)",
            hint: "a dependency is a name, perhaps with an operator and a version, such as zlib>=1.3"
        )
    }
}
