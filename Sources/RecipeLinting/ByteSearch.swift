import Glibc

/// Fast search in texts: all recipes of a distribution are looked through in a moment.
extension UnsafeBufferPointer<UInt8> {
    /// Where a part occurs first, at `start` or behind it.
    func offset(of part: [UInt8], from start: Int = 0) -> Int? {
        guard let base = baseAddress, let first = part.first else { return nil }
        var start = start
        while start + part.count <= count {
            guard let found = memchr(base + start, Int32(first), count - start - part.count + 1) else { return nil }
            start = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
            if memcmp(found, part, part.count) == 0 { return start }
            start += 1
        }
        return nil
    }
}

extension String {
    /// Where a part occurs, in bytes; occurrences do not overlap.
    func offsets(of part: [UInt8]) -> [Int] {
        if part.isEmpty { return [] }
        return withBytes { bytes in
            var offsets: [Int] = []
            var start = 0
            while let offset = bytes.offset(of: part, from: start) {
                offsets.append(offset)
                start = offset + part.count
            }
            return offsets
        }
    }

    func offsets(of part: String) -> [Int] { offsets(of: Array(part.utf8)) }

    /// Whether a part occurs.
    func holds(_ part: [UInt8]) -> Bool { withBytes { $0.offset(of: part) != nil } }

    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        utf8.withContiguousStorageIfAvailable(body) ?? Array(utf8).withUnsafeBufferPointer(body)
    }

    /// Without blanks around it.
    var trimmed: String {
        var bytes = Array(utf8).drop(while: \.isBlank)
        while bytes.last?.isBlank == true { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension UInt8 {
    /// Whether the byte is a space, a tab, or the return in front of a line's end.
    var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0D }

    /// Whether the byte is part of a name in a shell script: a letter, a digit or `_`.
    var isWord: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: self == UInt8(ascii: "_")
        }
    }

    var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

    /// Whether the byte is a hexadecimal digit in either case.
    var isHexDigit: Bool { isDigit || UInt8(ascii: "a")...UInt8(ascii: "f") ~= self || UInt8(ascii: "A")...UInt8(ascii: "F") ~= self }
}
