/// Small ELF files of either width and byte order, with what the reader looks at.
enum SyntheticBinary {
    /// One of each width and byte order.
    static let all: [[UInt8]] = [(true, true), (true, false), (false, true), (false, false)].map { bytes(is64: $0, isLittle: $1) }

    private static let base: UInt64 = 0x40_0000

    private static func bytes(is64: Bool, isLittle: Bool) -> [UInt8] {
        func number(_ value: UInt64, _ width: Int) -> [UInt8] {
            let bytes = (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
            return isLittle ? bytes : bytes.reversed()
        }
        func word(_ value: UInt64) -> [UInt8] { number(value, is64 ? 8 : 4) }
        func text(_ value: String) -> [UInt8] { Array(value.utf8) + [0] }
        let (headerSize, segmentSize, sectionSize) = is64 ? (64, 56, 64) : (52, 32, 40)
        let interpreter = text("/lib/ld-linux.so.2")
        let strings = [0] + text("libc.so.6") + text("libx.so.1") + text("/usr/lib")
        let sectionNames = [0] + text(".dynstr") + text(".go.buildinfo") + text(".shstrtab")
        let version = Array("go1.24".utf8)
        let module = Array("build\t-tags=x\n".utf8)
        var goInformation: [UInt8] = [0xFF] + Array(" Go buildinf:".utf8) + [8, 2] + [UInt8](repeating: 0, count: 17)
        goInformation += [UInt8(version.count)] + version + [UInt8(module.count)] + module

        let interpreterOffset = headerSize + 5 * segmentSize
        let stringsOffset = interpreterOffset + interpreter.count
        let dynamicOffset = stringsOffset + strings.count
        let entries: [(UInt64, UInt64)] = [
            (1, 1), (14, 11), (29, 21), (15, 21), (30, 8), (0x6FFF_FFFB, 1), (5, base + UInt64(stringsOffset)), (10, UInt64(strings.count)),
            (0, 0),
        ]
        let dynamic = entries.flatMap { word($0.0) + word($0.1) }
        let goOffset = dynamicOffset + dynamic.count
        let namesOffset = goOffset + goInformation.count
        let sectionsOffset = namesOffset + sectionNames.count

        func segment(_ kind: UInt64, _ offset: Int, _ size: Int, flags: UInt64) -> [UInt8] {
            let place =
                word(UInt64(offset)) + word(base + UInt64(offset)) + word(base + UInt64(offset)) + word(UInt64(size)) + word(UInt64(size))
            return is64 ? number(kind, 4) + number(flags, 4) + place + word(1) : number(kind, 4) + place + number(flags, 4) + number(1, 4)
        }
        func section(_ name: UInt64, _ kind: UInt64, _ offset: Int, _ size: Int) -> [UInt8] {
            number(name, 4) + number(kind, 4) + word(2) + word(base + UInt64(offset)) + word(UInt64(offset)) + word(UInt64(size))
                + number(0, 8)
                + word(1) + word(0)
        }
        var header: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, is64 ? 2 : 1, isLittle ? 1 : 2, 1] + [UInt8](repeating: 0, count: 9)
        header += number(3, 2) + number(is64 ? 62 : 3, 2) + number(1, 4) + word(0) + word(UInt64(headerSize)) + word(UInt64(sectionsOffset))
        header += number(0, 4) + number(UInt64(headerSize), 2) + number(UInt64(segmentSize), 2) + number(5, 2)
        header += number(UInt64(sectionSize), 2) + number(4, 2) + number(3, 2)
        let segments =
            segment(1, 0, namesOffset, flags: 6) + segment(2, dynamicOffset, dynamic.count, flags: 6)
            + segment(3, interpreterOffset, interpreter.count, flags: 4) + segment(0x6474_E551, 0, 0, flags: 6)
            + segment(0x6474_E552, dynamicOffset, dynamic.count, flags: 4)
        let sections =
            [UInt8](repeating: 0, count: sectionSize) + section(1, 3, stringsOffset, strings.count)
            + section(9, 1, goOffset, goInformation.count) + section(23, 3, namesOffset, sectionNames.count)
        return header + segments + interpreter + strings + dynamic + goInformation + sectionNames + sections
    }
}
