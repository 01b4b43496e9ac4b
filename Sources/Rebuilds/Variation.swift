import Diagnostics
import Files
import Glibc
import Sandboxes
import Store
import SystemPackage

/// How a second build is made to differ from the first in all that should not matter.
struct Variation {
    var surroundings = Surroundings()
    /// Where the workspace lies instead; nil for the usual place.
    var workspaceParent: TemporaryDirectory?
    /// What was changed, and what could not be, for people.
    private(set) var notes: [String] = []

    /// 400 days: another year, and another day of week and month.
    private static let clockOffset: Int64 = 400 * 86_400
    /// Where distributions put the library; the variant for programs with threads serves all.
    private static let clockLibraries = [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/lib/faketime/libfaketimeMT.so.1", "/usr/lib64/faketime/libfaketimeMT.so.1", "/usr/local/lib/faketime/libfaketimeMT.so.1",
    ]

    /// - Parameters:
    ///   - usual: a folder on the file system of usual builds.
    ///   - need: bytes that the workspace may take.
    init(usual: FilePath, need: Int64) throws(Diagnostic) {
        surroundings.hostName = "elsewhere"
        surroundings.callersMask = 0o077
        surroundings.temporaryFolder = "/tmp/another/place"
        notes.append("host name, TMPDIR, and the caller's umask")
        let processors = Self.processors()
        if processors.count > 1, let first = processors.first {
            surroundings.processor = first
            notes.append("processors: 1 instead of \(processors.count)")
        } else {
            notes.append("not the number of processors: there is only one")
        }
        if let library = Self.clockLibraries.first(where: { Files.exists(FilePath($0)) }) {
            surroundings.clock = Surroundings.Clock(library: FilePath(library), offset: Self.clockOffset)
        }
        workspaceParent = try Self.otherFileSystem(than: usual, need: need)
        notes.append(
            workspaceParent == nil
                ? "not the order of files in folders: there is no second file system with room for the build"
                : "the order of files in folders"
        )
    }

    /// Tries whether programs of a root heed the clock that was set, and takes it back when they do not.
    ///
    /// - Parameter root: the root that the build will see.
    mutating func tryClock(in root: FilePath, scratch: FilePath) async throws {
        guard let clock = surroundings.clock else {
            notes.append("the clock only as it passes: libfaketime is not installed")
            return
        }
        for name in ["sandbox", "workspace"] { try Files.makeDirectory(scratch.appending(name)) }
        let sandbox = try Sandbox(
            root: root,
            scratch: scratch.appending("sandbox"),
            workspace: scratch.appending("workspace"),
            surroundings: surroundings
        )
        let log = scratch.appending("clock")
        let status = try await sandbox.run(["/bin/sh", "-c", "date +%s"], environment: ["PATH": "/usr/bin:/bin"], log: log)
        let answer = String(decoding: try Files.read(log), as: UTF8.self)
        let seconds = status == 0 ? answer.split(separator: "\n").last.flatMap { Int64($0) } : nil
        if let seconds, seconds > Int64(time(nil)) + clock.offset / 2, !answer.contains("ld.so") {
            notes.append("the clock: \(clock.offset / 86_400) days ahead, by libfaketime")
            return
        }
        surroundings.clock = nil
        notes.append("the clock only as it passes: the programs of this environment do not heed libfaketime")
    }

    /// The processors that this process may use (proc(5)).
    private static func processors() -> [Int] {
        let status = (try? Files.read("/proc/self/status")) ?? []
        let line = status.split(separator: 0x0A).first { $0.starts(with: "Cpus_allowed_list:".utf8) } ?? []
        let list = String(decoding: line.drop { $0 != 0x3A }.dropFirst(), as: UTF8.self).split { $0 == "," || $0.isWhitespace }
        return list.flatMap { range -> [Int] in
            let ends = range.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, first <= last else { return [] }
            return Array(first...last)
        }
    }

    /// A folder in which the same files, made in the same order, are listed in another one.
    private static func otherFileSystem(than usual: FilePath, need: Int64) throws(Diagnostic) -> TemporaryDirectory? {
        let order = try listing(in: usual)
        for place in ["/dev/shm", "/run/user/\(getuid())", "/tmp", "/var/tmp"] {
            let path = FilePath(place)
            guard Files.isWritable(path), ((try? Files.freeSpace(at: path)) ?? 0) > need, allowsPrograms(path) else { continue }
            guard let folder = try? TemporaryDirectory(in: path, prefix: "cuttle-") else { continue }
            if try listing(in: folder.path) != order { return folder }
        }
        return nil
    }

    /// ST_NOEXEC of statvfs(3).
    private static let noExecution: UInt = 8

    private static func allowsPrograms(_ path: FilePath) -> Bool {
        var information = statvfs()
        return statvfs(path.string, &information) == 0 && information.f_flag & noExecution == 0
    }

    /// The order in which a file system lists some files.
    private static func listing(in parent: FilePath) throws(Diagnostic) -> [String] {
        let folder = try TemporaryDirectory(in: parent, prefix: "order-")
        for number in 0..<32 { try Files.writeAtomically([], to: folder.path.appending("file-\(number)")) }
        guard let directory = opendir(folder.path.string) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name.hasPrefix("file-") { names.append(name) }
        }
        return names
    }
}
