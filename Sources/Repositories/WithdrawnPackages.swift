import APK
public import Diagnostics
import Files
public import SystemPackage

/// The names and versions that were taken out of a repository for good: `withdrawn-packages.txt` in the folder of an architecture, a file name
/// a line, and `#` begins a comment.
public struct WithdrawnPackages: Sendable {
    private let path: FilePath
    /// File names, as `xz-5.6.0-r0.apk`.
    public private(set) var names: Set<String>
    private static let limit = 64 << 20

    /// Reads the list of a folder; there need not be one.
    public init(_ directory: FilePath) throws(Diagnostic) {
        path = directory.appending("withdrawn-packages.txt")
        names = Files.exists(path) ? Set(try Self.names(in: path)) : []
    }

    /// The file names that a list of packages has: `name-version`, with or without `.apk`.
    public static func names(in file: FilePath) throws(Diagnostic) -> [String] {
        if !Files.exists(file) { throw Diagnostic(.missingFile, "there is no file \(file)") }
        var names: [String] = []
        for line in String(decoding: try Files.read(file, limit: limit), as: UTF8.self).split(whereSeparator: \.isNewline) {
            let name = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
            if !name.isEmpty { names.append(name.hasSuffix(".apk") ? name : "\(name).apk") }
        }
        return names
    }

    /// Adds names to the list and takes others off it, atomically; comments stay where they are.
    ///
    /// - Parameter lock: that of the folder; what it leaves when the program is killed is found by the next who takes it.
    func write(adding new: [String] = [], removing old: Set<String> = [], holding lock: RepositoryLock) throws(Diagnostic) {
        let added = Set(new).subtracting(names).sorted()
        let removed = names.intersection(old)
        if added.isEmpty, removed.isEmpty { return }
        let before = Files.exists(path) ? String(decoding: try Files.read(path, limit: Self.limit), as: UTF8.self) : ""
        var lines = before.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        lines.removeAll { line in
            let name = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
            return removed.contains(name) || removed.contains("\(name).apk")
        }
        let file = try AtomicFile(path, temporaryFolder: lock.temporaryFolder())
        try file.write(Array((lines + added).map { "\($0)\n" }.joined().utf8))
        try file.commit()
    }
}
