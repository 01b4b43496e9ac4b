public import Diagnostics
public import Files

/// Writes cpio archives in the form that Linux takes for an initial RAM file system (newc).
public final class CpioWriter {
    private let sink: any ByteSink
    private var number: UInt32 = 0
    private static let largestSize: Int64 = 0xFFFF_FFFF

    /// Writes to a sink, which is not closed.
    public init(_ sink: any ByteSink) {
        self.sink = sink
    }

    /// Writes an entry with its content, which for a link is where it leads. Owner and time are 0.
    ///
    /// - Parameter content: gives exactly `entry.size` bytes; nil for none.
    public func add(_ entry: TarEntry, content: (any ByteSource)? = nil) throws(Diagnostic) {
        let target = Array(entry.linkTarget.utf8)
        let size = entry.kind == .symbolicLink ? Int64(target.count) : entry.size
        if size > Self.largestSize { throw Diagnostic(.limit, "\"\(entry.path)\" is larger than an entry of a cpio archive can be") }
        number += 1
        let links: UInt32 = entry.kind == .directory ? 2 : 1
        try addHeader(
            entry.path,
            [
                number, entry.kind.modeBits | entry.mode & 0o7777, 0, 0, links, 0, UInt32(size), 0, 0, entry.deviceMajor, entry.deviceMinor,
            ]
        )
        if entry.kind == .symbolicLink {
            try sink.write(target)
        } else if let content {
            var rest = size
            while true {
                let bytes = try content.read(upTo: Int(min(rest + 1, 1 << 18)))
                if bytes.isEmpty { break }
                rest -= Int64(bytes.count)
                if rest < 0 { throw changed(entry) }
                try sink.write(bytes)
            }
            if rest != 0 { throw changed(entry) }
        } else if size != 0 {
            throw changed(entry)
        }
        try pad(size)
    }

    /// Writes the end of the archive.
    public func finish() throws(Diagnostic) {
        try addHeader("TRAILER!!!", [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    }

    private func addHeader(_ name: String, _ numbers: [UInt32]) throws(Diagnostic) {
        var header = Array("070701".utf8)
        let length = UInt32(name.utf8.count + 1)
        for number in numbers + [length, 0] {
            let digits = String(number, radix: 16, uppercase: true)
            header += Array(String(repeating: "0", count: 8 - digits.utf8.count).utf8) + Array(digits.utf8)
        }
        header += Array(name.utf8) + [0]
        try sink.write(header)
        try pad(Int64(header.count))
    }

    private func pad(_ length: Int64) throws(Diagnostic) {
        let over = Int(length % 4)
        if over > 0 { try sink.write([UInt8](repeating: 0, count: 4 - over)) }
    }

    private func changed(_ entry: TarEntry) -> Diagnostic {
        Diagnostic(.internalError, "\"\(entry.path)\" changed its size while it was being packed")
    }
}
