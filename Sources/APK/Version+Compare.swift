extension Version {
    /// How one version stands to another.
    public enum Ordering: Hashable, Sendable {
        case less
        case equal
        case greater
    }

    /// Compares two versions (APK-FORMAT.md §8).
    ///
    /// - Parameters:
    ///   - left: The version that is offered; nil is the empty version of an unversioned `provides`, lower than every version.
    ///   - right: The version it is held against.
    ///   - fuzzy: Whether it is enough that `left` begins with all components of `right`, as `~` asks.
    public static func compare(_ left: Version?, _ right: Version, fuzzy: Bool) -> Ordering {
        guard let left else { return .less }
        let leftBytes = left.text.utf8.span
        let rightBytes = right.text.utf8.span
        var one = Token(first: leftBytes)
        var other = Token(first: rightBytes)
        while one.kind == other.kind, one.kind < .end {
            let ordering = one.compare(in: leftBytes, with: other, in: rightBytes)
            if ordering != .equal { return ordering }
            one.advance(in: leftBytes)
            other.advance(in: rightBytes)
        }
        if one.kind == other.kind { return .equal }
        if fuzzy, other.kind == .end { return .equal }
        // A pre-release suffix makes lower whatever it is attached to; any other continuation makes greater.
        if one.isPreRelease { return .less }
        if other.isPreRelease { return .greater }
        return one.kind > other.kind ? .less : .greater
    }
}

extension Version {
    /// The kinds of token, in the rank order that decides between different kinds (APK-FORMAT.md §8).
    enum TokenKind: UInt8, Comparable {
        case initialDigits
        case digits
        case letter
        case suffix
        case suffixNumber
        case commitHash
        case revision
        case end
        case invalid

        static func < (left: TokenKind, right: TokenKind) -> Bool { left.rawValue < right.rawValue }
    }

    /// One token of a version: a cursor that is moved along the bytes.
    struct Token {
        private(set) var kind: TokenKind
        /// The value of digits, the rank of a suffix, the code of a letter.
        private(set) var number: UInt64 = 0
        /// The bytes of the value, without the `.`, `_`, `~` or `-r` before it.
        private(set) var start = 0
        private(set) var end = 0

        init(first bytes: Span<UInt8>) {
            kind = .initialDigits
            readDigits(in: bytes, from: 0)
        }

        /// The rank of "no suffix": those below are pre-releases.
        private static let noSuffix: UInt64 = 5

        var isPreRelease: Bool { kind == .suffix && number < Self.noSuffix }

        /// Whether the value counts as text: components with a leading zero, which sort like the decimals they once were.
        func isComparedByText(in bytes: Span<UInt8>) -> Bool {
            kind == .commitHash || kind == .digits && bytes[start] == UInt8(ascii: "0")
        }

        func compare(in bytes: Span<UInt8>, with other: Token, in otherBytes: Span<UInt8>) -> Ordering {
            guard isComparedByText(in: bytes) || other.isComparedByText(in: otherBytes) else {
                return number == other.number ? .equal : number < other.number ? .less : .greater
            }
            let count = min(end - start, other.end - other.start)
            for offset in 0..<count {
                let byte = bytes[start + offset]
                let otherByte = otherBytes[other.start + offset]
                if byte != otherByte { return byte < otherByte ? .less : .greater }
            }
            let difference = (end - start) - (other.end - other.start)
            return difference == 0 ? .equal : difference < 0 ? .less : .greater
        }

        mutating func advance(in bytes: Span<UInt8>) {
            guard end < bytes.count else {
                kind = .end
                return
            }
            let byte = bytes[end]
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z") where kind <= .digits:
                kind = .letter
                number = UInt64(byte)
                start = end
                end += 1
            case UInt8(ascii: ".") where kind <= .digits:
                kind = .digits
                readDigits(in: bytes, from: end + 1)
            case UInt8(ascii: "0")...UInt8(ascii: "9") where kind == .suffix:
                kind = .suffixNumber
                readDigits(in: bytes, from: end)
            case UInt8(ascii: "_") where kind <= .suffixNumber:
                readSuffix(in: bytes, from: end + 1)
            case UInt8(ascii: "~") where kind < .commitHash:
                kind = .commitHash
                readHash(in: bytes, from: end + 1)
            case UInt8(ascii: "-") where kind < .revision && end + 1 < bytes.count && bytes[end + 1] == UInt8(ascii: "r"):
                kind = .revision
                readDigits(in: bytes, from: end + 2)
            default:
                kind = .invalid
            }
        }

        private mutating func readDigits(in bytes: Span<UInt8>, from offset: Int) {
            start = offset
            end = offset
            number = 0
            while end < bytes.count, case let digit = bytes[end] &- UInt8(ascii: "0"), digit < 10 {
                // Numbers wrap like the 64-bit ones of apk-tools, so that both order every version alike.
                number = number &* 10 &+ UInt64(digit)
                end += 1
            }
            if start == end { kind = .invalid }
        }

        private mutating func readHash(in bytes: Span<UInt8>, from offset: Int) {
            start = offset
            end = offset
            while end < bytes.count, isLowerHexadecimal(bytes[end]) { end += 1 }
            if start == end { kind = .invalid }
        }

        private func isLowerHexadecimal(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
            default: false
            }
        }

        private mutating func readSuffix(in bytes: Span<UInt8>, from offset: Int) {
            start = offset
            end = offset
            while end < bytes.count, bytes[end] >= UInt8(ascii: "a"), bytes[end] <= UInt8(ascii: "z") { end += 1 }
            kind = .suffix
            number = rankOfSuffix(in: bytes)
            if number == 0 { kind = .invalid }
        }

        /// The rank of the suffix that was read, 0 for an unknown one (APK-FORMAT.md §8).
        private func rankOfSuffix(in bytes: Span<UInt8>) -> UInt64 {
            if isWord("alpha", in: bytes) { return 1 }
            if isWord("beta", in: bytes) { return 2 }
            if isWord("pre", in: bytes) { return 3 }
            if isWord("rc", in: bytes) { return 4 }
            if isWord("cvs", in: bytes) { return 6 }
            if isWord("svn", in: bytes) { return 7 }
            if isWord("git", in: bytes) { return 8 }
            if isWord("hg", in: bytes) { return 9 }
            return isWord("p", in: bytes) ? 10 : 0
        }

        private func isWord(_ word: StaticString, in bytes: Span<UInt8>) -> Bool {
            guard end - start == word.utf8CodeUnitCount else { return false }
            return word.withUTF8Buffer { letters in
                for offset in 0..<letters.count where letters[offset] != bytes[start + offset] { return false }
                return true
            }
        }
    }
}
