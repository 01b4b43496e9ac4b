public import Archives
public import Cryptography
public import Diagnostics
public import Files
public import SystemPackage

/// Writes an `.apk` file of three gzip members: signature, control, data (PACKAGE.md §2).
///
/// The data goes to a file of its own first, because the control member names its digest; memory does not grow with it. It is one member of
/// blocks, so that any part of it can be read without the rest, and what is in larger files is copied into layers of images as it is.
public final class PackageWriter {
    private let dataFile: TemporaryDirectory
    private let blocks: BlockedWriter
    private let tar: TarWriter
    /// Files of so many bytes begin a block, and end one: with fewer the packages grow.
    private static let largeFile: Int64 = 32 << 10

    /// Starts a package.
    ///
    /// - Parameter directory: where the data is kept until the end.
    public init(workingIn directory: FilePath) throws(Diagnostic) {
        dataFile = try TemporaryDirectory(in: directory)
        blocks = try BlockedWriter(FileWriter(dataFile.path.appending("data")))
        tar = TarWriter(blocks)
    }

    /// Adds an entry of the data; callers give them in the order of PACKAGE.md §2.4, parents first.
    ///
    /// - Parameter checksum: SHA-1 of a regular file's content; links get theirs here.
    public func add(_ entry: TarEntry, content: (any ByteSource)? = nil, checksum: Digest? = nil) throws(Diagnostic) {
        var entry = entry
        let sum = entry.kind == .symbolicLink ? Digest.of(entry.linkTarget, .sha1) : checksum
        if let sum { entry.records.append(.init(key: ChecksummedContent.recordKey, value: Array(sum.hex.utf8))) }
        if entry.kind == .regular, entry.size >= Self.largeFile {
            try tar.add(entry, content: content) { () throws(Diagnostic) in try self.blocks.cut() }
        } else {
            try tar.add(entry, content: content)
        }
    }

    /// Completes the package and writes it under its final name, atomically.
    ///
    /// - Parameters:
    ///   - configuration: the compiled recipe as YAML, the member `.melange.yaml` (PACKAGE §2.2); nil leaves it out.
    ///   - key: signs the control member; nil leaves it unsigned.
    /// - Returns: the identity that the index will name it by.
    @discardableResult
    public func finish(
        _ info: PackageInfo,
        scripts: [Script],
        configuration: String? = nil,
        key: (any Signer)?,
        to path: FilePath
    ) throws(Diagnostic) -> Identity {
        try tar.finish()
        let table = try blocks.finish()
        let data = dataFile.path.appending("data")
        let hasher = DigestHasher()
        hasher.write(table.header)
        try FileReader(data).copy(to: hasher)
        hasher.write(table.trailer)
        var info = info
        info.dataHash = hasher.finish().hex
        let control = try Self.controlMember(info, scripts: scripts, configuration: configuration)
        let file = try AtomicFile(path)
        if let key { try file.write(Signature.member(over: control, key: key, time: info.buildDate)) }
        try file.write(control)
        try file.write(table.header)
        try FileReader(data).copy(to: file)
        try file.write(table.trailer)
        try file.commit()
        return Identity(Digest.of(control, .sha1))
    }

    /// A cut tar of `.PKGINFO`, the configuration and the scripts in byte order, compressed (PACKAGE.md §2.2).
    private static func controlMember(
        _ info: PackageInfo,
        scripts: [Script],
        configuration: String?
    ) throws(Diagnostic) -> [UInt8] {
        let output = ArrayWriter()
        let gzip = try GzipWriter(output)
        let tar = TarWriter(gzip)
        var files = [(name: ".PKGINFO", mode: UInt32(0o644), content: Array(info.text.utf8))]
        if let configuration { files.append((PackageFile.configurationName, 0o644, Array(configuration.utf8))) }
        files += scripts.map { (".\($0.kind.rawValue)", 0o755, $0.content) }
        for file in files.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            var entry = TarEntry(path: file.name, kind: .regular, mode: file.mode)
            entry.userName = "root"
            entry.groupName = "root"
            entry.modificationTime = info.buildDate
            try tar.add(entry, bytes: file.content)
        }
        try gzip.finish()
        return output.bytes
    }
}
