import Diagnostics
import Files

/// The header and segments of an ELF file of either width and byte order, every read bounded by the file.
struct ELFImage {
    enum Kind: UInt64 {
        case load = 1
        case dynamic = 2
        case interpreter = 3
        case other = 0
    }

    struct Segment {
        let kind: Kind
        let offset: UInt64
        let address: UInt64
        let size: UInt64
    }

    private(set) var segments: [Segment] = []
    private let file: FileReader
    private let length: UInt64
    private let is64: Bool
    private let isLittle: Bool
    private static let mostSegments = 1024
    private static let mostEntries: UInt64 = 65536

    init?(_ file: FileReader) throws(Diagnostic) {
        self.file = file
        length = UInt64(max(0, try file.size()))
        guard length >= 52 else { return nil }
        let header = try file.read(upTo: 64)
        guard header.count >= 52, Array(header[0..<4]) == [0x7F, 0x45, 0x4C, 0x46] else { return nil }
        is64 = header[4] == 2
        isLittle = header[5] == 1
        guard !is64 || header.count == 64 else { return nil }
        let table = number(header, is64 ? 32 : 28, is64 ? 8 : 4)
        let size = number(header, is64 ? 54 : 42, 2)
        let count = number(header, is64 ? 56 : 44, 2)
        guard size >= (is64 ? 56 : 32), count <= Self.mostSegments else { return nil }
        for index in 0..<count {
            guard let bytes = try read(table &+ index &* size, size) else { return nil }
            segments.append(
                Segment(
                    kind: Kind(rawValue: number(bytes, 0, 4)) ?? .other,
                    offset: number(bytes, is64 ? 8 : 4, is64 ? 8 : 4),
                    address: number(bytes, is64 ? 16 : 8, is64 ? 8 : 4),
                    size: number(bytes, is64 ? 32 : 16, is64 ? 8 : 4)
                )
            )
        }
    }

    /// The bytes at a file offset; nil when they lie outside of the file.
    func read(_ offset: UInt64, _ count: UInt64) throws(Diagnostic) -> [UInt8]? {
        guard offset <= length, count <= length - offset, count < 1 << 24 else { return nil }
        try file.seek(to: Int64(offset))
        var bytes: [UInt8] = []
        while bytes.count < Int(count) {
            let chunk = try file.read(upTo: Int(count) - bytes.count)
            if chunk.isEmpty { return nil }
            bytes += chunk
        }
        return bytes
    }

    func dynamicEntries(_ segment: Segment) throws(Diagnostic) -> [(tag: UInt64, value: UInt64)] {
        let width = is64 ? 8 : 4
        let count = min(segment.size / UInt64(2 * width), Self.mostEntries)
        guard let bytes = try read(segment.offset, count * UInt64(2 * width)) else { return [] }
        var entries: [(tag: UInt64, value: UInt64)] = []
        for index in 0..<Int(count) {
            let tag = number(bytes, index * 2 * width, width)
            if tag == 0 { break }
            entries.append((tag, number(bytes, index * 2 * width + width, width)))
        }
        return entries
    }

    /// The file offset of a virtual address.
    func offset(of address: UInt64) -> UInt64? {
        for segment in segments where segment.kind == .load {
            if address >= segment.address, address - segment.address < segment.size { return segment.offset &+ (address - segment.address) }
        }
        return nil
    }

    /// The text at an offset in a string table.
    func string(at table: UInt64, _ offset: UInt64) throws(Diagnostic) -> String? {
        let start = table &+ offset
        guard start < length, let bytes = try read(start, min(length - start, 1024)) else { return nil }
        guard let end = bytes.firstIndex(of: 0) else { return nil }
        return String(validating: bytes[..<end], as: UTF8.self)
    }

    private func number(_ bytes: [UInt8], _ offset: Int, _ width: Int) -> UInt64 {
        let field = bytes[offset..<(offset + width)]
        return (isLittle ? Array(field.reversed()) : Array(field)).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
