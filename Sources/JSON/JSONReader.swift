/// Reads JSON text strictly and within limits: what comes from a stranger must cost no more than its size.
struct JSONReader {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    private var count = 0
    /// Lists and objects within one another.
    private static let deepest = 64
    /// Values in all: each takes far more memory than the few bytes that it may be written in.
    private static let mostValues = 500_000
    private static let longestNumber = 400

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The one value that the text is; blanks may stand around it.
    mutating func document() throws(JSONError) -> JSON {
        let value = try value()
        skipBlanks()
        if position < bytes.count { throw fail("text after the end of the value") }
        return value
    }

    private mutating func value() throws(JSONError) -> JSON {
        skipBlanks()
        guard let first = peek else { throw fail("the text ends where a value should be") }
        count += 1
        if count > Self.mostValues { throw fail("more than \(Self.mostValues) values") }
        switch first {
        case UInt8(ascii: "{"): return try nested { reader throws(JSONError) in try reader.object() }
        case UInt8(ascii: "["): return try nested { reader throws(JSONError) in try reader.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(_ read: (inout JSONReader) throws(JSONError) -> JSON) throws(JSONError) -> JSON {
        if depth == Self.deepest { throw fail("more than \(Self.deepest) lists and objects within one another") }
        depth += 1
        defer { depth -= 1 }
        position += 1
        return try read(&self)
    }

    private mutating func object() throws(JSONError) -> JSON {
        var members: [JSON.Member] = []
        // By bytes: to Swift two spellings of "é" are one.
        var keys: Set<[UInt8]> = []
        skipBlanks()
        if take("}") { return .object([]) }
        repeat {
            skipBlanks()
            guard peek == UInt8(ascii: "\"") else { throw fail("a key should be here") }
            let key = try string()
            // Two readers may take different ones of two.
            if !keys.insert(Array(key.utf8)).inserted { throw fail("the key \"\(key.prefix(40))\" is there twice") }
            skipBlanks()
            if !take(":") { throw fail("a colon should be here") }
            members.append(JSON.Member(key: key, value: try value()))
            skipBlanks()
        } while take(",")
        if !take("}") { throw fail("a comma or the end of the object should be here") }
        return .object(members)
    }

    private mutating func array() throws(JSONError) -> JSON {
        var items: [JSON] = []
        skipBlanks()
        if take("]") { return .array([]) }
        repeat {
            items.append(try value())
            skipBlanks()
        } while take(",")
        if !take("]") { throw fail("a comma or the end of the list should be here") }
        return .array(items)
    }

    private mutating func word(_ text: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let letters = Array("\(text)".utf8)
        guard bytes[position...].starts(with: letters) else { throw fail("no value begins like this") }
        position += letters.count
        return value
    }

    /// A number of at most so many characters; whole ones that fit into 64 bits become numbers.
    private mutating func number() throws(JSONError) -> JSON {
        let start = position
        _ = take("-")
        let whole = takeDigits()
        if whole.isEmpty {
            position = start
            throw fail("no value begins like this")
        }
        if whole.count > 1, whole.first == UInt8(ascii: "0") {
            position = start
            throw fail("a number with zeros before it")
        }
        var isWhole = true
        if take(".") {
            isWhole = false
            if takeDigits().isEmpty { throw fail("a number ends with its point") }
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            if takeDigits().isEmpty { throw fail("a number without its exponent") }
        }
        if position - start > Self.longestNumber { throw fail("a number of more than \(Self.longestNumber) characters") }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard isWhole, let number = Int64(text) else { return .decimal(text) }
        return .number(number)
    }

    private mutating func takeDigits() -> ArraySlice<UInt8> {
        let start = position
        while let digit = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) { position += 1 }
        return bytes[start..<position]
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw fail("a string that is not UTF-8") }
                return string
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw fail("a control character in a string")
            default: text.append(byte)
            }
        }
        throw fail("a string without an end")
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        guard let byte = peek else { throw fail("a string without an end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = try unit()
            if (0xD800..<0xDC00).contains(code) {
                guard take("\\"), take("u") else { throw fail("half a character") }
                let low = try unit()
                guard (0xDC00..<0xE000).contains(low) else { throw fail("half a character") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw fail("half a character") }
            text += Array(String(Character(scalar)).utf8)
        default: throw fail("an escape that there is not")
        }
    }

    private mutating func unit() throws(JSONError) -> UInt32 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw fail("\\u needs four hexadecimal digits") }
        position += 4
        return unit
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private func fail(_ problem: String) -> JSONError { JSONError(problem: problem, offset: min(position, bytes.count)) }
}

/// Why a text is not JSON that is read here.
public struct JSONError: Error, Hashable, Sendable {
    /// What is wrong.
    public let problem: String
    /// Where, in bytes from the start.
    public let offset: Int
}

extension JSON {
    /// Reads a text: strict (RFC 8259), no key twice, at most 64 lists and objects within one another, and
    /// 500,000 values.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes)
        self = try reader.document()
    }

    /// The text of a string; nil for all else.
    public var string: String? { if case .string(let text) = self { text } else { nil } }

    /// A whole number; nil for all else.
    public var integer: Int64? { if case .number(let number) = self { number } else { nil } }
}
