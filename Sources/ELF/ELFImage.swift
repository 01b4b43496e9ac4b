import Diagnostics

/// The header and tables of an ELF file of either width and byte order, every read bounded by the file.
struct ELFImage {
    /// A section of the file, before its name is looked up.
    struct SectionHeader {
        let nameOffset: UInt64
        let kind: UInt64
        let offset: UInt64
        let size: UInt64
        /// Which section belongs to it; in the first one, the number of the section of names when that is large.
        let link: UInt64
    }

    let content: ELFContent
    let numbers: ELFNumbers
    let kind: UInt64
    let machine: UInt64
    private(set) var segments: [ELFSegment] = []
    private(set) var sectionHeaders: [SectionHeader] = []
    private(set) var nameSection: UInt64

    private static let mostSegments: UInt64 = 1024
    private static let mostSections: UInt64 = 1 << 16

    init?(_ content: ELFContent) throws(Diagnostic) {
        self.content = content
        guard let header = try content.read(upTo: 64, at: 0), let numbers = ELFNumbers(identification: header) else { return nil }
        self.numbers = numbers
        let is64 = numbers.is64
        guard header.count >= (is64 ? 64 : 52) else { return nil }
        kind = numbers.number(header, 16, 2)
        machine = numbers.number(header, 18, 2)
        nameSection = numbers.number(header, is64 ? 62 : 50, 2)
        let table = numbers.word(header, is64 ? 32 : 28)
        let size = numbers.number(header, is64 ? 54 : 42, 2)
        let count = numbers.number(header, is64 ? 56 : 44, 2)
        if count > 0 {
            guard size >= (is64 ? 56 : 32), count <= Self.mostSegments else { return nil }
            guard let bytes = try content.read(table, count * size) else { return nil }
            for index in 0..<Int(count) { segments.append(ELFSegment(bytes, at: index * Int(size), numbers)) }
        }
        // Programs run without sections, so a file whose table of them is damaged is taken for one that has none.
        sectionHeaders = try sections(header) ?? []
        if nameSection == 0xFFFF { nameSection = sectionHeaders.first?.link ?? 0 }
    }

    private func sections(_ header: [UInt8]) throws(Diagnostic) -> [SectionHeader]? {
        let is64 = numbers.is64
        let table = numbers.word(header, is64 ? 40 : 32)
        let size = numbers.number(header, is64 ? 58 : 46, 2)
        var count = numbers.number(header, is64 ? 60 : 48, 2)
        guard table > 0, size >= (is64 ? 64 : 40) else { return nil }
        if count == 0 {
            // More sections than the header has room for: the first one says how many.
            guard let first = try content.read(table, size) else { return nil }
            count = numbers.word(first, is64 ? 32 : 20)
        }
        guard count <= Self.mostSections, let bytes = try content.read(table, count * size) else { return nil }
        return (0..<Int(count)).map { index in
            let start = index * Int(size)
            return SectionHeader(
                nameOffset: numbers.number(bytes, start, 4),
                kind: numbers.number(bytes, start + 4, 4),
                offset: numbers.word(bytes, start + (is64 ? 24 : 16)),
                size: numbers.word(bytes, start + (is64 ? 32 : 20)),
                link: numbers.number(bytes, start + (is64 ? 40 : 24), 4)
            )
        }
    }

    /// The file offset of a virtual address.
    func offset(of address: UInt64) -> UInt64? {
        for segment in segments where segment.kind == .load {
            if address >= segment.address, address - segment.address < segment.fileSize {
                return segment.offset &+ (address - segment.address)
            }
        }
        return nil
    }
}
