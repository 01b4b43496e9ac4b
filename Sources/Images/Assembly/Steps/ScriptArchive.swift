import APK
import Archives
import Diagnostics
import Files

/// The archive of packages' scripts in the package database (IMAGE.md §9.1).
struct ScriptArchive {
    /// An archive without entries.
    static let empty = [UInt8](repeating: 0, count: 1_024)

    private let rules: ImageRules
    private let time: Int64
    private let output = Output()
    private let tar: TarWriter

    /// - Parameter time: of every script, in seconds since 1970.
    init(rules: ImageRules, time: Int64) {
        self.rules = rules
        self.time = time
        tar = TarWriter(output)
    }

    /// Adds the scripts of a package: what an installer knows, or, as apko has it, whatever may be executed.
    func add(_ package: PackageFile) throws(Diagnostic) {
        if package.scripts.isEmpty, rules == .cuttle || package.unknownEntries.isEmpty { return }
        let known = Set(package.scripts.map { ".\($0.kind.rawValue)" })
        try package.readControl { entry, content throws(Diagnostic) in
            switch rules {
            case .cuttle: if !known.contains(entry.path) { return }
            case .apko: if entry.path == ".PKGINFO" || entry.mode & 0o555 != 0o555 { return }
            }
            var entry = entry
            if rules == .cuttle { entry.mode = 0o755 }
            entry.path = "\(package.info.name)-\(package.info.version).\(package.identity)\(entry.path)"
            entry.modificationTime = time
            entry.records.removeAll { ["mtime", "atime", "ctime"].contains($0.key) }
            try tar.add(entry, bytes: content)
        }
    }

    /// The whole archive.
    func finish() throws(Diagnostic) -> [UInt8] {
        try tar.finish()
        return output.bytes
    }

    private final class Output: ByteSink {
        private(set) var bytes: [UInt8] = []

        func write(_ bytes: borrowing [UInt8]) { self.bytes += copy bytes }
    }
}
