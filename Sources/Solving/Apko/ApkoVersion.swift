/// A version as apko reads it: a smaller grammar than that of apk-tools, and other rules of comparison (SOLVER.md §1.1–§1.3).
struct ApkoVersion: Hashable, Sendable {
    /// The components, as integers: leading zeros do not count.
    private var numbers: [Int] = []
    /// The code of the letter; 0 for none.
    private var letter: UInt8 = 0
    private var before = Suffix.none
    private var beforeNumber = 0
    private var after = Suffix.none
    private var afterNumber = 0
    private var revision = 0

    /// Suffixes of pre-releases stand below `none`, all others above it.
    private enum Suffix: Int {
        case alpha, beta, pre, rc, none, cvs, svn, git, hg, p

        static let named: [String: Suffix] = [
            "alpha": .alpha, "beta": .beta, "pre": .pre, "rc": .rc, "cvs": .cvs, "svn": .svn, "git": .git, "hg": .hg, "p": .p,
        ]

        var isBefore: Bool { rawValue < Suffix.none.rawValue }
    }

    /// Reads a version `DIGITS(.DIGITS)*[a-z]?(_PRE N?)?(_POST N?)?(-rN)?`; nil when it is none by this grammar, or a number is too
    /// large for an integer.
    init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        guard let first = Self.takeNumber(from: &bytes) else { return nil }
        numbers = [first]
        while Self.take(".", from: &bytes) {
            guard let number = Self.takeNumber(from: &bytes) else { return nil }
            numbers.append(number)
        }
        if let byte = bytes.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) {
            letter = byte
            bytes.removeFirst()
        }
        if let (suffix, number) = Self.takeSuffix(from: &bytes, where: \.isBefore) { (before, beforeNumber) = (suffix, number) }
        if let (suffix, number) = Self.takeSuffix(from: &bytes, where: { !$0.isBefore }) { (after, afterNumber) = (suffix, number) }
        if Self.take("-r", from: &bytes) {
            guard let number = Self.takeNumber(from: &bytes) else { return nil }
            revision = number
        }
        if !bytes.isEmpty { return nil }
    }

    private static func take(_ word: StaticString, from bytes: inout ArraySlice<UInt8>) -> Bool {
        let isThere = word.withUTF8Buffer { bytes.starts(with: $0) }
        if isThere { bytes.removeFirst(word.utf8CodeUnitCount) }
        return isThere
    }

    private static func takeNumber(from bytes: inout ArraySlice<UInt8>) -> Int? {
        let digits = bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let number = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
        bytes.removeFirst(digits.count)
        return number
    }

    /// Takes a suffix of a kind, and its number or 0; a number that is too large stays, so that the version is none.
    private static func takeSuffix(
        from bytes: inout ArraySlice<UInt8>,
        where isWanted: (Suffix) -> Bool
    ) -> (Suffix, Int)? {
        guard bytes.first == UInt8(ascii: "_") else { return nil }
        let word = bytes.dropFirst().prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        guard let suffix = Suffix.named[String(decoding: word, as: UTF8.self)], isWanted(suffix) else { return nil }
        bytes.removeFirst(1 + word.count)
        return (suffix, takeNumber(from: &bytes) ?? 0)
    }

    /// Whether another version has the same components at its beginning, and whatever else this one names: the operator `~`.
    func includes(_ other: ApkoVersion) -> Bool {
        guard other.numbers.starts(with: numbers) else { return false }
        if other.numbers.count > numbers.count { return true }
        return (letter == 0 || letter == other.letter)
            && (before == .none || before == other.before) && (beforeNumber == 0 || beforeNumber == other.beforeNumber)
            && (after == .none || after == other.after) && (afterNumber == 0 || afterNumber == other.afterNumber)
            && (revision == 0 || revision == other.revision)
    }
}

extension ApkoVersion: Comparable {
    static func < (left: ApkoVersion, right: ApkoVersion) -> Bool {
        if left.numbers != right.numbers { return left.numbers.lexicographicallyPrecedes(right.numbers) }
        for (one, other) in zip(left.rest, right.rest) where one != other { return one < other }
        return false
    }

    /// What decides after the components, in order.
    private var rest: [Int] { [Int(letter), before.rawValue, beforeNumber, after.rawValue, afterNumber, revision] }
}
