public import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// A tree of an upstream repository as the store keeps it: a folder with the tree, and a record of what it is.
public struct Checkout: Sendable {
    /// The folder; its name is the digest of what was asked for.
    public let path: FilePath
    /// The commit of upstream's that was checked out, before anything was applied on top.
    public let commit: String
    /// What all files are dated, in seconds since 1970.
    public let time: Int64
    private let digest: String

    /// The work tree, its `.git` in it.
    public var tree: FilePath { path.appending("tree") }

    /// Reads the record of a folder; nil when there is none that makes sense.
    public init?(_ path: FilePath) {
        guard let bytes = try? Files.read(path.appending("record"), limit: 4096) else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 4, let time = Int64(words[1]) else { return nil }
        self.path = path
        commit = words[0]
        self.time = time
        digest = words[2]
    }

    /// Completes a folder whose `tree` is finished.
    public init(recording path: FilePath, commit: String, time: Int64) throws(Diagnostic) {
        self.path = path
        self.commit = commit
        self.time = time
        digest = try Digest.ofTree(path.appending("tree")).hex
        try Files.writeAtomically(Array("\(commit)\n\(time)\n\(digest)\n".utf8), to: path.appending("record"))
    }

    /// Whether the tree still is what was recorded.
    var isWhole: Bool { (try? Digest.ofTree(tree).hex) == digest }
}

extension Digest {
    /// A digest over the names, kinds, executable bits and contents of all that is below a folder; times do not count.
    public static func ofTree(_ folder: FilePath) throws(Diagnostic) -> Digest {
        let hasher = DigestHasher()
        for entry in try Files.walk(folder) {
            let path = folder.appending(entry.path)
            let content: String
            switch entry.status.kind {
            case .directory: content = "directory"
            case .symbolicLink: content = "link \(try Files.readLink(path))"
            case .regular: content = "\(entry.status.mode & 0o100 != 0 ? "program" : "file") \(try Digest.ofFile(path))"
            default: throw Diagnostic(.system, "\(path) is neither file, folder nor link")
            }
            hasher.write(Array("\(entry.path)\0\(content)\0".utf8))
        }
        return hasher.finish()
    }
}
