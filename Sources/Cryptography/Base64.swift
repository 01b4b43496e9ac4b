import COpenSSL

/// Base64 with padding (RFC 4648 §4), as checksums in an index are written (APK-FORMAT.md §5).
public enum Base64 {
    /// The text for bytes.
    public static func encode(_ bytes: [UInt8]) -> String {
        var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        let count = EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
        return String(decoding: text.prefix(Int(count)), as: UTF8.self)
    }

    /// The bytes for a text; nil when it is not padded base64.
    public static func decode(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        let padding = digits.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        // OpenSSL passes over blanks, and over padding in the middle.
        guard digits.count.isMultiple(of: 4), padding <= 2, digits.dropLast(padding).allSatisfy(isDigit) else { return nil }
        var bytes = [UInt8](repeating: 0, count: digits.count / 4 * 3 + 1)
        let count = EVP_DecodeBlock(&bytes, digits, Int32(digits.count))
        return count < 0 ? nil : Array(bytes.prefix(Int(count) - padding))
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
        }
    }
}
