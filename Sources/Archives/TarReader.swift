public import Diagnostics
public import Files

/// Reads a tar archive entry by entry, as apk-tools does but without trusting it (APK-FORMAT.md §2).
///
/// The checksum of every header is verified, sizes and names are bounded, and an archive that stops in the middle of
/// an entry is an error; one that stops between entries (a cut archive) is not.
public final class TarReader: ByteSource {
    /// Bytes read of the archive so far: after `next`, where the content of the entry begins.
    public private(set) var offset: Int64 = 0

    private let source: any ByteSource
    private let name: String
    private var contentRest: Int64 = 0
    private var paddingRest = 0
    private static let blockSize = 512
    /// No path or link may be longer (PATH_MAX less what an installer adds).
    private static let longestPath = 4086
    private static let largestExtendedHeader: Int64 = 1 << 20
    /// No entry needs more than one of each kind before it.
    private static let mostHeaders = 16
    /// Linux gives a file no more than 64 KiB of names of attributes, and each attribute is one record.
    private static let mostRecords = 1_024

    /// - Parameter name: what the archive is called in errors.
    public init(_ source: any ByteSource, name: String) {
        self.source = source
        self.name = name
    }

    /// The next entry; what was left of the one before is skipped. Nil at the end.
    public func next() throws(Diagnostic) -> TarEntry? {
        while contentRest > 0 { _ = try read(upTo: 1 << 16) }
        try skipPadding()
        var records: [TarEntry.Record]?
        var longName: [UInt8]?
        var longTarget: [UInt8]?
        for header in 0...Self.mostHeaders {
            let block = try readBlock()
            guard let block, !block.allSatisfy({ $0 == 0 }) else {
                if header > 0 { throw damaged("an extended header stands before no entry") }
                return block == nil ? nil : try end()
            }
            let field = try HeaderFields(block, archive: name)
            contentRest = field.size
            paddingRest = (Self.blockSize - Int(field.size % Int64(Self.blockSize))) % Self.blockSize
            // Of two headers of one kind some readers take the first, and apk-tools the last.
            switch field.flag {
            case UInt8(ascii: "x"):
                if records != nil { throw damaged("two PAX headers stand before one entry") }
                records = try extendedHeader()
            case UInt8(ascii: "g"): _ = try extendedHeader()
            case UInt8(ascii: "L"):
                if longName != nil { throw damaged("two GNU headers with a long name stand before one entry") }
                longName = try longText()
            case UInt8(ascii: "K"):
                if longTarget != nil { throw damaged("two GNU headers with a long link target stand before one entry") }
                longTarget = try longText()
            default: return try entry(field, records: records ?? [], longName: longName, longTarget: longTarget)
            }
        }
        throw damaged("more than \(Self.mostHeaders) extended headers stand before an entry")
    }

    public func read(upTo count: Int) throws(Diagnostic) -> [UInt8] {
        if contentRest == 0 { return [] }
        let chunk = try source.read(upTo: Int(min(Int64(count), contentRest)))
        if chunk.isEmpty { throw damaged("it ends in the middle of an entry") }
        contentRest -= Int64(chunk.count)
        offset += Int64(chunk.count)
        return chunk
    }

    /// Passes over what is left of the current entry's content.
    ///
    /// - Parameter passed: gets the blocks that it is in.
    /// - Returns: false where the source cannot do that without a look at it; nothing is passed over then.
    public func skip(_ passed: (BlockTable.Entry, [UInt8]) -> Void) throws(Diagnostic) -> Bool {
        guard contentRest > 0, let source = source as? any SkippableSource, try source.skip(contentRest, passed) else { return false }
        offset += contentRest
        contentRest = 0
        return true
    }

