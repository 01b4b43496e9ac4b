import APK
import Archives
import Cryptography
import Diagnostics
import Files
import Glibc
import SystemPackage
import Testing

/// Runs with a fresh directory, which is removed afterwards.
func withScratch<Result>(_ body: (FilePath) throws -> Result) throws -> Result {
    let directory = try TemporaryDirectory(prefix: "cuttle-test-")
    return try withExtendedLifetime(directory) { try body(directory.path) }
}

/// A program that has run.
struct Program {
    let status: Int32
    /// What it wrote to both streams.
    let output: String

    /// Runs a command of sh(1).
    init(_ command: String) throws {
        let pipe = try #require(popen("exec 2>&1; export LC_ALL=C; \(command)", "r"))
        var bytes: [UInt8] = []
        while case let byte = fgetc(pipe), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        let result = pclose(pipe)
        status = result & 0x7F == 0 ? result >> 8 & 0xFF : -1
        output = String(decoding: bytes, as: UTF8.self)
    }

    /// Runs a command that must succeed, and gives what it wrote.
    @discardableResult
    static func run(_ command: String, _ place: SourceLocation = #_sourceLocation) throws -> String {
        let program = try Program(command)
        try #require(program.status == 0, "\(command): \(program.output)", sourceLocation: place)
        return program.output
    }

    /// Whether all of the programs are there.
    static func has(_ programs: String...) -> Bool {
        programs.allSatisfy { (try? Program("command -v \($0)"))?.status == 0 }
    }
}

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
