import APK
public import Diagnostics
import Files
public import Store
import SystemPackage

extension Repository {
    private static let mostNotes = 256

    /// Tells when the index of a folder is older than the one that the store saw there last: an index that was good once stays signed, and
    /// whoever puts it back keeps from readers what came later. What comes from addresses is looked at when it is fetched.
    ///
    /// A note in the store holds which file was seen and when its newest package was built. It is written when the file is another one;
    /// nothing depends on that it can be.
    public func reportOlderIndex(in store: Store, warn: (Diagnostic) -> Void) {
        guard !isRemote, let path = Files.resolved(indexPath), let version = try? FileStatus(followingLinks: path).version else { return }
        let folder = store.path.appending("newest")
        // No digest, for which a library had to be loaded.
        let name = path.components.map(\.string).joined(separator: "%")
        let note = folder.appending(String(decoding: name.utf8.suffix(200), as: UTF8.self))
        let text = Files.exists(note) ? (try? Files.read(note, limit: 4096)).map { String(decoding: $0, as: UTF8.self) } : nil
        var seen = text?.split(separator: "\n", maxSplits: 2) ?? []
        // Long paths may share a name.
        if seen.count < 3 || seen[2] != path.string { seen = [] }
        if seen.first.map(String.init) == version { return }
        let newest = index.newest
        if seen.count == 3, let before = Int64(seen[1]), newest < before, before <= PackageIndex.latestTime {
            let hint = "unless you built packages anew or withdrew some, somebody may be withholding updates"
            warn(.olderIndex(of: self.name, newest: newest, before: before, hint: hint))
        }
        try? Files.makeDirectory(folder)
        guard let file = try? AtomicFile(note) else { return }
        try? file.write(Array("\(version)\n\(newest)\n\(path)".utf8))
        try? file.commitWithoutWaiting()
        try? Files.keepNewest(Self.mostNotes, in: folder)
    }
}

extension PackageIndex {
    /// When the newest package was built, in seconds since 1970; what was built in the future says nothing.
    var newest: Int64 {
        let latest = Self.latestTime
        return records.indices.lazy.map { records.buildTime(at: $0) }.filter { $0 <= latest }.max() ?? 0
    }

    /// The latest time that a package may have been built, in seconds since 1970: clocks differ by a day at most.
    static var latestTime: Int64 { RetainedFiles.now + 86_400 }
}

extension Diagnostic {
    /// About an index that is older than the one before.
    ///
    /// - Parameters:
    ///   - name: the repository.
    ///   - newest: when the newest package was built, in seconds since 1970; `before`: when that of the index before was.
    static func olderIndex(of name: String, newest: Int64, before: Int64, hint: String) -> Diagnostic {
        Diagnostic(
            .olderIndex,
            newest == 0
                ? "\(name) now has an older index than before: it names no time of a package, and the newest was of \(Timestamp.text(before))"
                : "\(name) now has an older index than before: its newest package is of \(Timestamp.text(newest)), "
                    + "and was of \(Timestamp.text(before))",
            severity: .warning,
            hint: hint
        )
    }
}

extension Diagnostic.Code {
    /// An index that is older than the one before.
    public static let olderIndex = work("older-index")
}
