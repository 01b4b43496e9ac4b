import Diagnostics
import Files
import Glibc
import JSON
import SystemPackage

/// Package files that no index lists any more, and that stay for a while, for readers who still have an index that did.
///
/// The list is a hidden file beside the index, read and written under the repository's lock. It says when each file was last listed, so
/// that nothing is ever deleted but what was removed from the index.
struct RetainedFiles {
    /// When each file went out of the index; seconds since 1970.
    private(set) var since: [String: Int64]
    private let path: FilePath

    /// Reads the list of a folder; there is none where nothing was ever retained.
    init(_ directory: FilePath) throws(Diagnostic) {
        path = directory.appending(".removed.json")
        since = [:]
        if !Files.exists(path) { return }
        let damaged = Diagnostic(
            .damagedRetention,
            "\(path) is damaged",
            hint: "delete it, and the packages that the index does not list (cuttle verify names them)"
        )
        guard let members = try? JSON(parsing: try Files.read(path)).members else { throw damaged }
        for member in members {
            // The system would take a name only up to a NUL.
            let isName = member.key.hasSuffix(".apk") && !member.key.utf8.contains { $0 == UInt8(ascii: "/") || $0 < 0x20 }
            guard case .number(let time) = member.value, time >= 0, isName else { throw damaged }
            since[member.key] = time
        }
    }

    /// Notes that files leave the index.
    mutating func add(_ names: some Sequence<String>, at now: Int64) {
        for name in names { since[name] = now }
    }

    /// Forgets files: they are listed again, or deleted.
    mutating func remove(_ names: some Sequence<String>) {
        for name in names { since[name] = nil }
    }

    /// The files that were not listed for so many seconds.
    func expired(after seconds: Int64, at now: Int64) -> [String] {
        // A clock that was set back keeps nothing for ever.
        since.filter { now - $0.value >= seconds || $0.value - 86_400 > now }.keys.sorted()
    }

    /// Writes the list, or deletes it when it is empty.
    ///
    /// - Parameter lock: that of the folder; what it leaves when the program is killed is found by the next who takes it.
    func write(holding lock: RepositoryLock) throws(Diagnostic) {
        if since.isEmpty {
            if Files.exists(path) { try Files.removeFile(path) }
            return
        }
        let text = JSON.sorted(since.mapValues { .number($0) }).text(indent: 2) + "\n"
        let file = try AtomicFile(path, temporaryFolder: lock.temporaryFolder())
        try file.write(Array(text.utf8))
        try file.commit()
    }

    /// The system's clock; seconds since 1970.
    static var now: Int64 { Int64(time(nil)) }
}

extension Diagnostic.Code {
    /// A list of retained files that cannot be read.
    static let damagedRetention = input("damaged-retention")
}
