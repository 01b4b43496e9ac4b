public import Archives
public import Cryptography
public import Diagnostics
public import Files
public import SystemPackage

/// An `.apk` file: its signatures and its control member are read, its data on demand (APK-FORMAT.md §1).
public struct PackageFile: Sendable {
    /// Where the file is.
    public let path: FilePath
    /// What the package says of itself.
    public let info: PackageInfo
    /// The digest that an index names it by.
    public let identity: Identity
    /// The scripts in the control member.
    public let scripts: [Script]
    /// The compiled recipe that the package carries as `.melange.yaml` (PACKAGE §2.2); nil for packages without.
    public let configuration: [UInt8]?
    /// The signatures, in file order.
    public let signatures: [Signature]
    /// What the signatures cover: the compressed control member.
    public let signedContent: SignedContent
    /// Length of the file in bytes.
    public let size: Int64

    private let dataOffset: Int64
    static let configurationName = ".melange.yaml"
    private static let controlLimit: Int64 = 16 << 20

    /// Opens a package and reads all but its data.
    public init(_ path: FilePath) throws(Diagnostic) {
        self.path = path
        let name = path.string
        let file = try FileReader(path)
        size = try file.size()
        let gzip = GzipReader(file, name: name, limit: 2 * Self.controlLimit)
        var signatures: [Signature] = []
        while true {
            let hasher = SignedContentHasher()
            gzip.observer = { hasher.update($0) }
            guard try gzip.nextMember() else {
                throw Diagnostic(.damagedPackage, "\(name) is damaged: it has no control member")
            }
            let control = try Self.readMember(TarReader(gzip, name: name), name: name)
            signatures += control.signatures
            guard let text = control.info else {
                // Signatures of unknown types may stand first (APK-FORMAT.md §4).
                if !control.isSignature { throw Diagnostic(.damagedPackage, "\(name) is not a package: it has no .PKGINFO") }
                continue
            }
            info = try PackageInfo(parsing: text, source: name)
            scripts = control.scripts
            configuration = control.configuration
            signedContent = hasher.finish()
            identity = Identity(signedContent.digests[.sha1] ?? Digest(bytes: []))
            dataOffset = gzip.offset
            self.signatures = signatures
            return
        }
    }

    private static func readMember(
        _ tar: TarReader,
        name: String
    ) throws(Diagnostic) -> (info: String?, scripts: [Script], configuration: [UInt8]?, signatures: [Signature], isSignature: Bool) {
        var isSignature = false
        var info: String?
        var scripts: [Script] = []
        var configuration: [UInt8]?
        var signatures: [Signature] = []
        while let entry = try tar.next() {
            let content = try tar.readAll(limit: controlLimit)
            guard entry.path.hasPrefix("."), !entry.path.contains("/") else {
                throw Diagnostic(.damagedPackage, "\(name) is damaged: \"\(entry.path)\" stands before the data")
            }
            if entry.path == ".PKGINFO" {
                info = String(decoding: content, as: UTF8.self)
            } else if entry.path == configurationName {
                configuration = content
            } else if entry.path.hasPrefix(".SIGN.") {
                isSignature = true
                if let signature = Signature(entryName: entry.path, bytes: content) { signatures.append(signature) }
            } else if let kind = Script.Kind(rawValue: String(entry.path.dropFirst())) {
                scripts.append(Script(kind: kind, content: content))
            }
        }
        return (info, scripts, configuration, signatures, isSignature)
    }

    /// Checks everything that can be checked of one file: a trusted signature, the data's digest, the checksum of each file.
    public func verify(keyring: Keyring) throws(Diagnostic) {
        try signedContent.verify(signatures, keyring: keyring, subject: path.string)
        try readData { _, _ in }
    }

    /// Hands every entry of the data to `body`, which may read its content from the reader.
    ///
    /// The digest of the whole member and the checksum of every file are compared; as that is known only at the end, nothing that
    /// `body` did may be used when this throws.
    public func readData(_ body: (TarEntry, any ByteSource) throws(Diagnostic) -> Void) throws(Diagnostic) {
        let file = try FileReader(path)
        try file.seek(to: dataOffset)
        let gzip = GzipReader(file, name: path.string)
        let digest = DigestHasher()
        gzip.observer = { $0.withUnsafeBytes { digest.update($0) } }
        if try gzip.nextMember() {
            let tar = TarReader(gzip, name: path.string)
            while let entry = try tar.next() {
                let content = ChecksummedContent(tar)
                try body(entry, content)
                try content.check(entry, package: path.string)
            }
            while try !gzip.read(upTo: 1 << 16).isEmpty {}
            if try gzip.nextMember() { throw damaged("something follows its data") }
        }
        let found = digest.finish().hex
        if info.dataHash != found {
            throw damaged("its data has the SHA-256 \(found.prefix(16))…, its .PKGINFO says \(info.dataHash.prefix(16))…")
        }
    }

    private func damaged(_ reason: String) -> Diagnostic {
        Diagnostic(.damagedPackage, "\(path) is damaged: \(reason)", hint: "fetch or build it again")
    }
}
