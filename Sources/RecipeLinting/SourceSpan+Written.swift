import Diagnostics

extension SourceSpan {
    /// The text of a value as the file has it, quotes taken off.
    ///
    /// The span of a value of several lines covers only where it begins; the lines that are indented deeper belong to it.
    var written: String {
        file.bytes.withUnsafeBufferPointer { bytes in
            var start = 0
            for _ in 1..<line {
                guard let end = bytes.offset(of: Self.newline, from: start) else { return "" }
                start = end + 1
            }
            var begin = start
            for _ in 1..<column where begin < bytes.count { begin = Self.next(bytes, begin) }
            var end = begin
            if length > 1 {
                for _ in 0..<length where end < bytes.count { end = Self.next(bytes, end) }
            } else {
                let indentation = Self.indentation(bytes[start...])
                end = Self.lineEnd(bytes, begin)
                while end < bytes.count {
                    let following = Self.lineEnd(bytes, end + 1)
                    let content = bytes[(end + 1)..<following]
                    if !content.allSatisfy(\.isBlank), Self.indentation(content) <= indentation { break }
                    end = following
                }
            }
            var text = bytes[begin..<end]
            if let quote = text.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"), text.count > 1, text.last == quote {
                text = text.dropFirst().dropLast()
            }
            return String(decoding: text, as: UTF8.self)
        }
    }

    private static let newline = [UInt8(ascii: "\n")]

    private static func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        start < bytes.count ? bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count : bytes.count
    }

    private static func indentation(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        (line.firstIndex { $0 != 0x20 } ?? line.endIndex) - line.startIndex
    }

    /// Where the next character begins: columns count characters.
    private static func next(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        var index = index + 1
        while index < bytes.count, bytes[index] & 0xC0 == 0x80 { index += 1 }
        return index
    }
}
