/// How an ELF file writes its numbers: width of addresses, order of bytes.
struct ELFNumbers {
    let is64: Bool
    let isLittle: Bool

    /// From the first bytes of a file; nil when they are not those of ELF.
    init?(identification bytes: [UInt8]) {
        guard bytes.count >= 16, bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { return nil }
        guard 1...2 ~= bytes[4], 1...2 ~= bytes[5], bytes[6] == 1 else { return nil }
        is64 = bytes[4] == 2
        isLittle = bytes[5] == 1
    }

    /// Bytes of an address.
    var width: Int { is64 ? 8 : 4 }

    func number(_ bytes: [UInt8], _ offset: Int, _ width: Int) -> UInt64 {
        var result: UInt64 = 0
        for index in 0..<width { result = result << 8 | UInt64(bytes[isLittle ? offset + width - 1 - index : offset + index]) }
        return result
    }

    /// A number as wide as an address.
    func word(_ bytes: [UInt8], _ offset: Int) -> UInt64 { number(bytes, offset, width) }
}
