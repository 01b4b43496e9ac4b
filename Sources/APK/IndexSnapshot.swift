public import Cryptography
public import Diagnostics
public import Files

/// An index that was read and checked once, in a form that is quickly there again; its signatures are checked each time.
public struct IndexSnapshot: Sendable {
    /// The packages.
    public let index: PackageIndex
    private let signatures: [Signature]
    private let signedOffset: Int

    /// Takes the list out of an index file, and checks its signature.
    ///
    /// - Parameter keyring: nil trusts the file as it is.
    public init(_ file: IndexFile, keyring: Keyring?) throws(Diagnostic) {
        index = try PackageIndex(file, keyring: keyring)
        signatures = file.signatures
        signedOffset = Int(file.signedOffset)
    }

    /// Checks the signatures over the file that the index was read from, as `PackageIndex` does.
    ///
    /// - Parameters:
    ///   - content: the very bytes of that file.
    ///   - subject: what the file is called.
    public func verify(_ content: [UInt8], keyring: Keyring, subject: String) throws(Diagnostic) {
        let hasher = SignedContentHasher(Array(Set(signatures.map(\.function))))
        hasher.update(content.dropFirst(signedOffset))
        try hasher.finish().verify(signatures, keyring: keyring, subject: subject)
    }

    /// Writes all but what can be told from the file itself.
    public func write(to writer: inout SectionWriter) -> Bool {
        guard let (text, numbers) = IndexSlot.encode(index.records.slots) else { return false }
        writer.add(Array("\(signedOffset)".utf8))
        writer.add(Array("\(signatures.count)".utf8))
        for signature in signatures {
            writer.add(Array(signature.entryName.utf8))
            writer.add(signature.bytes)
        }
        writer.add(text)
        writer.add(numbers)
        return true
    }

    /// Reads what `write` wrote; nil when it is something else.
    public init?(from reader: inout SectionReader) {
        func number() -> Int? { reader.read().flatMap { Int(String(decoding: $0, as: UTF8.self)) } }
        guard let offset = number(), offset >= 0, let count = number() else { return nil }
        var signatures: [Signature] = []
        for _ in 0..<max(0, count) {
            guard let name = reader.read(), let bytes = reader.read(),
                let signature = Signature(entryName: String(decoding: name, as: UTF8.self), bytes: bytes)
            else { return nil }
            signatures.append(signature)
        }
        guard let text = reader.read(), let numbers = reader.readNumbers(), let slots = IndexSlot.decode(text, numbers) else { return nil }
        self.signatures = signatures
        signedOffset = offset
        index = PackageIndex(sorted: slots)
    }
}

extension IndexSlot {
    private static let width = 6

    /// The text that all slots are parts of, and where; nil when they are not parts of one text.
    static func encode(_ slots: [IndexSlot]) -> (text: [UInt8], numbers: [UInt32])? {
        guard let text = slots.first?.place?.text else { return nil }
        var numbers: [UInt32] = []
        numbers.reserveCapacity(slots.count * width)
        for slot in slots {
            guard slot.place?.text === text else { return nil }
            numbers += slot.numbers
        }
        return (text.bytes, numbers)
    }

    static func decode(_ text: [UInt8], _ numbers: [UInt32]) -> [IndexSlot]? {
        guard numbers.count.isMultiple(of: width) else { return nil }
        let text = IndexText(text)
        let limit = UInt32(clamping: text.bytes.count)
        var slots: [IndexSlot] = []
        slots.reserveCapacity(numbers.count / width)
        for start in stride(from: 0, to: numbers.count, by: width) {
            for pair in stride(from: start, to: start + width, by: 2) {
                guard numbers[pair] <= numbers[pair + 1], numbers[pair + 1] <= limit else { return nil }
            }
            slots.append(IndexSlot(text, numbers, at: start))
        }
        return slots
    }
}
