import Cryptography
import Diagnostics

/// A store of trusted certificates for Java, in Sun's format JKS (IMAGE.md §9.6).
///
/// A digest over the content and a password that everybody knows stands at its end.
struct Truststore {
    private static let magic: UInt32 = 0xFEED_FEED
    private static let password = Array("changeit".utf8)
    private static let mostEntries = 1 << 20

    /// By alias: all of an entry that stands behind the alias, and its tag before.
    private var entries: [FileName: (tag: UInt32, body: [UInt8])] = [:]

    /// Reads a store.
    ///
    /// - Throws: with a message that goes on after the name of the store.
    init(_ bytes: [UInt8]) throws(Diagnostic) {
        var reader = Reader(bytes: bytes[...])
        guard try reader.number() == Self.magic else {
            throw Diagnostic(
                .badCertificate,
                "is not in the format JKS",
                hint: "a store in the format PKCS #12 is converted by: keytool -importkeystore -deststoretype jks"
            )
        }
        let version = try reader.number()
        guard version == 1 || version == 2 else { throw Reader.damaged }
        let count = try reader.number()
        if count > Self.mostEntries { throw Reader.damaged }
        for _ in 0..<count {
            let tag = try reader.number()
            let alias = FileName(String(decoding: try reader.text(), as: UTF8.self))
            entries[alias] = (UInt32(tag), try reader.entry(tag, version: version))
        }
        let content = bytes[..<reader.bytes.startIndex]
        guard reader.bytes.elementsEqual(Self.digest(content)) else {
            throw Diagnostic(.badCertificate, "is damaged, or its password is not \"changeit\"")
        }
    }

    /// Adds a certificate, in place of another of the same alias.
    ///
    /// - Parameters:
    ///   - certificate: in DER form.
    ///   - time: when, in seconds since 1970.
    mutating func trust(_ certificate: [UInt8], as alias: String, time: Int64) {
        let body = Self.bytes(UInt64(bitPattern: time &* 1_000)) + Self.text("X.509") + Self.bytes(UInt32(certificate.count)) + certificate
        // Aliases know no case.
        entries[FileName(alias.lowercased())] = (2, body)
    }

    /// The store, aliases in byte order.
    var bytes: [UInt8] {
        var bytes = Self.bytes(Self.magic) + Self.bytes(UInt32(2)) + Self.bytes(UInt32(entries.count))
        for (alias, entry) in entries.sorted(by: { $0.key < $1.key }) {
            bytes += Self.bytes(entry.tag)
            bytes += Self.text(alias.text)
            bytes += entry.body
        }
        return bytes + Self.digest(bytes[...])
    }

    private static func digest(_ content: ArraySlice<UInt8>) -> [UInt8] {
        let hasher = DigestHasher(.sha1)
        hasher.write(password.flatMap { [0, $0] } + Array("Mighty Aphrodite".utf8))
        content.withUnsafeBytes { hasher.update($0) }
        return hasher.finish().bytes
    }

    private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    private static func text(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8.prefix(Int(UInt16.max)))
        return Self.bytes(UInt16(bytes.count)) + bytes
    }

    private struct Reader {
        static let damaged = Diagnostic(.badCertificate, "is damaged")

        var bytes: ArraySlice<UInt8>

        mutating func take(_ count: Int) throws(Diagnostic) -> ArraySlice<UInt8> {
            guard count <= bytes.count else { throw Self.damaged }
            defer { bytes = bytes.dropFirst(count) }
            return bytes.prefix(count)
        }

        mutating func number(_ length: Int = 4) throws(Diagnostic) -> Int {
            try take(length).reduce(0) { $0 << 8 | Int($1) }
        }

        mutating func text() throws(Diagnostic) -> ArraySlice<UInt8> { try take(number(2)) }

        /// What stands behind the alias, as the newest version of the format has it.
        mutating func entry(_ tag: Int, version: Int) throws(Diagnostic) -> [UInt8] {
            var body = Array(try take(8))
            switch tag {
            case 1:
                let key = try take(number())
                body += Truststore.bytes(UInt32(key.count)) + key
                let count = try number()
                if count > Truststore.mostEntries { throw Self.damaged }
                body += Truststore.bytes(UInt32(count))
                for _ in 0..<count { body += try certificate(version: version) }
            case 2: body += try certificate(version: version)
            default: throw Self.damaged
            }
            return body
        }

        private mutating func certificate(version: Int) throws(Diagnostic) -> [UInt8] {
            let type = version == 1 ? Array("X.509".utf8)[...] : try text()
            let certificate = try take(number())
            return Truststore.bytes(UInt16(type.count)) + type + Truststore.bytes(UInt32(certificate.count)) + certificate
        }
    }
}
