import Cryptography

/// One entry of a tar archive with any bytes in its fields: what no writer would write.
struct RawEntry: Sendable {
    var name: [UInt8]
    var flag: UInt8
    var mode = "0000644\0"
    var user: [UInt8] = Array("0000000\0".utf8)
    var group: [UInt8] = Array("0000000\0".utf8)
    /// Nil for the length of the content.
    var size: [UInt8]?
    var target: [UInt8] = []
    var userName: [UInt8] = Array("root".utf8)
    var groupName: [UInt8] = Array("root".utf8)
    var prefix: [UInt8] = []
    var content: [UInt8] = []
    /// Records of the PAX header before it.
    var records: [(key: [UInt8], value: [UInt8])] = []
    /// Whether a file or link gets the record with its checksum.
    var hasChecksum = true

    init(_ name: some Sequence<UInt8>, _ flag: Character, content: [UInt8] = []) {
        self.name = Array(name)
        self.flag = flag.asciiValue ?? 0
        self.content = content
    }

    static func file(_ name: String, _ content: String = "x") -> RawEntry { RawEntry(name.utf8, "0", content: Array(content.utf8)) }

    static func directory(_ name: String) -> RawEntry { RawEntry(name.utf8, "5").with { $0.mode = "0000755\0" } }

    static func link(_ name: String, to target: String) -> RawEntry {
        RawEntry(name.utf8, "2").with { entry in
            entry.mode = "0000777\0"
            if target.utf8.count > 100 { entry.records = [(Array("linkpath".utf8), Array(target.utf8))] }
            entry.target = Array(target.utf8)
        }
    }

    static func hardLink(_ name: String, to target: String) -> RawEntry { link(name, to: target).with { $0.flag = UInt8(ascii: "1") } }

    /// A header of its own, such as `x` or `L`, with any content.
    static func header(_ flag: Character, _ content: some Sequence<UInt8>) -> RawEntry {
        RawEntry("././@Header".utf8, flag, content: Array(content)).with { $0.hasChecksum = false }
    }

    func with(_ change: (inout RawEntry) -> Void) -> RawEntry {
        var entry = self
        change(&entry)
        return entry
    }

    /// With a record in the PAX header before it.
    func record(_ key: String, _ value: some Sequence<UInt8>) -> RawEntry { with { $0.records.append((Array(key.utf8), Array(value))) } }

    /// Blocks of the archive.
    var bytes: [UInt8] {
        var records = records
        if hasChecksum, flag == UInt8(ascii: "0") || flag == UInt8(ascii: "2") {
            let sum = Digest.of(flag == UInt8(ascii: "2") ? fullTarget : content, .sha1)
            records.append((Array("APK-TOOLS.checksum.SHA1".utf8), Array(sum.hex.utf8)))
        }
        let extended = records.flatMap { Self.line($0.key, $0.value) }
        return (extended.isEmpty ? [] : Self.header("x", extended).bytes) + header + Self.padded(content)
    }

    private var fullTarget: [UInt8] { records.first { $0.key.elementsEqual("linkpath".utf8) }?.value ?? target }

    private var header: [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ bytes: some Sequence<UInt8>, _ offset: Int, _ length: Int) {
            for (index, byte) in bytes.prefix(length).enumerated() { block[offset + index] = byte }
        }
        put(name, 0, 100)
        put(mode.utf8, 100, 8)
        put(user, 108, 8)
        put(group, 116, 8)
        put(size ?? Self.octal(content.count, 11), 124, 12)
        put(Self.octal(1_000, 11), 136, 12)
        put("        ".utf8, 148, 8)
        block[156] = flag
        put(target, 157, 100)
        put("ustar\u{0}00".utf8, 257, 8)
        put(userName, 265, 32)
        put(groupName, 297, 32)
        put(prefix, 345, 155)
        put(Self.octal(block.reduce(0) { $0 + Int($1) }, 6), 148, 6)
        block[154] = 0
        return block
    }

    static func line(_ key: [UInt8], _ value: [UInt8]) -> [UInt8] {
        let rest = [0x20] + key + [0x3D] + value + [0x0A]
        var length = rest.count + 1
        while String(length).utf8.count + rest.count != length { length = String(length).utf8.count + rest.count }
        return Array(String(length).utf8) + rest
    }

    static func octal(_ value: Int, _ digits: Int) -> [UInt8] {
        let text = String(value, radix: 8)
        return [UInt8](repeating: 0x30, count: max(0, digits - text.utf8.count)) + Array(text.utf8)
    }

    private static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }
}
