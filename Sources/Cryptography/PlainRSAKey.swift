/// The form that public RSA keys have as a rule: one PEM block with nothing around it (RFC 7468 §13), in it a SubjectPublicKeyInfo in DER
/// (RFC 5280 §4.1) of an RSA key (RFC 8017 §A.1.1).
///
/// What has it OpenSSL can read. Its loading and start take longer than choosing packages, so it is not asked before a signature is checked.
enum PlainRSAKey {
    private static let begin = Array("-----BEGIN PUBLIC KEY-----".utf8)
    private static let end = Array("-----END PUBLIC KEY-----".utf8)
    /// rsaEncryption, without parameters (RFC 8017 §C).
    private static let algorithm: [UInt8] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00]
    /// In bytes: no key that anybody uses is shorter or longer.
    private static let modulusSizes = 64...2048
    private static let exponentSizes = 1...8

    /// Whether a text has the form.
    static func fits(_ pem: [UInt8]) -> Bool {
        let lines = pem.split(separator: UInt8(ascii: "\n"))
        guard lines.count > 2, lines.first.map({ $0.elementsEqual(begin) }) ?? false, lines.last.map({ $0.elementsEqual(end) }) ?? false,
            let content = Base64.decode(String(decoding: lines.dropFirst().dropLast().joined(), as: UTF8.self)),
            PEMBlock(label: "PUBLIC KEY", content: content).text == pem
        else { return false }
        var bytes = content[...]
        guard var information = take(0x30, from: &bytes), bytes.isEmpty,
            let algorithm = take(0x30, from: &information), algorithm.elementsEqual(Self.algorithm),
            var bits = take(0x03, from: &information), information.isEmpty, bits.popFirst() == 0,
            var key = take(0x30, from: &bits), bits.isEmpty,
            let modulus = take(0x02, from: &key), let exponent = take(0x02, from: &key), key.isEmpty
        else { return false }
        return isNumber(modulus, modulusSizes) && isNumber(exponent, exponentSizes)
    }

    /// The content of the value that bytes begin with, when it is of this type; lengths have more than two bytes in no key.
    private static func take(_ type: UInt8, from bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard bytes.popFirst() == type, let first = bytes.popFirst() else { return nil }
        var length = Int(first)
        if first >= 0x80 {
            guard first == 0x81 || first == 0x82 else { return nil }
            length = 0
            for _ in 0x80..<first {
                guard let next = bytes.popFirst() else { return nil }
                length = length << 8 | Int(next)
            }
            if length < (first == 0x81 ? 0x80 : 0x100) { return nil }
        }
        guard length <= bytes.count else { return nil }
        defer { bytes = bytes.dropFirst(length) }
        return bytes.prefix(length)
    }

    /// Whether an integer is greater than 0, written as short as can be, and of a size.
    private static func isNumber(_ bytes: ArraySlice<UInt8>, _ sizes: ClosedRange<Int>) -> Bool {
        guard let first = bytes.first, first < 0x80 else { return false }
        if first > 0 { return sizes.contains(bytes.count) }
        return bytes.dropFirst().first.map { $0 >= 0x80 } ?? false && sizes.contains(bytes.count - 1)
    }
}
