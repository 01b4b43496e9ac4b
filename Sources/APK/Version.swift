public import Diagnostics

/// A package version such as `1.2.3_rc1-r4` (APK-FORMAT.md §8).
///
/// Two versions are equal when neither is lower: `01` equals `1`, while `1.01` and `1.1` differ (APK-FORMAT.md §8).
public struct Version: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The version as it was written.
    public let text: String

    /// Checks a text against the grammar
    /// `digits ( "." digits )* [a-z]? ( "_" suffix digits? )* ( "~" hexlower+ )? ( "-r" digits )?` (APK-FORMAT.md §8).
    ///
    /// - Throws: `invalid-version`, naming the place where the text leaves the grammar.
    public init(_ text: String) throws(Diagnostic) {
        self.text = text
        if let offset = Self.failure(in: text.utf8.span) { throw Self.invalid(text, at: offset) }
    }

    /// Takes a text that was checked before.
    public init(checked text: String) {
        self.text = text
    }

    /// Where bytes leave the grammar; nil when they are a version.
    static func failure(in bytes: Span<UInt8>) -> Int? {
        var token = Token(first: bytes)
        while token.kind < .end {
            let start = token.end
            token.advance(in: bytes)
            if token.kind == .invalid { return start }
        }
        return token.kind == .invalid ? 0 : nil
    }

    /// The version as it was written.
    public var description: String { text }

    public static func == (left: Version, right: Version) -> Bool {
        left.text == right.text || compare(left, right, fuzzy: false) == .equal
    }

    public static func < (left: Version, right: Version) -> Bool {
        compare(left, right, fuzzy: false) == .less
    }

    /// Feeds what `==` looks at: the tokens, numbers by value.
    public func hash(into hasher: inout Hasher) {
        let bytes = text.utf8.span
        var token = Token(first: bytes)
        while token.kind < .end {
            hasher.combine(token.kind)
            if token.isComparedByText(in: bytes) {
                for index in token.start..<token.end { hasher.combine(bytes[index]) }
            } else {
                hasher.combine(token.number)
            }
            token.advance(in: bytes)
        }
    }

    private static func invalid(_ text: String, at offset: Int) -> Diagnostic {
        let rest = String(decoding: text.utf8.dropFirst(offset), as: UTF8.self)
        let place = offset == 0 || rest.isEmpty ? "" : ": \"\(rest)\" cannot follow \"\(text.utf8.prefix(offset).text)\""
        return Diagnostic(
            .invalidVersion,
            "\"\(text)\" is not a version\(place)",
            hint: "a version is digits.digits…, then perhaps a letter, suffixes such as _rc1 or _p2, ~commit, and -rN, such as 1.2.3_rc1-r0"
        )
    }
}

extension Diagnostic.Code {
    /// A text that should be a version is none.
    public static let invalidVersion = input("invalid-version")
}

extension Substring.UTF8View {
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
