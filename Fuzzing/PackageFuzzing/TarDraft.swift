import Fuzzing

/// A tar archive while it is changed: headers with what follows each.
struct TarDraft {
    /// A header block and its content.
    struct Piece {
        /// 512 bytes.
        var header: [UInt8]
        var content: [UInt8]
        /// Whether the header gets the content's length and a right checksum when the archive is put together.
        var isRepaired = true

        /// A header of the format, with these fields.
        init(_ path: [UInt8], flag: UInt8, content: [UInt8] = [], target: [UInt8] = [], mode: String = "0000644") {
            header = [UInt8](repeating: 0, count: TarDraft.block)
            self.content = content
            put(path.prefix(100), at: 0)
            put(mode.utf8, at: 100)
            put("0000000".utf8, at: 108)
            put("0000000".utf8, at: 116)
            put("00000000000".utf8, at: 136)
            header[156] = flag
            put(target.prefix(100), at: 157)
            put("ustar".utf8, at: 257)
            put("00".utf8, at: 263)
        }

        /// A header as it stands in an archive.
        init(header: [UInt8], content: [UInt8]) {
            self.header = header
            self.content = content
        }

        /// Writes over a part of the header.
        mutating func put(_ bytes: some Sequence<UInt8>, at offset: Int) {
            for (index, byte) in bytes.enumerated() where offset + index < header.count { header[offset + index] = byte }
        }

        var path: [UInt8] { Array(header.prefix(100).prefix { $0 != 0 }) }

        func bytes() -> [UInt8] {
            var piece = self
            if isRepaired {
                // Links, devices and directories have no content, whatever their size field says.
                if !(0x31...0x36).contains(header[156]) { piece.put(TarDraft.octal(content.count, digits: 11) + [0], at: 124) }
                piece.put([UInt8](repeating: 0x20, count: 8), at: 148)
                let sum = piece.header.reduce(0) { $0 + Int($1) }
                piece.put(TarDraft.octal(sum, digits: 6) + [0], at: 148)
            }
            let padding = (TarDraft.block - content.count % TarDraft.block) % TarDraft.block
            return piece.header + content + [UInt8](repeating: 0, count: padding)
        }
    }

    static let block = 512
    var pieces: [Piece] = []
    /// What follows the last entry: mostly zeros, or nothing.
    var tail: [UInt8] = []

    /// Takes an archive apart, as far as it is one.
    init(_ bytes: [UInt8]) {
        var position = 0
        while position + Self.block <= bytes.count, bytes[position] != 0 {
            let header = Array(bytes[position..<(position + Self.block)])
            let digits = header[124..<136].prefix { (0x30...0x37).contains($0) }
            let hasContent = !(0x31...0x36).contains(header[156])
            let size = hasContent ? digits.reduce(0) { ($0 << 3) + Int($1 - 0x30) } : 0
            guard size <= bytes.count - position - Self.block else { break }
            let start = position + Self.block
            pieces.append(Piece(header: header, content: Array(bytes[start..<(start + size)])))
            position = min(bytes.count, start + (size + Self.block - 1) / Self.block * Self.block)
        }
        tail = Array(bytes[position...])
    }

    func bytes() -> [UInt8] { pieces.flatMap { $0.bytes() } + tail }

    /// The content of the entry with a name.
    func content(_ name: String) -> [UInt8]? { pieces.first { $0.path.elementsEqual(name.utf8) }?.content }

    static func octal(_ value: Int, digits: Int) -> [UInt8] {
        let text = Array(String(max(0, value), radix: 8).utf8)
        return [UInt8](repeating: 0x30, count: max(0, digits - text.count)) + text.suffix(digits)
    }
}
