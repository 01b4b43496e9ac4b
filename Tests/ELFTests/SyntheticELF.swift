/// A small ELF file of either width and byte order, made field by field.
struct SyntheticELF {
    var is64 = true
    var isLittle = true
    var interpreter: String?
    var needed: [String] = []
    var soname: String?
    /// How many program headers say where the dynamic section is.
    var dynamicSegments = 1
    /// How often every entry of the dynamic section stands there.
    var repetitions = 1
    /// Bytes in a writable segment.
    var data: [UInt8] = []

    private static let base: UInt64 = 0x40_0000

    func bytes() -> [UInt8] {
        let (headerSize, segmentSize) = is64 ? (64, 56) : (52, 32)
        let segments = 1 + dynamicSegments + (interpreter == nil ? 0 : 1) + (data.isEmpty ? 0 : 1)
        let interpreterOffset = headerSize + segments * segmentSize
        let interpreterBytes: [UInt8] = interpreter.map { Array($0.utf8) + [0] } ?? []
        let stringsOffset = interpreterOffset + interpreterBytes.count
        var strings: [UInt8] = [0]
        var entries: [(tag: UInt64, value: UInt64)] = []
        func add(_ tag: UInt64, _ text: String) {
            for _ in 0..<repetitions { entries.append((tag, UInt64(strings.count))) }
            strings += Array(text.utf8) + [0]
        }
        for name in needed { add(1, name) }
        if let soname { add(14, soname) }
        let dynamicOffset = stringsOffset + strings.count
        entries += [(5, Self.base + UInt64(stringsOffset)), (0, 0)]
        let dynamic = entries.flatMap { word($0.tag) + word($0.value) }
        let length = dynamicOffset + dynamic.count

        var table = segment(1, offset: 0, size: length)
        for _ in 0..<dynamicSegments { table += segment(2, offset: dynamicOffset, size: dynamic.count) }
        if interpreter != nil { table += segment(3, offset: interpreterOffset, size: interpreterBytes.count) }
        if !data.isEmpty { table += segment(1, offset: length, size: data.count, flags: 6) }
        return header(table: headerSize, segmentSize: segmentSize, count: segments) + table + interpreterBytes + strings + dynamic + data
    }

    private func header(table: Int, segmentSize: Int, count: Int) -> [UInt8] {
        var bytes: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, is64 ? 2 : 1, isLittle ? 1 : 2, 1] + [UInt8](repeating: 0, count: 9)
        bytes += number(3, 2) + number(62, 2) + number(1, 4) + word(0) + word(UInt64(table)) + word(0) + number(0, 4)
        bytes += number(is64 ? 64 : 52, 2) + number(UInt64(segmentSize), 2) + number(UInt64(count), 2)
        return bytes + number(0, 2) + number(0, 2) + number(0, 2)
    }

    private func segment(_ kind: UInt64, offset: Int, size: Int, flags: UInt64 = 5) -> [UInt8] {
        let place = word(UInt64(offset)) + word(Self.base + UInt64(offset)) + word(Self.base + UInt64(offset))
        let sizes = word(UInt64(size)) + word(UInt64(size))
        return is64
            ? number(kind, 4) + number(flags, 4) + place + sizes + word(1)
            : number(kind, 4) + place + sizes + number(flags, 4) + number(1, 4)
    }

    private func word(_ value: UInt64) -> [UInt8] { number(value, is64 ? 8 : 4) }

    private func number(_ value: UInt64, _ width: Int) -> [UInt8] {
        let bytes = (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
        return isLittle ? bytes : bytes.reversed()
    }
}
