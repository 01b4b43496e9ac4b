public import Cryptography
public import Diagnostics
public import Files

/// An index that was read and checked once, in a form that is quickly there again. Whose signature counts, its reader decides.
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

    /// Which of some keys decides whether the index is trusted; nil when none of them signed it.
    public func decidingKey(of keyring: Keyring) -> PublicKey? {
        signatures.lazy.compactMap { keyring[name: $0.keyName] }.first
    }

    /// Writes all but what can be told from the file itself; false when there is nothing that can be kept.
    public func write(to writer: inout SectionWriter) -> Bool {
        let slots = index.records.slots
        guard let text = slots.first?.place?.text else { return false }
        var numbers = NumberList(capacity: slots.count * IndexSlot.width)
        for slot in slots {
            guard slot.place?.text === text else { return false }
            slot.write(to: &numbers)
        }
        writer.add("\(signedOffset)")
        writer.add("\(signatures.count)")
        for signature in signatures {
            writer.add(signature.entryName)
            writer.add(signature.bytes)
        }
        writer.add(text.content)
        writer.add(numbers)
        return true
    }

    /// Reads what `write` wrote; nil when it is something else.
    public init?(from reader: inout SectionReader) {
        guard let offset = reader.readText().flatMap({ Int($0) }), offset >= 0, let count = reader.readText().flatMap({ Int($0) }) else {
            return nil
        }
        var signatures: [Signature] = []
        for _ in 0..<max(0, count) {
            guard let name = reader.readText(), let bytes = reader.read(), let signature = Signature(entryName: name, bytes: bytes.array)
            else { return nil }
            signatures.append(signature)
        }
        guard let text = reader.read(), let numbers = reader.readNumbers(), let slots = KeptSlots(IndexText(text), numbers) else {
            return nil
        }
        self.signatures = signatures
        signedOffset = offset
        index = PackageIndex(sorted: slots)
    }
}
