import Files

/// Different names, numbered in the order in which they came.
struct NameTable: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [UInt32] = []
    /// Open addressing: numbers of names plus 1, 0 where there is none.
    private var slots: [UInt32] = Array(repeating: 0, count: 1 << 10)

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
        guard slots.count.nonzeroBitCount == 1, slots.count > ends.count, ends.last ?? 0 == bytes.count else { return nil }
        (self.bytes, self.ends, self.slots) = (bytes, ends, slots)
    }

    subscript(_ number: Int) -> String {
        String(decoding: bytes[range(number)], as: UTF8.self)
    }

    private func range(_ number: Int) -> Range<Int> {
        Int(number == 0 ? 0 : ends[number - 1])..<Int(ends[number])
    }

    /// The number of a name; nil when it is none of these.
    func number(of name: Span<UInt8>) -> Int? {
        let slot = slots[self.slot(of: name)]
        return slot == 0 ? nil : Int(slot - 1)
    }

    /// The number of a name, a new one when it was none of these.
    mutating func add(_ name: Span<UInt8>) -> Int {
        if (ends.count + 1) * 2 > slots.count { grow() }
        let place = slot(of: name)
        if slots[place] != 0 { return Int(slots[place] - 1) }
        name.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        ends.append(UInt32(bytes.count))
        slots[place] = UInt32(ends.count)
        return ends.count - 1
    }

    /// Where a name is, or would be.
    private func slot(of name: Span<UInt8>) -> Int {
        let all = bytes.span
        var place = Self.hash(name) & (slots.count - 1)
        while slots[place] != 0 {
            let range = range(Int(slots[place] - 1))
            if range.count == name.count, Self.isEqual(name, all, range.lowerBound) { break }
            place = (place + 1) & (slots.count - 1)
        }
        return place
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 4)
        for number in ends.indices { slots[slot(of: bytes.span.extracting(range(number)))] = UInt32(number + 1) }
    }

    private static func isEqual(_ name: Span<UInt8>, _ all: Span<UInt8>, _ start: Int) -> Bool {
        for offset in name.indices where name[offset] != all[start + offset] { return false }
        return true
    }

    /// FNV-1a, with its high bits mixed in; names are short.
    private static func hash(_ name: Span<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in name.indices { hash = (hash ^ UInt64(name[index])) &* 0x100_0000_01B3 }
        hash ^= hash >> 32
        return Int(truncatingIfNeeded: hash & 0x7FFF_FFFF_FFFF_FFFF)
    }
}
