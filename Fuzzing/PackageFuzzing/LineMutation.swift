import Fuzzing

/// A change to a text of lines with a key and a value each: `.PKGINFO` and `APKINDEX`.
struct LineMutation {
    /// What stands between key and value.
    let separator: [UInt8]
    /// Keys that are worth trying.
    let keys: [[UInt8]]

    /// The lines of `.PKGINFO`.
    static let description = LineMutation(separator: Array(" = ".utf8), keys: InterestingTexts.keys)
    /// The lines of an index.
    static let index = LineMutation(separator: [UInt8(ascii: ":")], keys: InterestingTexts.letters)

    func apply(to text: inout [UInt8], _ random: inout Random) {
        if random.once(in: 8) {
            random.pick(ByteMutation.allCases)?.apply(to: &text, &random)
            return
        }
        var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
        let place = random.below(lines.count)
        let value = random.pick(InterestingTexts.values) ?? []
        let key = random.pick(keys) ?? []
        switch random.below(9) {
        case 0: lines.remove(at: place)
        case 1: lines.insert(lines[place], at: random.below(lines.count))
        case 2: lines.swapAt(place, random.below(lines.count))
        case 3, 4: lines.insert(key + separator + value, at: place)
        case 5: if let range = lines[place].firstRange(of: separator) { lines[place].replaceSubrange(range.upperBound..., with: value) }
        case 6: if let range = lines[place].firstRange(of: separator) { lines[place].replaceSubrange(..<range.lowerBound, with: key) }
        case 7: lines[place] += [0x20] + value
        default:
            let count = 1 + random.below(random.once(in: 20) ? 20_000 : 50)
            lines.insert(contentsOf: [[UInt8]](repeating: key + separator + value.prefix(20), count: count), at: place)
        }
        text = Array(lines.joined(separator: [0x0A]))
    }
}
