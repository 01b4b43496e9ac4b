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
