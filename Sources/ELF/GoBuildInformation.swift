import Diagnostics

/// What the Go linker writes into a program: the compiler's version, and the settings of the build.
public struct GoBuildInformation: Hashable, Sendable {
    /// The compiler: `go1.24.1`.
    public let version: String
    /// The settings, in order: `CGO_ENABLED` and `1`, `-tags` and `netgo`. Empty for programs made before Go 1.18.
    public let settings: [Setting]

    /// One setting of the build.
    public struct Setting: Hashable, Sendable {
        public let key: String
        public let value: String
    }

    /// The value of a setting, nil when it is not there.
    public subscript(_ key: String) -> String? { settings.last { $0.key == key }?.value }

    private static let magic: [UInt8] = [0xFF] + Array(" Go buildinf:".utf8)
    private static let headerSize = 32
    private static let mostSearched: UInt64 = 1 << 20
    private static let mostText = 1 << 20

    /// Looks where the linker puts it: in a section of its own, or in the data when there are no sections.
    init?(_ image: ELFImage, sections: [ELFFile.Section]) throws(Diagnostic) {
        var place: (offset: UInt64, size: UInt64)?
        if let section = sections.first(where: { $0.name == ".go.buildinfo" }) {
            place = (section.offset, section.size)
        } else if sections.isEmpty, let data = image.segments.first(where: { $0.kind == .load && $0.isWritable && !$0.isExecutable }) {
            place = (data.offset, data.fileSize)
        }
        guard let place, let data = try image.content.read(upTo: min(place.size, Self.mostSearched), at: place.offset) else { return nil }
        let places = stride(from: 0, to: data.count - Self.headerSize + 1, by: 16)
        guard let start = places.first(where: { data[$0...].starts(with: Self.magic) }) else { return nil }
        var version: [UInt8]
        var module: [UInt8]
        if data[start + 15] & 2 != 0 {
            // Two texts, each behind its length.
            var rest = try image.content.read(upTo: UInt64(2 * Self.mostText), at: place.offset + UInt64(start + Self.headerSize)) ?? []
            version = Self.takeText(&rest)
            module = Self.takeText(&rest)
        } else {
            version = try Self.text(image, pointer: image.numbers.word(data, start + 16))
            module = try Self.text(image, pointer: image.numbers.word(data, start + 16 + image.numbers.width))
        }
        guard !version.isEmpty else { return nil }
        self.version = String(decoding: version, as: UTF8.self)
        // Sixteen bytes before and after it mark the text in memory.
        module = module.count >= 33 && module[module.count - 17] == 0x0A ? Array(module[16..<(module.count - 16)]) : []
        settings = String(decoding: module, as: UTF8.self).split(separator: "\n").compactMap { line in
            guard line.hasPrefix("build\t"), let mark = line.firstIndex(of: "=") else { return nil }
            return Setting(key: Self.unquoted(line[..<mark].dropFirst(6)), value: Self.unquoted(line[line.index(after: mark)...]))
        }
    }

    /// A text behind its length, a number of seven bits a byte.
    private static func takeText(_ bytes: inout [UInt8]) -> [UInt8] {
        var count = 0
        for (index, byte) in bytes.prefix(4).enumerated() {
            count |= Int(byte & 0x7F) << (7 * index)
            guard byte & 0x80 == 0 else { continue }
            guard count <= mostText, count <= bytes.count - index - 1 else { return [] }
            let text = Array(bytes[(index + 1)..<(index + 1 + count)])
            bytes = Array(bytes[(index + 1 + count)...])
            return text
        }
        return []
    }

    /// A text as a Go program of before 1.18 has it: an address that leads to an address and a length.
    private static func text(_ image: ELFImage, pointer: UInt64) throws(Diagnostic) -> [UInt8] {
        let width = image.numbers.width
        guard let header = image.offset(of: pointer), let pair = try image.content.read(header, UInt64(2 * width)) else { return [] }
        let count = image.numbers.word(pair, width)
        guard count <= UInt64(mostText), let start = image.offset(of: image.numbers.word(pair, 0)) else { return [] }
        return try image.content.read(start, count) ?? []
    }

    /// Values with blanks are quoted; what is escaped in them is left as it is, since no rule asks for it.
    private static func unquoted(_ text: Substring) -> String {
        text.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"") ? String(text.dropFirst().dropLast()) : String(text)
    }
}
