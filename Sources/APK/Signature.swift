import Archives
public import Cryptography
public import Diagnostics
import Files

/// One `.SIGN.<type>.<key>` entry of a package or index (APK-FORMAT.md §4).
public struct Signature: Hashable, Sendable {
    /// The digest that was signed: `RSA` means SHA-1, `RSA256` SHA-256, `RSA512` SHA-512.
    public let function: HashFunction
    /// The file name of the public key.
    public let keyName: String
    /// The raw PKCS#1 v1.5 signature.
    public let bytes: [UInt8]

    private static let types: [(name: String, function: HashFunction)] = [("RSA", .sha1), ("RSA256", .sha256), ("RSA512", .sha512)]

    /// The entry's name.
    var entryName: String {
        let type = Self.types.first { $0.function == function }?.name ?? ""
        return ".SIGN.\(type).\(keyName)"
    }

    /// Reads the entry's name; nil for a type that is not known.
    init?(entryName: String, bytes: [UInt8]) {
        let parts = entryName.split(separator: ".", maxSplits: 2)
        guard entryName.hasPrefix(".SIGN."), parts.count == 3, let type = Self.types.first(where: { $0.name == parts[1] }) else {
            return nil
        }
        function = type.function
        keyName = String(parts[2])
        self.bytes = bytes
    }

    /// Signs bytes with RSA over SHA-256, and gives the gzip member that goes in front of them: a cut tar with an entry per key.
    ///
    /// All signatures stand in one member: apko takes a package of at most three members, and what stands behind the first member of an
    /// index for signed (IMAGE.md §4.3, §5).
    public static func member(over bytes: [UInt8], key: any Signer, time: Int64) throws(Diagnostic) -> [UInt8] {
        let output = ArrayWriter()
        let gzip = try GzipWriter(output)
        let tar = TarWriter(gzip)
        for key in key.signingKeys {
            var entry = TarEntry(path: ".SIGN.RSA256.\(key.publicName)", kind: .regular, mode: 0o644)
            entry.userName = "root"
            entry.groupName = "root"
            entry.modificationTime = time
            try tar.add(entry, bytes: key.sign(bytes, .sha256))
        }
        try gzip.finish()
        return output.bytes
    }
}

/// The digests of the bytes that a signature may cover.
public struct SignedContent: Sendable {
    let digests: [HashFunction: Digest]

    /// Checks signatures as apk-tools does: the first whose key is known decides, and no other can make up for it (APK-FORMAT.md §4).
    ///
    /// - Parameter subject: what was signed, for messages.
    public func verify(_ signatures: [Signature], keyring: Keyring, subject: String) throws(Diagnostic) {
        if signatures.isEmpty {
            let verb = subject.hasSuffix(".tar.gz") ? "sign-index" : "sign"
            throw Diagnostic(.untrusted, "\(subject) is not signed", hint: "sign it with cuttle \(verb)")
        }
        for signature in signatures {
            guard let key = keyring[name: signature.keyName] else { continue }
            guard let digest = digests[signature.function], key.verify(signature.bytes, of: digest, signature.function) else {
                throw Diagnostic(
                    .untrusted,
                    "the signature of \(subject) is wrong: it was changed after \(signature.keyName) signed it",
                    hint: "fetch or build it again; when that does not help, the key that is trusted is another one of that name"
                )
            }
            return
        }
        let signers = signatures.map(\.keyName).joined(separator: ", ")
        let known = keyring.names.isEmpty ? "no key is trusted" : "trusted: \(keyring.names.joined(separator: ", "))"
        throw Diagnostic(
            .untrusted,
            "\(subject) is signed with \(signers), which is not trusted",
            notes: [known],
            hint: "give the public key with --keyring-append"
        )
    }
}

/// Computes the digests that signatures may use, while bytes pass.
final class SignedContentHasher {
    private let hashers: [(HashFunction, DigestHasher)]

    /// - Parameter functions: those that are asked for; each costs time in the number of bytes.
    init(_ functions: [HashFunction] = [.sha1, .sha256, .sha512]) {
        hashers = functions.map { ($0, DigestHasher($0)) }
    }

    func update(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { buffer in for (_, hasher) in hashers { hasher.update(buffer) } }
    }

    func finish() -> SignedContent {
        SignedContent(digests: Dictionary(uniqueKeysWithValues: hashers.map { ($0, $1.finish()) }))
    }
}
