public import Archives
public import Cryptography
public import Diagnostics
import Files
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

    /// Names in the control member that installers know nothing of.
    public let unknownEntries: [String]
    /// When `.PKGINFO` was written, in seconds since 1970; a signature takes it over (PACKAGE.md §2.1).
    public let controlTime: Int64
    /// The text of `.PKGINFO`.
    public let infoText: [UInt8]

    /// Where the control member begins, behind all signatures, in bytes from the start of the file.
    let controlOffset: Int64
    /// Where the data member begins, in bytes from the start of the file.
    let dataOffset: Int64
    static let configurationName = ".melange.yaml"

    /// Opens a package and reads all but its data.
    public init(_ path: FilePath) throws(Diagnostic) {
        self.path = path
        let name = path.string
        let file = try FileReader(path)
        size = try file.size()
        let gzip = GzipReader(file, name: name, limit: ReadingLimits.control)
        var signatures: [Signature] = []
        var control = ControlMember()
        var start: Int64 = 0
        for _ in 0..<ReadingLimits.controlMembers {
            // The SHA-1 is the package's identity; the rest is what signatures, which stand before, were made with.
            let hasher = SignedContentHasher(Array(Set(signatures.map(\.function)).union([.sha1])))
            gzip.observer = { hasher.update($0) }
            start = gzip.offset
            guard try gzip.nextMember() else {
                throw Diagnostic(.damagedPackage, "\(name) is damaged: it has no control member")
            }
            control = try ControlMember(TarReader(gzip, name: name), name: name, signatures: signatures)
            signatures = control.signatures
            guard let text = control.info else {
                // Signatures of unknown types may stand first (APK-FORMAT.md §4).
                if !control.isSignature { throw Diagnostic(.damagedPackage, "\(name) is not a package: it has no .PKGINFO") }
                continue
            }
            info = try PackageInfo(parsing: text, source: name)
            infoText = text
            scripts = control.scripts
            configuration = control.configuration
            unknownEntries = control.unknown
            controlTime = control.time
            signedContent = hasher.finish()
            identity = Identity(signedContent.digests[.sha1] ?? Digest(bytes: []))
            controlOffset = start
            dataOffset = gzip.offset
            self.signatures = signatures
            return
        }
        throw Diagnostic(
            .damagedPackage,
            "\(name) is damaged: it has no control member among its first \(ReadingLimits.controlMembers) members"
        )
    }

    /// Checks everything that can be checked of one file: a trusted signature, the data's digest, the checksum of each file.
    public func verify(keyring: Keyring, limits: ReadingLimits = ReadingLimits()) throws(Diagnostic) {
        try signedContent.verify(signatures, keyring: keyring, subject: path.string)
        try readData(limits: limits, forInstallation: true, isStrict: true) { _, _ in }
    }

    /// Checks that each of several keys has signed, and the rest as `verify(keyring:)` does.
    public func verify(signers: [PublicKey]) throws(Diagnostic) {
        for key in signers { try signedContent.verify(signatures, keyring: Keyring([key]), subject: path.string) }
        try readData(forInstallation: true, isStrict: true) { _, _ in }
    }

    /// The SHA-256 of the data, as `.PKGINFO` names it.
    ///
    /// - Throws: when it names none: apk-tools 3 refuses such packages (APK-FORMAT.md §3).
    public func dataDigest() throws(Diagnostic) -> Digest {
        guard let digest = Digest(hex: info.dataHash), digest.bytes.count == 32 else {
            throw damaged("its .PKGINFO names \"\(info.dataHash)\" as the SHA-256 of its data")
        }
        return digest
    }

    /// Hands every entry of the data to `body`, which may read its content from the reader.
    ///
    /// An entry whose path or link leads out of a root, or that stands there twice, is an error before `body` sees it.
    /// The digest of the whole member and the checksum of every file that `body` does not skip are compared; as that is known only at the
    /// end, nothing that `body` did may be used when this throws.
    ///
    /// - Parameter forInstallation: whether what apk-tools would not install is an error too: a file without a checksum or without entries
    ///   for its directories.
    /// - Parameter isStrict: whether what zlib does not decompress is an error too: what is faster takes codes that no other program does.
    public func readData(
        limits: ReadingLimits = ReadingLimits(),
        forInstallation: Bool = false,
        isStrict: Bool = false,
        _ body: (TarEntry, ChecksummedContent) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
        _ = try dataDigest()
        var unchecked: String?
        func read(_ source: any ByteSource) throws(Diagnostic) {
            var rules = DataRules(package: path.string, limits: limits, needsParents: forInstallation)
            let tar = TarReader(source, name: path.string)
            while let entry = try tar.next() {
                try rules.check(entry)
                let content = ChecksummedContent(tar)
                try body(entry, content)
                try content.check(entry, package: path.string)
                if forInstallation, unchecked == nil, ChecksummedContent.isMissing(in: entry) { unchecked = entry.path }
            }
        }
        if let table = try blockTable(limits: limits) {
            try readBlocks(table, isStrict: isStrict, read)
        } else if !isStrict, let whole = try WholeData(of: self, limits: limits) {
            try read(whole.content())
        } else {
            try readMember(limits: limits) { gzip throws(Diagnostic) in try read(gzip) }
        }
        // The package is what its maker made, who left something out.
        if let unchecked { throw damaged("\"\(unchecked)\" has no checksum, without which apk-tools does not install it") }
    }

    /// Decompresses the data piece by piece, and compares their digest when `body` has read what it wants.
    func readMember(limits: ReadingLimits, _ body: (GzipReader) throws(Diagnostic) -> Void) throws(Diagnostic) {
        let file = try FileReader(path)
        try file.seek(to: dataOffset)
        let gzip = GzipReader(file, name: path.string, limit: limits.dataBytes, freeBytes: limits.freeBytes)
        let digest = DigestHasher()
        gzip.observer = { $0.withUnsafeBytes { digest.update($0) } }
        if try gzip.nextMember() {
            try body(gzip)
            while try !gzip.read(upTo: 1 << 16).isEmpty {}
            if try gzip.nextMember() { throw damaged("something follows its data") }
        }
        try compareData(digest.finish().hex)
    }

    /// Checks that the compressed data are those that the package names, without a look into them.
    ///
    /// - Throws: `damaged-package`.
    public func checkData() throws(Diagnostic) {
        let file = try FileReader(path)
        try file.seek(to: dataOffset)
        let digest = DigestHasher()
        try file.copy(to: digest)
        try compareData(digest.finish().hex)
    }

    func compareData(_ found: String) throws(Diagnostic) {
        if info.dataHash == found { return }
        throw damaged("its data has the SHA-256 \(found.prefix(16))…, its .PKGINFO says \(info.dataHash.prefix(16))…")
    }

    func damaged(_ reason: String) -> Diagnostic {
        Diagnostic(.damagedPackage, "\(path) is damaged: \(reason)", hint: "fetch or build it again")
    }
}
