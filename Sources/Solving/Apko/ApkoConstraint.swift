/// An item of a world, of dependencies or of provides as apko reads it: `name[OP version][@tag]` (SOLVER.md §1.4).
struct ApkoConstraint: Sendable {
    enum Relation: Sendable {
        case any, equal, greater, less, atLeast, atMost, includes
    }

    /// The item as it was written.
    let text: String
    let name: String
    let relation: Relation
    /// Empty when there is none; kept for operators that apko does not know, though these take any version.
    let version: String
    /// The tag; empty for none.
    let pin: String

    /// Reads an item; what does not have the form is a name as it stands.
    init(_ text: String) {
        self.text = text
        let read = Self.withLibraryVersion(text)
        let bytes = Array(read.utf8)[...]
        let head = bytes.prefix { !Self.isOperator($0) && $0 != UInt8(ascii: "@") }
        var sign = bytes[head.endIndex...].prefix(while: Self.isOperator)
        var value = bytes[sign.endIndex...].prefix { $0 != UInt8(ascii: "@") }
        if value.isEmpty, sign.count > 1 {
            // An operator leaves its last character to a version that would be missing.
            value = bytes[sign.endIndex - 1..<sign.endIndex]
            sign = sign.dropLast()
        }
        let end = sign.isEmpty ? head.endIndex : value.endIndex
        let tag = bytes[end...].dropFirst()
        let isTagged = !tag.isEmpty && bytes[end] == UInt8(ascii: "@") && tag.allSatisfy(Self.isTagByte)
        guard !head.isEmpty, sign.isEmpty || !value.isEmpty, isTagged || end == bytes.endIndex else {
            (name, relation, version, pin) = (read, .any, "", "")
            return
        }
        name = String(decoding: head, as: UTF8.self)
        relation = Self.relation(String(decoding: sign, as: UTF8.self))
        version = sign.isEmpty ? "" : String(decoding: value, as: UTF8.self)
        pin = isTagged ? String(decoding: tag, as: UTF8.self) : ""
    }

    /// Whether a version stands in the relation to the required one.
    func isSatisfied(by version: ApkoVersion, required: ApkoVersion) -> Bool {
        switch relation {
        case .any: true
        case .equal: !(version < required) && !(required < version)
        case .greater: required < version
        case .less: version < required
        case .atLeast: !(version < required)
        case .atMost: !(required < version)
        case .includes: required.includes(version)
        }
    }

    /// The rule for sonames: what follows the first `=` of an item that begins with `so:` is a version of a package when it ends in
    /// `-rN`, and counts as lower than any such version otherwise.
    private static func withLibraryVersion(_ text: String) -> String {
        guard text.hasPrefix("so:"), let sign = text.utf8.firstIndex(of: UInt8(ascii: "=")) else { return text }
        let version = text.utf8[text.utf8.index(after: sign)...]
        let digits = version.reversed().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let isOfPackage = !digits.isEmpty && version.dropLast(digits.count).suffix(2).elementsEqual("-r".utf8)
        return isOfPackage ? text : "\(text[..<sign])=0.\(Substring(version))"
    }

    private static func relation(_ sign: String) -> Relation {
        switch sign {
        case "=": .equal
        case ">": .greater
        case "<": .less
        case ">=": .atLeast
        case "<=": .atMost
        case "~", "=~": .includes
        default: .any
        }
    }

    private static func isOperator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "=") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "~")
    }

    private static func isTagByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
