/// A text that diagnostics point into.
public final class SourceFile: Sendable {
    /// The name shown to people: the path as the user gave it.
    public let name: String
    /// The whole text.
    public let bytes: [UInt8]

    /// Wraps a text that has been read.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// The text of a line without its terminator.
    ///
    /// - Parameter number: counted from 1; a line outside the text is empty.
    public func line(_ number: Int) -> String {
        var start = 0
        var current = 1
        while current < number {
            guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { return "" }
            start = end + 1
            current += 1
        }
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
        var line = bytes[start..<end]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }
}

/// A stretch of one line in a source file.
public struct SourceSpan: Hashable, Sendable {
    /// The text.
    public let file: SourceFile
    // Documents hold a span per value: four bytes a number keep them small.
    private let storedLine: Int32
    private let storedColumn: Int32
    private let storedLength: Int32

    /// Makes a span; `length` is raised to 1.
    public init(file: SourceFile, line: Int, column: Int, length: Int = 1) {
        self.file = file
        storedLine = Int32(clamping: line)
        storedColumn = Int32(clamping: column)
        storedLength = Int32(clamping: max(1, length))
    }

    /// Line, counted from 1.
    public var line: Int { Int(storedLine) }
    /// Column in characters, counted from 1.
    public var column: Int { Int(storedColumn) }
    /// Number of characters to underline, at least 1.
    public var length: Int { Int(storedLength) }

    /// Where a text stands at or behind the beginning of this span; the span itself when it does not.
    ///
    /// A value over several lines has one span: so the part of it that a message is about is found.
    public func locating(_ text: String) -> SourceSpan {
        let needle = Array(text.utf8.prefix { $0 != UInt8(ascii: "\n") })
        guard !needle.isEmpty else { return self }
        let bytes = file.bytes
        var start = 0
        var number = 1
        while number < line, let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            start = end + 1
            number += 1
        }
        // Columns count characters; the search begins with the line, so that it need not know their bytes.
        while start <= bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            var position = start
            while position + needle.count <= end {
                if bytes[position] == needle[0], bytes[position..<(position + needle.count)].elementsEqual(needle) {
                    let column = bytes[start..<position].count { $0 & 0xC0 != 0x80 } + 1
                    if number > line || column >= self.column {
                        return SourceSpan(file: file, line: number, column: column, length: text.count)
                    }
                }
                position += 1
            }
            start = end + 1
            number += 1
        }
        return self
    }

    public static func == (left: SourceSpan, right: SourceSpan) -> Bool {
        left.file.name == right.file.name && left.line == right.line && left.column == right.column && left.length == right.length
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(file.name)
        hasher.combine(line)
        hasher.combine(column)
    }

    /// `file:line:column`, as compilers print it.
    public var description: String { "\(file.name):\(line):\(column)" }
}
