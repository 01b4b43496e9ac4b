import APK
import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage

/// Packages of trees, written as they are, whatever their description says.
enum Packed {
    static func package(_ info: PackageInfo, scripts: [Script] = [], _ tree: FilePath, in folder: FilePath) throws(Diagnostic)
        -> PackageFile
    {
        let writer = try PackageWriter(workingIn: folder)
        var firstNames: [FileIdentity: String] = [:]
        for found in try Files.walk(tree) {
            let path = tree.appending(found.path)
            var entry = TarEntry(path: found.path, kind: .regular, mode: found.status.mode)
            switch found.status.kind {
            case .directory:
                entry.kind = .directory
                try writer.add(entry)
            case .symbolicLink:
                entry.kind = .symbolicLink
                entry.linkTarget = try Files.readLink(path)
                try writer.add(entry)
            default:
                if let first = firstNames[found.status.identity] {
                    entry.kind = .hardLink
                    entry.linkTarget = first
                    try writer.add(entry)
                    continue
                }
                firstNames[found.status.identity] = found.path
                try Files.setMode(path, found.status.mode | 0o400)
                entry.size = found.status.size
                try writer.add(entry, content: FileReader(path), checksum: Digest.ofFile(path, .sha1))
                try Files.setMode(path, found.status.mode)
            }
        }
        let path = folder.appending(info.fileName)
        try writer.finish(info, scripts: scripts, key: nil, to: path)
        return try PackageFile(path)
    }
}
