import Diagnostics

/// What the dynamic loader is told.
struct ELFDynamicSection {
    var needed: [String] = []
    var sonames: [String] = []
    var runPath: [String] = []
    var legacyRunPath: [String] = []
    var bindsNow = false
    var isMarkedAsProgram = false

    private static let mostEntries: UInt64 = 65536
    private static let mostCharacters: UInt64 = 1023

    /// Reads the section that a segment leads to; nil when there is none.
    init?(_ image: ELFImage) throws(Diagnostic) {
        // Linkers make one; more of them would multiply the names without end.
        guard let segment = image.segments.first(where: { $0.kind == .dynamic }), !Self.isRemoved(from: image) else { return nil }
        let width = image.numbers.width
        let count = min(segment.fileSize / UInt64(2 * width), Self.mostEntries)
        guard let bytes = try image.content.read(segment.offset, count * UInt64(2 * width)) else { return nil }
        var entries: [(tag: UInt64, value: UInt64)] = []
        for index in 0..<Int(count) {
            let tag = image.numbers.word(bytes, index * 2 * width)
            if tag == 0 { break }
            entries.append((tag, image.numbers.word(bytes, index * 2 * width + width)))
        }
        let strings = entries.first { $0.tag == 5 }.flatMap { image.offset(of: $0.value) }
        for (tag, value) in entries {
            switch tag {
            case 24: bindsNow = true
            case 30: bindsNow = bindsNow || value & 8 != 0
            case 0x6FFF_FFFB:
                bindsNow = bindsNow || value & 1 != 0
                isMarkedAsProgram = value & 0x0800_0000 != 0
            case 1, 14, 15, 29:
                guard let strings, let text = try image.content.string(at: strings &+ value, limit: Self.mostCharacters) else { continue }
                switch tag {
                case 1: needed.append(text)
                case 14: sonames.append(text)
                case 15: legacyRunPath = Self.folders(text)
                default: runPath = Self.folders(text)
                }
            default: break
            }
        }
    }

    /// Files of debugging information keep the program headers, but what those lead to is no longer there.
    static func isRemoved(from image: ELFImage) -> Bool {
        !image.sectionHeaders.isEmpty && !image.sectionHeaders.contains { $0.kind == 6 }
    }

    /// The folders of a list; an empty one is the folder that a program is started in.
    private static func folders(_ text: String) -> [String] {
        text.isEmpty ? [] : text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }
}
