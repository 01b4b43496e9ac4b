import Archives
import Cryptography

/// A listing as bytes for the store: fields of fixed length, then texts with their lengths, all in the machine's order of bytes.
extension PackageListing {
    /// Changes when what is in a listing changes.
    private static let mark = Array("cuttle-listing-3".utf8)
    private static let digestLength = 32

    /// The listing as bytes, with a digest of them.
    var encoded: [UInt8] {
        var bytes = Self.mark
        func put<Number: FixedWidthInteger>(_ number: Number) { withUnsafeBytes(of: number) { bytes += $0 } }
        func put(_ text: String) {
            put(UInt32(text.utf8.count))
            bytes += text.utf8
        }
        put(UInt32(entries.count))
        for entry in entries {
            put(entry.kind.rawValue)
            put(UInt8((entry.checksum == nil ? 0 : 1) | (entry.library == nil ? 0 : 2) | (entry.isCompared ? 0 : 4)))
            for number in [entry.mode, entry.user, entry.group] { put(number) }
            for number in [entry.size, entry.modificationTime, entry.offset] { put(number) }
            put(entry.path)
            put(entry.linkTarget)
            if let words = entry.checksum?.words {
                put(words.0)
                put(words.1)
                put(words.2)
            }
            if let library = entry.library {
                put(library.machine)
                put(UInt32(library.sonames.count))
                for name in library.sonames { put(name) }
            }
            put(UInt32(entry.attributes.count))
            for attribute in entry.attributes {
                put(attribute.key)
                put(UInt32(attribute.value.count))
                bytes += attribute.value
            }
        }
        return bytes + Digest.of(bytes).bytes
    }

    /// Reads a listing; nil when it is of another time, or damaged.
    init?(decoding bytes: [UInt8]) {
        let end = bytes.count - Self.digestLength
        guard end >= Self.mark.count, bytes.starts(with: Self.mark) else { return nil }
        let entries = bytes.withUnsafeBytes { buffer -> [Entry]? in
            let hasher = DigestHasher()
            hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<end]))
            guard hasher.finish().bytes.elementsEqual(buffer[end...]) else { return nil }
            var reader = Reader(bytes: UnsafeRawBufferPointer(rebasing: buffer[..<end]), position: Self.mark.count)
            return reader.entries()
        }
        guard let entries else { return nil }
        self.init(entries)
    }

    /// Reads from bytes whose digest is right; what leads out of them all the same gives nothing.
    private struct Reader {
        let bytes: UnsafeRawBufferPointer
        var position: Int
        var isDamaged = false

        mutating func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number {
            guard MemoryLayout<Number>.size <= bytes.count - position else {
                isDamaged = true
                return 0
            }
            defer { position += MemoryLayout<Number>.size }
            return bytes.loadUnaligned(fromByteOffset: position, as: type)
        }

        mutating func piece() -> Slice<UnsafeRawBufferPointer> {
            let length = Int(number(UInt32.self))
            guard length <= bytes.count - position else {
                isDamaged = true
                return bytes[0..<0]
            }
            defer { position += length }
            return bytes[position..<(position + length)]
        }

        mutating func text() -> String { String(decoding: UnsafeRawBufferPointer(rebasing: piece()), as: UTF8.self) }

        mutating func entries() -> [Entry]? {
            let count = Int(number(UInt32.self))
            var entries: [Entry] = []
            entries.reserveCapacity(min(count, bytes.count / 32))
            for _ in 0..<count {
                guard let kind = TarEntry.Kind(rawValue: number()), !isDamaged else { return nil }
                entries.append(entry(kind))
            }
            return isDamaged ? nil : entries
        }

        private mutating func entry(_ kind: TarEntry.Kind) -> Entry {
            var entry = Entry(TarEntry(path: "", kind: kind, mode: 0))
            let flags = number(UInt8.self)
            entry.isCompared = flags & 4 == 0
            entry.mode = number()
            entry.user = number()
            entry.group = number()
            entry.size = number()
            entry.modificationTime = number()
            entry.offset = number()
            entry.path = text()
            entry.linkTarget = text()
            if flags & 1 != 0 { entry.checksum = Checksum(words: (number(), number(), number())) }
            if flags & 2 != 0 {
                var library = Library(machine: number(), sonames: [])
                let count = number(UInt32.self)
                while library.sonames.count < count, !isDamaged { library.sonames.append(text()) }
                entry.library = library
            }
            let count = number(UInt32.self)
            while entry.attributes.count < count, !isDamaged {
                entry.attributes.append(TarEntry.Record(key: text(), value: Array(piece())))
            }
            return entry
        }
    }
}
