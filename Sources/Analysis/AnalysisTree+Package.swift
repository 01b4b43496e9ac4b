public import APK
import Archives
public import Diagnostics
import Files
public import SystemPackage

extension AnalysisTree {
    /// The tree of a package's data, unpacked into an empty directory.
    ///
    /// What the package says of owners, modes and devices is in the entries alone. Nothing is written outside of the directory,
    /// whatever the package holds (DESIGN, promise 5).
    ///
    /// - Throws: also when the data is not what the package's checksums say.
    public init(unpacking package: PackageFile, to root: FilePath) throws(Diagnostic) {
        let directory = try RootedDirectory(root)
        var entries: [Entry] = []
        // By bytes: as texts, two names could be one.
        var modes: [[UInt8]: UInt32] = [:]
        try package.readData { entry, content throws(Diagnostic) in
            if let slash = entry.path.utf8.lastIndex(of: UInt8(ascii: "/")), directory.status(String(entry.path[..<slash])) == nil {
                try directory.makeDirectories(String(entry.path[..<slash]))
            }
            var mode = entry.mode
            switch entry.kind {
            case .directory: try directory.makeDirectory(entry.path)
            case .regular:
                let writer = try directory.createFile(entry.path, mode: 0o600)
                while true {
                    let chunk = try content.read(upTo: 1 << 18)
                    if chunk.isEmpty { break }
                    try writer.write(chunk)
                }
                modes[Array(entry.path.utf8)] = mode
            case .hardLink:
                try directory.makeHardLink(entry.path, to: entry.linkTarget)
                mode = modes[Array(entry.linkTarget.utf8)] ?? mode
                modes[Array(entry.path.utf8)] = mode
            case .symbolicLink: try directory.makeSymbolicLink(entry.path, to: entry.linkTarget)
            case .characterDevice, .blockDevice, .fifo: break
            }
            entries.append(
                Entry(
                    path: entry.path,
                    kind: Self.kind(entry.kind),
                    mode: mode,
                    linkTarget: entry.kind == .symbolicLink ? entry.linkTarget : ""
                )
            )
        }
        self.init(root, unpacked: entries)
    }

    private static func kind(_ kind: TarEntry.Kind) -> FileKind {
        switch kind {
        case .regular, .hardLink: .regular
        case .directory: .directory
        case .symbolicLink: .symbolicLink
        case .characterDevice: .characterDevice
        case .blockDevice: .blockDevice
        case .fifo: .fifo
        }
    }
}
