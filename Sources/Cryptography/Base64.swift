/// Base64 with padding (RFC 4648 §4), as checksums in an index are written (APK-FORMAT.md §5).
public enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// The text for bytes.
    public static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            let number = (0..<3).reduce(UInt32(0)) { $0 << 8 | ($1 < count ? UInt32(bytes[start + $1]) : 0) }
            for place in 0..<4 { text.append(place <= count ? digits[Int(number >> UInt32(18 - place * 6)) & 63] : padding) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes for a text; nil when it is not padded base64. Bits behind the last byte may be anything.
    public static func decode(_ text: String) -> [UInt8]? {
        let text = Array(text.utf8)
        let missing = text.reversed().prefix { $0 == padding }.count
        guard text.count.isMultiple(of: 4), missing <= 2 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var number: UInt32 = 0
        for (place, digit) in text.enumerated() {
            guard let value = place < text.count - missing ? value(of: digit) : 0 else { return nil }
            number = number << 6 | UInt32(value)
            if place % 4 < 3 { continue }
            for shift in [UInt32(16), 8, 0] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
        }
        return bytes.dropLast(missing)
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