    /// The whole content of the current entry.
    ///
    /// - Parameter limit: bytes; a longer entry is an error.
    public func readAll(limit: Int64 = 16 << 20) throws(Diagnostic) -> [UInt8] {
        if contentRest > limit { throw damaged("an entry is larger than \(limit) bytes") }
        var content: [UInt8] = []
        // What a header says may be far from true.
        content.reserveCapacity(Int(min(contentRest, 1 << 22)))
        while contentRest > 0 { content += try read(upTo: 1 << 16) }
        return content
    }

    private func entry(
        _ field: HeaderFields,
        records: [TarEntry.Record],
        longName: [UInt8]?,
        longTarget: [UInt8]?
    ) throws(Diagnostic) -> TarEntry {
        if field.flag == 0 {
            throw damaged("\"\(String(decoding: field.path, as: UTF8.self))\" is an entry of the oldest kind, which apk-tools leaves out")
        }
        guard let kind = TarEntry.Kind(rawValue: field.flag == UInt8(ascii: "7") ? UInt8(ascii: "0") : field.flag) else {
            throw damaged("it has an entry of the unknown type \(field.flag)")
        }
        if longName != nil, field.hasPrefix { throw damaged("an entry has both a long name of GNU's kind and a prefix") }
        // apk-tools lets a long name win over the records before it, other readers the records over the name.
        if longName != nil || longTarget != nil, !records.isEmpty {
            throw damaged("an entry has both a PAX header and one of GNU's kind")
        }
        let path = records.first { $0.key == "path" }?.value ?? longName ?? field.path
        let target = records.first { $0.key == "linkpath" }?.value ?? longTarget ?? field.linkTarget
        var entry = TarEntry(path: try text(path), kind: kind, mode: field.mode & 0o7777)
        while entry.path.utf8.last == UInt8(ascii: "/") { entry.path.unicodeScalars.removeLast() }
        if entry.path.isEmpty { throw damaged("an entry has no name") }
        // Some writers put the kind of file there too.
        guard field.mode == entry.mode || field.mode == entry.mode | kind.modeBits else {
            throw damaged("the mode \(String(field.mode, radix: 8)) of \"\(entry.path)\" is none that a file can have")
        }
        if field.recordedSize > 0, kind != .regular {
            // apk-tools skips that much, other readers skip nothing: what follows would be two archives.
            throw damaged("\"\(entry.path)\" is no file and has a size")
        }
        if let sparse = records.first(where: { $0.key.hasPrefix("GNU.sparse.") }) {
            throw damaged("\"\(entry.path)\" is a sparse file (\(sparse.key)), which apk-tools does not know")
        }
        entry.user = try owner("uid", records) ?? field.user
        entry.group = try owner("gid", records) ?? field.group
        entry.userName = try ownerName(field.userName)
        entry.groupName = try ownerName(field.groupName)
        entry.modificationTime = field.modificationTime
        entry.linkTarget = try text(target)
        entry.deviceMajor = field.deviceMajor
        entry.deviceMinor = field.deviceMinor
        entry.isTargetCut = longTarget != nil
        entry.records = records.filter { !["path", "linkpath", "size", "uid", "gid"].contains($0.key) }
        if kind == .regular { entry.size = try size(field.size, records) }
        contentRest = entry.size
        return entry
    }

    /// The size of a file that may be too large for the header. A record that contradicts the header is refused, because readers that
    /// ignore it, such as apk-tools, would see other entries.
    private func size(_ field: Int64, _ records: [TarEntry.Record]) throws(Diagnostic) -> Int64 {
        guard let record = records.first(where: { $0.key == "size" }) else { return field }
        guard let size = Self.decimal(record.value[...]), size == field || size > TarHeader.largestSize else {
            throw damaged("the size in a PAX header is not that of the entry")
        }
        paddingRest = (Self.blockSize - Int(size % Int64(Self.blockSize))) % Self.blockSize
        return size
    }

    private func owner(_ key: String, _ records: [TarEntry.Record]) throws(Diagnostic) -> UInt32? {
        guard let record = records.first(where: { $0.key == key }) else { return nil }
        guard let number = Self.decimal(record.value[...]).flatMap({ UInt32(exactly: $0) }) else {
            throw damaged("the \(key) in a PAX header is not a number")
        }
        return number
    }

