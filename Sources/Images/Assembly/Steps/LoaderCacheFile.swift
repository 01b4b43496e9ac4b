/// A file of glibc's format 1.1 of caches, for little-endian machines (IMAGE.md §9.11).
struct LoaderCacheFile {
    /// One library.
    struct Entry {
        /// What kind of library it is.
        let flags: UInt32
        /// The absolute path of its directory.
        let folder: String
        let name: String
    }

    private static let magic = Array("glibc-ld.so.cache1.1".utf8)
    private static let headerLength = 48
    private static let entryLength = 24

    private let entries: [Entry]

    /// - Parameter entries: in the order of the directories; the loader wants them from the greatest name to the least.
    init(_ entries: [Entry]) {
        let ordered = entries.enumerated().sorted { left, right in
            let order = Self.compare(Array(left.element.name.utf8), Array(right.element.name.utf8))
            return order == 0 ? left.offset < right.offset : order > 0
        }
        self.entries = ordered.map(\.element)
    }

    /// The file.
    var bytes: [UInt8] {
        var table: [UInt8] = []
        var texts: [UInt8] = []
        let start = Self.headerLength + entries.count * Self.entryLength
        for entry in entries {
            let position = start + texts.count
            let folder = entry.folder == "/" ? "" : entry.folder
            for number in [entry.flags, UInt32(position + folder.utf8.count + 1), UInt32(position), 0, 0, 0] { table += Self.bytes(number) }
            texts += Array("\(folder)/\(entry.name)".utf8) + [0]
        }
        var bytes = Self.magic + Self.bytes(UInt32(entries.count)) + Self.bytes(UInt32(texts.count))
        bytes += [UInt8](repeating: 0, count: Self.headerLength - bytes.count)
        bytes += table + texts
        return bytes + [UInt8](repeating: 0, count: 16 - bytes.count % 16)
    }

    /// How the loader compares names: numbers by their values, a digit above all else.
    ///
    /// - Returns: below, equal to, or above 0.
    static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        var (a, b) = (left[...], right[...])
        while let x = a.first, let y = b.first {
            switch (isDigit(x), isDigit(y)) {
            case (true, true):
                var (first, second) = (0, 0)
                // As numbers of the machine, which wrap.
                while let digit = a.first, isDigit(digit) { first = first &* 10 &+ Int(digit - 0x30); a = a.dropFirst() }
                while let digit = b.first, isDigit(digit) { second = second &* 10 &+ Int(digit - 0x30); b = b.dropFirst() }
                if first != second { return first < second ? -1 : 1 }
            case (true, false): return 1
            case (false, true): return -1
            case (false, false):
                if x != y { return x < y ? -1 : 1 }
                a = a.dropFirst()
                b = b.dropFirst()
            }
        }
        return a.count - b.count
    }

    private static func bytes(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.littleEndian) { Array($0) } }
}
