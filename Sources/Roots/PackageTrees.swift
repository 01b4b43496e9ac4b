public import APK
import Archives
import Cryptography
public import Diagnostics
import Files
public import Store
public import SystemPackage

/// Packages unpacked into the store, each once.
public struct PackageTrees: Sendable {
    let store: Store
    let limits: ReadingLimits

    /// - Parameters:
    ///   - store: keeps the trees.
    ///   - limits: how much a package may make of it.
    public init(store: Store, limits: ReadingLimits = ReadingLimits()) {
        self.store = store
        self.limits = limits
    }

    /// The read-only tree of a package's data, verified while it was unpacked.
    ///
    /// Owners are not kept (an ordinary user could not), nor are setuid bits and devices: a tree serves as content.
    public func tree(_ package: PackageFile) throws(Diagnostic) -> FilePath {
        // It becomes the name of a folder, before the data is read: only a digest may (DESIGN, promise 5).
        let hash = try package.dataDigest()
        return try store.tree(.package, hash.hex) { target throws(Diagnostic) in
            let directory = try RootedDirectory(target)
            var modes: [(path: String, mode: UInt32)] = []
            try package.readData(limits: limits, forInstallation: true) { entry, content throws(Diagnostic) in
                if entry.isLeftOut { return }
                switch entry.kind {
                case .directory:
                    try directory.makeDirectories(entry.path, mode: 0o755)
                    modes.append((entry.path, entry.mode & 0o1777))
                case .regular:
                    let writer = try directory.createFile(entry.path, mode: entry.mode & 0o777 | 0o400)
                    while true {
                        let chunk = try content.read(upTo: 1 << 18)
                        if chunk.isEmpty { break }
                        try writer.write(chunk)
                    }
                    try directory.setModificationTime(entry.path, entry.modificationTime)
                case .symbolicLink: try directory.makeSymbolicLink(entry.path, to: entry.linkTarget)
                case .hardLink: try directory.makeHardLink(entry.path, to: entry.linkTarget)
                case .characterDevice, .blockDevice, .fifo: break
                }
            }
            for (path, mode) in modes.reversed() { try directory.setMode(path, mode | 0o500) }
        }
    }
}
