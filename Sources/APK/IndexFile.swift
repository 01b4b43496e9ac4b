import Archives
import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// An `APKINDEX.tar.gz` that was read, its signatures not yet checked (APK-FORMAT.md §6).
public struct IndexFile: Sendable {
    /// Where the file is.
    public let path: FilePath
    /// The content of `APKINDEX`.
    public private(set) var text: [UInt8] = []
    /// The content of `DESCRIPTION`; nil when there is none.
    public private(set) var description: [UInt8]?
    /// The signatures, in file order.
    public private(set) var signatures: [Signature] = []
    /// What the signatures cover: all compressed bytes behind them.
    public let signedContent: SignedContent
    /// Where what is signed begins, in bytes from the start of the file.
    let signedOffset: Int64
    /// The blocks of the list, where Cuttle wrote the file.
    private(set) var blocks: ArraySlice<BlockedMember.Block> = []

    private static let limit: Int64 = 300 << 20
    private static let freeBytes: Int64 = 64 << 20
    /// Compressed bytes of what stands before the list.
    private static let longestSignatures = 1 << 20
    /// Bytes that it gives.
    private static let signatureLimit: Int64 = 8 << 20
    private static let mostEntries = 64

    /// Reads an index file.
    public init(_ path: FilePath) throws(Diagnostic) {
        try self.init(path, FileReader(path))
    }

    /// Reads an index file whose content is at hand.
    public init(_ path: FilePath, content: [UInt8]) throws(Diagnostic) {
        guard let index = BlockedIndex(content, name: path.string), let text = index.text(name: path.string) else {
            try self.init(path, ArrayReader(content))
            return
        }
        self.init(path, index, text, index.front.signedContent(content))
    }

    private init(_ path: FilePath, _ index: BlockedIndex, _ text: [UInt8], _ signedContent: SignedContent) {
        self.path = path
        self.text = text
        description = index.description
        signatures = index.front.signatures
        blocks = index.blocks
        signedOffset = Int64(index.front.end)
        self.signedContent = signedContent
    }

    private init(_ path: FilePath, _ source: any ByteSource) throws(Diagnostic) {
        self.path = path
        let name = path.string
        let gzip = GzipReader(source, name: name, limit: Self.signatureLimit, freeBytes: Self.freeBytes)
        // Only with the functions that signatures use, which stand first.
        var hasher = SignedContentHasher([])
        var isSignature = true
        var signed: Int64 = 0
        var names: Set<[UInt8]> = []
        // A signature covers all compressed bytes after the signature members, so each member is kept until it is known what it is.
        while true {
            var member: [UInt8] = []
            let start = gzip.offset
            gzip.observer = { bytes in
                if !isSignature { return hasher.update(bytes) }
                // More is refused below: a member must not fill the memory before anything in it is known.
                if member.count <= Self.longestSignatures { member += bytes }
            }
            guard try gzip.nextMember() else { break }
            let tar = TarReader(gzip, name: name)
            while let entry = try tar.next() {
                if isSignature, member.count > Self.longestSignatures { throw Self.damaged(name, "its signatures are too long") }
                if !names.insert(Array(entry.path.utf8)).inserted { throw Self.damaged(name, "it has \"\(entry.path)\" twice") }
                if entry.path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
                    throw Self.damaged(name, "the name \"\(entry.path)\" in it holds a control character")
                }
                if names.count > Self.mostEntries { throw Self.damaged(name, "it has more than \(Self.mostEntries) entries") }
                if entry.path.hasPrefix(".SIGN.") {
                    guard isSignature else { throw Self.damaged(name, "\"\(entry.path)\" stands behind what it could have signed") }
                    if entry.size > ReadingLimits.signature { throw Self.damaged(name, "its signatures are too long") }
                    if let signature = Signature(entryName: entry.path, bytes: try tar.readAll(limit: ReadingLimits.signature)) {
                        signatures.append(signature)
                    }
                    continue
                }
                if entry.path.utf8.first == UInt8(ascii: ".") {
                    throw Self.damaged(name, "\"\(entry.path)\" cannot stand in an index")
                }
                if isSignature {
                    isSignature = false
                    signed = start
                    hasher = SignedContentHasher(Array(Set(signatures.map(\.function))))
                    hasher.update(member[...])
                    member = []
                    gzip.limit = Self.limit
                }
                guard entry.kind == .regular else { throw Self.damaged(name, "\"\(entry.path)\" in it is no file") }
                if entry.path == "APKINDEX" { text = try tar.readAll(limit: Self.limit) }
                if entry.path == "DESCRIPTION" { description = try tar.readAll(limit: 1 << 16) }
            }
            while try !gzip.read(upTo: 1 << 16).isEmpty {}
            if isSignature, member.count > Self.longestSignatures { throw Self.damaged(name, "its signatures are too long") }
        }
        if !names.contains(Array("APKINDEX".utf8)) { throw Diagnostic(.damagedIndex, "\(name) is not an index: it holds no APKINDEX") }
        signedContent = hasher.finish()
        signedOffset = signed
    }

    private static func damaged(_ name: String, _ reason: String) -> Diagnostic {
        Diagnostic(.damagedIndex, "\(name) is damaged: \(reason)")
    }
}
