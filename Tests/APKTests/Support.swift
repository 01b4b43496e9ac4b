import APK
import Archives
import Cryptography
import Diagnostics
import Files
import Glibc
import SystemPackage
import Testing

/// Real packages, indexes and keys, which are not part of the project.
enum SharedData {
    static let folder = Files.absolute(FilePath(#filePath).appending("../../../../shared/data"))
    static var isThere: Bool { Files.exists(folder.appending("keys")) }

    static func keyring() throws -> Keyring { try Keyring(reading: [folder.appending("keys")]) }
}

/// One gzip member with a tar of these files.
func member(_ files: [(TarEntry, [UInt8])], isCut: Bool = true) throws(Diagnostic) -> [UInt8] {
    let output = ArrayWriter()
    let gzip = try GzipWriter(output)
    let tar = TarWriter(gzip)
    for (entry, content) in files {
        if entry.kind == .regular { try tar.add(entry, bytes: content) } else { try tar.add(entry) }
    }
    if !isCut { try tar.finish() }
    try gzip.finish()
    return output.bytes
}

/// A control member with this `.PKGINFO`, and files besides.
func controlMember(_ info: String, _ files: [(TarEntry, [UInt8])] = []) throws(Diagnostic) -> [UInt8] {
    try member([(.file(".PKGINFO"), Array(info.utf8))] + files)
}

extension TarEntry {
    static func file(_ path: String, mode: UInt32 = 0o644) -> TarEntry { TarEntry(path: path, kind: .regular, mode: mode) }
}

/// Writes a file without waiting for the disk.
func write(_ bytes: [UInt8], to path: FilePath) throws(Diagnostic) {
    try FileWriter(path).write(bytes)
}

/// All checks of `cuttle verify`.
func verify(_ path: FilePath, _ keyring: Keyring) throws(Diagnostic) {
    let package = try PackageFile(path)
    try package.signedContent.verify(package.signatures, keyring: keyring, subject: path.string)
    try package.readData { _, _ in }
}

/// What each gzip member of a file gives.
func gunzip(_ bytes: [UInt8]) throws(Diagnostic) -> [[UInt8]] {
    let reader = GzipReader(ArrayReader(bytes), name: "x")
    var members: [[UInt8]] = []
    while try reader.nextMember() {
        var content: [UInt8] = []
        while case let chunk = try reader.read(upTo: 1 << 16), !chunk.isEmpty { content += chunk }
        members.append(content)
    }
    return members
}
