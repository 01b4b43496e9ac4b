import Files
import SystemPackage

/// Where a repository is: an address, or a folder of this machine.
struct GitAddress {
    /// What git is told.
    let text: String
    /// Whether it is on this machine, so that no network is needed.
    let isLocal: Bool

    /// - Parameter base: what a folder is relative to.
    init(_ text: String, relativeTo base: FilePath) {
        // What git takes for a folder is more than meets the eye, a colon behind a slash say: only known transports are remote.
        let isRemote = ["https://", "http://", "git://"].contains { text.lowercased().hasPrefix($0) }
        let isFolder = !isRemote && !text.lowercased().hasPrefix("file:")
        isLocal = !isRemote
        self.text = isFolder ? Files.absolute(base.pushing(FilePath(text))).string : text
    }

    /// The last part of a repository's address, without `.git`: what a copy of it is called.
    static func name(_ repository: String) -> String {
        let last = repository.split(separator: "/").last.map(String.init) ?? ""
        return last.hasSuffix(".git") ? String(last.dropLast(4)) : last
    }
}
