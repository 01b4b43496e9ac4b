public import Diagnostics
public import Files

/// Writes tar archives whose bytes depend on nothing but the entries (APK-FORMAT.md §2, PACKAGE.md §2.4, IMAGE.md §11).
///
/// A header is plain USTAR where it fits, and is preceded by a PAX header where it does not.
public final class TarWriter {
    private let sink: any ByteSink
    private static let blockSize = 512

    /// Writes to a sink, which is not closed.
    public init(_ sink: any ByteSink) {
        self.sink = sink
    }

    /// Writes an entry with its content.
    ///
    /// - Parameters:
    ///   - content: gives exactly `entry.size` bytes; nil only for a size of 0.
    ///   - border: is called where the content begins and where it ends.
    public func add(
        _ entry: TarEntry,
        content: (any ByteSource)? = nil,
        border: (() throws(Diagnostic) -> Void)? = nil
    ) throws(Diagnostic) {
        try addHeader(entry)
        try border?()
        guard let content else {
            if entry.size != 0 { throw changed(entry) }
            return
        }
        var rest = entry.size
        while true {
            // One byte more than expected is asked for, so that a file that has grown is noticed.
            let chunk = try content.read(upTo: Int(min(rest + 1, 1 << 18)))
            if chunk.isEmpty { break }
            rest -= Int64(chunk.count)
            if rest < 0 { throw changed(entry) }
            try sink.write(chunk)
        }
        if rest != 0 { throw changed(entry) }
        try border?()
        try pad(entry.size)
    }

    /// Writes what fills the last block of an entry whose header and content were written by other means.
    public func endContent(of entry: TarEntry) throws(Diagnostic) { try pad(entry.size) }

    /// Writes an entry whose content is at hand.
    public func add(_ entry: TarEntry, bytes: [UInt8]) throws(Diagnostic) {
        var entry = entry
        entry.size = Int64(bytes.count)
        try add(entry, content: ArrayReader(bytes))
    }

    /// Writes the end of the archive: two zero blocks. A *cut* archive goes without (APK-FORMAT.md §2).
    public func finish() throws(Diagnostic) {
        try sink.write([UInt8](repeating: 0, count: 2 * Self.blockSize))
    }

    private func changed(_ entry: TarEntry) -> Diagnostic {
        Diagnostic(.internalError, "\"\(entry.path)\" changed its size while it was being packed")
    }

    private func pad(_ size: Int64) throws(Diagnostic) {
        let over = Int(size % Int64(Self.blockSize))
        if over > 0 { try sink.write([UInt8](repeating: 0, count: Self.blockSize - over)) }
    }

    /// Writes the header of an entry; whoever calls it writes the content, and then calls `endContent`.
    public func addHeader(_ entry: TarEntry) throws(Diagnostic) {
        var records = entry.records
        if entry.user > TarHeader.largestOwner { records.append(.init(key: "uid", value: Array(String(entry.user).utf8))) }
        if entry.group > TarHeader.largestOwner { records.append(.init(key: "gid", value: Array(String(entry.group).utf8))) }
        let name = Array(entry.path.utf8)
        let target = Array(entry.linkTarget.utf8)
        var header = TarHeader(entry)
        if let split = TarHeader.split(name), records.isEmpty, TarHeader.fits(target) {
            header.name = split.name
            header.prefix = split.prefix
        } else {
            if !TarHeader.fits(name) { records.append(.init(key: "path", value: name)) }
            header.name = TarHeader.ascii(name)
            // apk-tools takes a header without a name for a part of the archive's end.
            if header.name.isEmpty { header.name = Array("_".utf8) }
        }
        if !TarHeader.fits(target) { records.append(.init(key: "linkpath", value: target)) }
        if entry.size > TarHeader.largestSize { records.append(.init(key: "size", value: Array(String(entry.size).utf8))) }
        if !records.isEmpty { try addExtendedHeader(records, for: name) }
        try sink.write(header.bytes())
    }

    private func addExtendedHeader(_ records: [TarEntry.Record], for name: [UInt8]) throws(Diagnostic) {
        var body: [UInt8] = []
        let ordered = records.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        for record in ordered { body += Self.line(record) }
        let slash = name.lastIndex(of: UInt8(ascii: "/"))
        let directory = slash.map { Array(name[...$0]) } ?? []
        let base = slash.map { Array(name[($0 + 1)...]) } ?? name
        var entry = TarEntry(path: "", kind: .regular, mode: 0)
        entry.size = Int64(body.count)
        var header = TarHeader(entry)
        header.flag = UInt8(ascii: "x")
        header.name = TarHeader.ascii(directory + Array("PaxHeaders.0/".utf8) + base)
        try sink.write(header.bytes())
        try sink.write(body)
        try pad(entry.size)
    }

    /// `<length> <key>=<value>\n`, where the length counts itself.
    private static func line(_ record: TarEntry.Record) -> [UInt8] {
        let rest = Array(" \(record.key)=".utf8) + record.value + [0x0A]
        var length = rest.count + 1
        while String(length).utf8.count + rest.count != length { length = String(length).utf8.count + rest.count }
        return Array(String(length).utf8) + rest
    }
}
