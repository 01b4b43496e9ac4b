/// A text while it is changed: lines, and what indentation makes of them.
struct Draft {
    /// The lines without their terminators.
    var lines: [[UInt8]]

    init(_ bytes: [UInt8]) {
        lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
    }

    var bytes: [UInt8] { Array(lines.joined(separator: [0x0A])) }

    /// How many blanks a line begins with.
    func indentation(_ index: Int) -> Int { lines[index].prefix { $0 == 0x20 }.count }

    /// A line with the deeper ones below it: a key with its value, an item of a list.
    func block(at index: Int) -> Range<Int> {
        if lines.isEmpty { return 0..<0 }
        let own = indentation(index)
        var end = index + 1
        while end < lines.count, lines[end].isEmpty || indentation(end) > own { end += 1 }
        return index..<end
    }

    /// Lines with another indentation of their first one.
    static func indented(_ block: ArraySlice<[UInt8]>, to width: Int) -> [[UInt8]] {
        guard let first = block.first else { return [] }
        let own = first.prefix { $0 == 0x20 }.count
        return block.map { line in
            let blanks = line.prefix { $0 == 0x20 }.count
            if blanks == line.count { return line }
            return [UInt8](repeating: 0x20, count: max(0, blanks - own + width)) + line.dropFirst(blanks)
        }
    }

    /// Where the value of a line `key: value` or `- value` begins; nil for a line without one.
    func value(at index: Int) -> Int? {
        let line = lines[index]
        for position in line.indices.dropLast() where line[position + 1] == 0x20 {
            if line[position] == UInt8(ascii: ":") { return position + 2 }
        }
        let blanks = indentation(index)
        return line.dropFirst(blanks).starts(with: [UInt8(ascii: "-"), 0x20]) ? blanks + 2 : nil
    }
}
