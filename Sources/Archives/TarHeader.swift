/// The 512 bytes of a USTAR header (POSIX.1-1988).
struct TarHeader {
    /// The largest size that eleven octal digits hold.
    static let largestSize: Int64 = 0o77777777777
    /// The largest owner or group that seven octal digits hold.
    static let largestOwner: UInt32 = 0o7777777
    private static let nameLength = 100
    private static let prefixLength = 155

    var name: [UInt8] = []
    var prefix: [UInt8] = []
    var flag: UInt8
    private let entry: TarEntry

    init(_ entry: TarEntry) {
        self.entry = entry
        flag = entry.kind.rawValue
    }

    func bytes() -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ bytes: some Sequence<UInt8>, at offset: Int, length: Int) {
            for (index, byte) in bytes.prefix(length).enumerated() { block[offset + index] = byte }
        }
        func put(octal value: Int64, at offset: Int, length: Int) {
            let digits = String(value, radix: 8)
            put(String(repeating: "0", count: max(0, length - 1 - digits.utf8.count)).utf8, at: offset, length: length)
            put(digits.utf8, at: offset + max(0, length - 1 - digits.utf8.count), length: length - 1)
        }
        put(name, at: 0, length: 100)
        put(octal: Int64(entry.mode & 0o7777), at: 100, length: 8)
        put(octal: Int64(min(entry.user, Self.largestOwner)), at: 108, length: 8)
        put(octal: Int64(min(entry.group, Self.largestOwner)), at: 116, length: 8)
        put(octal: min(entry.size, Self.largestSize), at: 124, length: 12)
        put(octal: min(max(0, entry.modificationTime), Self.largestSize), at: 136, length: 12)
        put([UInt8](repeating: 0x20, count: 8), at: 148, length: 8)
        block[156] = flag
        put(Self.ascii(Array(entry.linkTarget.utf8)), at: 157, length: 100)
        put("ustar\u{0}00".utf8, at: 257, length: 8)
        put(entry.userName.utf8, at: 265, length: 31)
        put(entry.groupName.utf8, at: 297, length: 31)
        put(octal: Int64(entry.deviceMajor), at: 329, length: 8)
        put(octal: Int64(entry.deviceMinor), at: 337, length: 8)
        put(prefix, at: 345, length: 155)
        let sum = block.reduce(0) { $0 + Int64($1) }
        // Six digits, NUL, blank: what other writers leave here (IMAGE.md §11).
        put(octal: sum, at: 148, length: 7)
        block[154] = 0
        return block
    }

    /// Whether a text needs no PAX record in a field of 100 bytes.
    static func fits(_ text: [UInt8]) -> Bool {
        text.count <= nameLength && text.allSatisfy { $0 < 0x80 }
    }

    /// The best that can be done for a text in an ASCII field: its first 100 ASCII bytes.
    static func ascii(_ text: [UInt8]) -> [UInt8] {
        Array(text.filter { $0 < 0x80 }.prefix(nameLength))
    }

    /// A path divided over the fields name and prefix at the last possible slash; nil when it does not fit.
    static func split(_ path: [UInt8]) -> (name: [UInt8], prefix: [UInt8])? {
        if fits(path) { return (path, []) }
        guard path.allSatisfy({ $0 < 0x80 }) else { return nil }
        guard let slash = path.prefix(prefixLength + 1).lastIndex(of: UInt8(ascii: "/")), slash > 0 else { return nil }
        let name = Array(path[(slash + 1)...])
        return name.isEmpty || name.count > nameLength ? nil : (name, Array(path[..<slash]))
    }
}
