import APK
import Archives
import Cryptography
import Diagnostics
import Files

/// What a package installs, file by file.
struct PackageContents {
    /// What is compared of a file.
    struct File: Hashable {
        let kind: String
        let mode: UInt32
        let owner: String
        let size: Int64
        /// The digest of the content, or the target of a link.
        let content: String
    }

    private(set) var files: [String: File] = [:]

    /// Reads all of a package's data, and checks it.
    init(_ package: PackageFile) throws(Diagnostic) {
        var files: [String: File] = [:]
        try package.readData { entry, source throws(Diagnostic) in
            var content = entry.linkTarget
            if entry.kind == .regular {
                let hasher = DigestHasher()
                while true {
                    let chunk = try source.read(upTo: 1 << 18)
                    if chunk.isEmpty { break }
                    hasher.write(chunk)
                }
                content = hasher.finish().hex
            }
            // Whether two names are one file on disk is no matter of what is installed.
            if entry.kind == .hardLink, let first = files[entry.linkTarget] {
                files[entry.path] = first
                return
            }
            files[entry.path] = File(
                kind: Self.name(entry.kind),
                mode: entry.kind == .symbolicLink ? 0o777 : entry.mode,
                owner: Self.owner(entry),
                size: entry.size,
                content: content
            )
        }
        self.files = files
    }

    /// Names count before numbers, as they do for installers.
    private static func owner(_ entry: TarEntry) -> String {
        let user = entry.userName.isEmpty ? "\(entry.user)" : entry.userName
        return "\(user):\(entry.groupName.isEmpty ? "\(entry.group)" : entry.groupName)"
    }

    private static func name(_ kind: TarEntry.Kind) -> String {
        switch kind {
        case .regular, .hardLink: "file"
        case .symbolicLink: "link"
        case .directory: "folder"
        case .characterDevice: "character device"
        case .blockDevice: "block device"
        case .fifo: "pipe"
        }
    }
}