    /// A number in digits only.
    private static func decimal(_ digits: ArraySlice<UInt8>) -> Int64? {
        digits.allSatisfy { (0x30...0x39).contains($0) } ? Int64(String(decoding: digits, as: UTF8.self)) : nil
    }

    private func ownerName(_ bytes: [UInt8]) throws(Diagnostic) -> String {
        guard let text = String(validating: bytes, as: UTF8.self), bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw damaged("the name of an owner or group is not UTF-8, or holds a control character")
        }
        return text
    }

    private func text(_ bytes: [UInt8]) throws(Diagnostic) -> String {
        if bytes.count > Self.longestPath { throw damaged("a path is longer than \(Self.longestPath) bytes") }
        if bytes.contains(0) { throw damaged("a path holds a NUL byte") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw damaged("a path is not UTF-8") }
        return text
    }

    /// The content of a GNU header for a name or target that is too long for its field.
    private func longText() throws(Diagnostic) -> [UInt8] {
        let text = try readAll(limit: Self.largestExtendedHeader)
        try skipPadding()
        return Array(text.prefix { $0 != 0 })
    }

    private func extendedHeader() throws(Diagnostic) -> [TarEntry.Record] {
        var rest = try readAll(limit: Self.largestExtendedHeader)[...]
        try skipPadding()
        var records: [TarEntry.Record] = []
        while !rest.isEmpty {
            guard let space = rest.firstIndex(of: 0x20), let length = Self.decimal(rest[..<space]).flatMap({ Int($0) }),
                length > space - rest.startIndex + 2, length <= rest.count, rest[rest.startIndex + length - 1] == 0x0A
            else { throw damaged("a PAX header is malformed") }
            let line = rest[(space + 1)..<(rest.startIndex + length - 1)]
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { throw damaged("a PAX header is malformed") }
            guard let key = String(validating: line[..<equals], as: UTF8.self) else {
                throw damaged("a PAX header has a key that is not UTF-8")
            }
            // Of two values some readers take the first, and apk-tools the last.
            if records.contains(where: { $0.key == key }) { throw damaged("a PAX header has \"\(key)\" twice") }
            if records.count >= Self.mostRecords { throw damaged("a PAX header has more than \(Self.mostRecords) records") }
            records.append(.init(key: key, value: Array(line[(equals + 1)...])))
            rest = rest.dropFirst(length)
        }
        return records
    }

    /// After the first zero block nothing but zeros may follow.
    private func end() throws(Diagnostic) -> TarEntry? {
        while true {
            let chunk = try source.read(upTo: 1 << 16)
            if chunk.isEmpty { return nil }
            if chunk.contains(where: { $0 != 0 }) { throw damaged("something follows its end") }
        }
    }

    private func skipPadding() throws(Diagnostic) {
        while paddingRest > 0 {
            let chunk = try source.read(upTo: paddingRest)
            if chunk.isEmpty { throw damaged("it ends in the middle of an entry") }
            paddingRest -= chunk.count
            offset += Int64(chunk.count)
        }
    }

    private func readBlock() throws(Diagnostic) -> [UInt8]? {
        var block: [UInt8] = []
        while block.count < Self.blockSize {
            let chunk = try source.read(upTo: Self.blockSize - block.count)
            if chunk.isEmpty {
                if block.isEmpty { return nil }
                throw damaged("it ends in the middle of a header")
            }
            block += chunk
            offset += Int64(chunk.count)
        }
        return block
    }

    private func damaged(_ reason: String) -> Diagnostic {
        Diagnostic(.damagedArchive, "\(name) is damaged: \(reason)")
    }
}

extension Diagnostic.Code {
    /// An archive, package or index is not what its format asks for.
    public static let damagedArchive = work("damaged-archive")
}
