extension RecordFields {
    /// Whether the bytes of a record that was checked are just those that `IndexRecord.text` would give: then they are copied, where an index is
    /// written anew.
    ///
    /// May say no where it could say yes.
    static func areCanonical(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard !range.isEmpty, bytes[range.upperBound - 1] == UInt8(ascii: "\n") else { return false }
        var isOther = false
        let fields = RecordFields(bytes, range) { _ in isOther = true }
        if isOther { return false }
        // All letters in their order, and no others: the lines follow one another without a gap.
        var end = range.lowerBound
        for letter in Letter.allCases {
            guard let value = fields[letter] else {
                if letter.isRequired { return false }
                continue
            }
            if value.lowerBound != end + 2 || !letter.isCanonical(bytes, value) { return false }
            end = value.upperBound + 1
        }
        return end == range.upperBound
    }
}

extension RecordFields.Letter {
    /// Whether there is such a line even when it is empty.
    fileprivate var isRequired: Bool {
        switch self {
        case .checksum, .name, .version, .size, .installedSize, .description, .url, .license: true
        default: false
        }
    }

    /// Whether a value is written as Cuttle would write it.
    fileprivate func isCanonical(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
        switch self {
        case .checksum:
            // Two bits of the last digit say nothing.
            return "AEIMQUYcgkosw048".utf8.contains(bytes[value.upperBound - 2])
        case .name, .version, .description, .url, .license: return true
        case .size, .installedSize: return value.count == 1 || !value.isEmpty && bytes[value.lowerBound] != UInt8(ascii: "0")
        case .buildTime, .priority:
            guard let first = value.first else { return false }
            let digits = self == .priority && bytes[first] == UInt8(ascii: "-") ? first + 1 : first
            return digits < value.upperBound && bytes[digits] != UInt8(ascii: "0")
        case .commit: return value.count >= 40
        case .architecture, .origin, .maintainer: return !value.isEmpty
        case .dependencies, .provides, .installIf:
            var end = value.lowerBound - 1
            bytes.forEachWord(in: value) { word in if word.lowerBound == end + 1 { end = word.upperBound } }
            return !value.isEmpty && end == value.upperBound
        }
    }
}
