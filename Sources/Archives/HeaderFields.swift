import Diagnostics

/// What a USTAR header block says, checked field by field.
struct HeaderFields {
    let flag: UInt8
    let path: [UInt8]
    let linkTarget: [UInt8]
    let mode: UInt32
    let user: UInt32
    let group: UInt32
    /// Length of the content that follows.
    let size: Int64
    /// What the field says, also where no content follows.
    let recordedSize: Int64
    let hasPrefix: Bool
    let modificationTime: Int64
    let userName: [UInt8]
    let groupName: [UInt8]
    let deviceMajor: UInt32
    let deviceMinor: UInt32

    init(_ block: [UInt8], archive: String) throws(Diagnostic) {
        func damaged(_ reason: String) -> Diagnostic {
            Diagnostic(.damagedArchive, "\(archive) is damaged: \(reason)")
        }
        func text(_ offset: Int, _ length: Int) -> [UInt8] {
            Array(block[offset..<(offset + length)].prefix { $0 != 0 })
        }
        func octal(_ offset: Int, _ length: Int, _ field: String) throws(Diagnostic) -> Int64 {
            let text = block[offset..<(offset + length)].drop { $0 == 0x20 }
            let digits = text.prefix { $0 != 0 && $0 != 0x20 }
            guard digits.allSatisfy({ (0x30...0x37).contains($0) }),
                let value = digits.isEmpty ? 0 : Int64(String(decoding: digits, as: UTF8.self), radix: 8)
            else {
                throw damaged("the field \(field) of a header is not an octal number")
            }
            guard text.dropFirst(digits.count).allSatisfy({ $0 == 0 || $0 == 0x20 }) else {
                throw damaged("something follows the number in the field \(field) of a header")
            }
            return value
        }
        guard Array(block[257..<262]) == Array("ustar".utf8) else { throw damaged("a header is not of the ustar format") }
        var sum: Int64 = 8 * 0x20
        for (index, byte) in block.enumerated() where !(148..<156).contains(index) { sum += Int64(byte) }
        guard try octal(148, 8, "checksum") == sum else { throw damaged("the checksum of a header is wrong") }
        flag = block[156]
        let name = text(0, 100)
        let prefix = text(345, 155)
        // apk-tools takes a block without a name for one of the two that end an archive, whatever else is in it.
        if name.isEmpty { throw damaged("an entry has no name") }
        hasPrefix = !prefix.isEmpty
        // The PAX and GNU headers use the prefix field for other things.
        path = prefix.isEmpty || flag == UInt8(ascii: "x") || flag == UInt8(ascii: "g") ? name : prefix + [0x2F] + name
        linkTarget = text(157, 100)
        mode = UInt32(truncatingIfNeeded: try octal(100, 8, "mode"))
        user = UInt32(truncatingIfNeeded: try octal(108, 8, "uid"))
        group = UInt32(truncatingIfNeeded: try octal(116, 8, "gid"))
        let hasContent = ![
            UInt8(ascii: "1"), UInt8(ascii: "2"), UInt8(ascii: "3"), UInt8(ascii: "4"), UInt8(ascii: "5"), UInt8(ascii: "6"),
        ]
        .contains(flag)
        recordedSize = try octal(124, 12, "size")
        size = hasContent ? recordedSize : 0
        modificationTime = try octal(136, 12, "mtime")
        userName = text(265, 32)
        groupName = text(297, 32)
        deviceMajor = UInt32(truncatingIfNeeded: try octal(329, 8, "devmajor"))
        deviceMinor = UInt32(truncatingIfNeeded: try octal(337, 8, "devminor"))
    }
}
