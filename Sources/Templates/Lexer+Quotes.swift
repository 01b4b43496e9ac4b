import Diagnostics

/// Quoted texts and characters, with the escapes of Go.
extension Lexer {
    mutating func quoted() throws(Diagnostic) -> String {
        let start = position
        var content: [UInt8] = []
        position += 1
        while true {
            guard position < bytes.count, bytes[position] != 0x0A else {
                throw source.problem("a text is not closed with a quote", at: Place(offset: start, length: 1))
            }
            if bytes[position] == UInt8(ascii: "\"") { break }
            try content += unit()
        }
        position += 1
        guard let text = String(validating: content, as: UTF8.self) else {
            throw source.problem("this text is not UTF-8", at: Place(offset: start, length: position - start))
        }
        return text
    }

    mutating func character() throws(Diagnostic) -> Int64 {
        let start = position
        var content: [UInt8] = []
        position += 1
        while position < bytes.count, bytes[position] != 0x0A, bytes[position] != UInt8(ascii: "'") { try content += unit() }
        guard position < bytes.count, bytes[position] == UInt8(ascii: "'") else {
            throw source.problem("a character is not closed with a quote", at: Place(offset: start, length: 1))
        }
        position += 1
        guard let scalars = String(validating: content, as: UTF8.self)?.unicodeScalars, scalars.count == 1, let scalar = scalars.first
        else {
            throw source.problem(
                "single quotes hold one character",
                at: Place(offset: start, length: position - start),
                hint: "a text stands in double quotes"
            )
        }
        return Int64(scalar.value)
    }

    /// One byte, or what an escape stands for.
    private mutating func unit() throws(Diagnostic) -> [UInt8] {
        let start = position
        let byte = bytes[position]
        position += 1
        if byte != UInt8(ascii: "\\") { return [byte] }
        guard position < bytes.count else { return [byte] }
        let letter = Character(Unicode.Scalar(bytes[position]))
        position += 1
        let simple: [Character: UInt8] = [
            "a": 0x07, "b": 0x08, "f": 0x0C, "n": 0x0A, "r": 0x0D, "t": 0x09, "v": 0x0B, "\\": 0x5C, "'": 0x27, "\"": 0x22,
        ]
        if let value = simple[letter] { return [value] }
        if let value = "01234567".contains(letter) ? digits(3, radix: 8, from: position - 1) : nil, value < 256 { return [UInt8(value)] }
        if letter == "x", let value = digits(2, radix: 16, from: position) { return [UInt8(value)] }
        let length = letter == "u" ? 4 : letter == "U" ? 8 : 0
        if length > 0, let value = digits(length, radix: 16, from: position), let scalar = Unicode.Scalar(value) {
            return Array(String(Character(scalar)).utf8)
        }
        throw source.problem("this escape is unknown", at: Place(offset: start, length: 2))
    }

    private mutating func digits(_ count: Int, radix: Int, from start: Int) -> UInt32? {
        guard start + count <= bytes.count else { return nil }
        let text = String(decoding: bytes[start..<(start + count)], as: UTF8.self)
        guard !text.hasPrefix("+"), !text.hasPrefix("-"), let value = UInt32(text, radix: radix) else { return nil }
        position = start + count
        return value
    }
}
