import Files

/// Different names, numbered in the order in which they came.
struct NameTable: Sendable {
    private var bytes = ByteList()
    private var ends = NumberList()
    /// Open addressing: numbers of names plus 1, 0 where there is none.
    private var slots = NumberList(Array(repeating: 0, count: 1 << 10))

    init() {}

    var count: Int { ends.count }

    func write(to writer: inout SectionWriter) {
        writer.add(bytes)
        writer.add(ends)
        writer.add(slots)
    }

    /// Reads what `write` wrote; nil when it is something else.
    init?(from reader: inout SectionReader) {
        guard let bytes = reader.read(), let ends = reader.readNumbers(), let slots = reader.readNumbers() else { return nil }
        // A power of two, with room that ends a search.
        guard slots.count.nonzeroBitCount == 1, slots.count > ends.count, Int(ends.last ?? 0) == bytes.count else { return nil }
        (self.bytes, self.ends, self.slots) = (bytes, ends, slots)
    }

    subscript(_ number: Int) -> String { bytes.text(range(number)) }

    private func range(_ number: Int) -> Range<Int> {
        let (start, end) = (Int(number == 0 ? 0 : ends[number - 1]), Int(ends[number]))
        return start..<max(start, end)
    }

    /// The number of a name; nil when it is none of these.
    func number(of name: Span<UInt8>) -> Int? {
        let slot = Int(slots[self.slot(of: name)])
        return slot == 0 || slot > count ? nil : slot - 1
    }

    /// The number of a name, a new one when it was none of these.
    mutating func add(_ name: Span<UInt8>) -> Int {
        if (ends.count + 1) * 2 > slots.count { grow() }
        let place = slot(of: name)
        if slots[place] != 0 { return Int(slots[place] - 1) }
        bytes.append(name)
        ends.append(UInt32(bytes.count))
        slots[place] = UInt32(ends.count)
        return ends.count - 1
    }

    /// Where a name is, or would be.
    private func slot(of name: Span<UInt8>) -> Int {
        var place = Self.hash(name) & (slots.count - 1)
        // A table from a file may have no room that ends the search.
        for _ in 0..<slots.count {
            let number = slots[place]
            if number == 0 || bytes.holds(name, at: range(Int(number - 1))) { break }
            place = (place + 1) & (slots.count - 1)
        }
        return place
    }

    private mutating func grow() {
        slots = NumberList(Array(repeating: 0, count: slots.count * 4))
        let names = bytes
        names.read { all in
            for number in 0..<ends.count {
                slots[slot(of: all.extracting(range(number)))] = UInt32(number + 1)
            }
        }
    }

    /// FNV-1a, with its high bits mixed in; names are short.
    private static func hash(_ name: Span<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in name.indices { hash = (hash ^ UInt64(name[index])) &* 0x100_0000_01B3 }
        hash ^= hash >> 32
        return Int(truncatingIfNeeded: hash & 0x7FFF_FFFF_FFFF_FFFF)
    }
}
