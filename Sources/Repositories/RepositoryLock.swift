public import Diagnostics
import Files
import Glibc
public import SystemPackage

/// The lock of a repository's folder of one architecture: whoever changes what is in it holds it, one at a time, for as long as the value lives.
public final class RepositoryLock: Sendable {
    private let lock: FileLock
    /// A place for files on their way into the folder. What is found there was left by somebody who was killed.
    private let workFolder: FilePath
    private static let fileName = ".lock"
    static let workFolderName = ".publishing"
    private static let pause = Duration.milliseconds(20)

    private init(_ lock: FileLock, _ directory: FilePath) throws(Diagnostic) {
        self.lock = lock
        workFolder = directory.appending(Self.workFolderName)
        try lock.write("\(getpid())\n")
        if Files.exists(workFolder) { try Files.removeTree(workFolder) }
        try FolderSuccessor.removeAbandoned(of: directory)
    }

    /// Waits for the lock of a folder, which must be there. Not for tasks: a thread waits.
    public convenience init(_ directory: FilePath) throws(Diagnostic) {
        try self.init(FileLock(directory.appending(Self.fileName)), directory)
    }

    deinit {
        // While the lock is still held.
        if Files.exists(workFolder) { try? Files.removeTree(workFolder) }
    }

    /// The place for files on their way into the folder; it is gone with the lock.
    public func temporaryFolder() throws(Diagnostic) -> FilePath {
        try Files.makeDirectory(workFolder)
        return workFolder
    }

    /// Waits for the lock of a folder, which must be there, as a task should.
    ///
    /// - Parameters:
    ///   - limit: how long to wait at most; nil: until it is free.
    ///   - waiting: called once with the folder and who holds the lock, when somebody does.
    /// - Throws: `locked` when the time is over.
    public static func acquire(
        _ directory: FilePath,
        limit: Duration? = nil,
        waiting: (FilePath, String) -> Void = { _, _ in }
    ) async throws -> RepositoryLock {
        let path = directory.appending(fileName)
        let start = ContinuousClock.now
        var isTold = false
        while true {
            if let lock = try FileLock(ifFree: path) { return try RepositoryLock(lock, directory) }
            let holder = holder(path)
            if let limit, ContinuousClock.now - start >= limit {
                throw Diagnostic(
                    .locked,
                    "\(directory) is being changed by \(holder)",
                    hint: "try again when it is done, or wait longer with --wait"
                )
            }
            if !isTold { waiting(directory, holder) }
            isTold = true
            try await Task.sleep(for: pause)
        }
    }

    /// Waits for the lock of the folder that a file is in, at the end of its links, where anybody who takes it has been there; nil where
    /// nobody has, and no repository is to be protected.
    ///
    /// - Parameter waiting: as with `acquire`.
    public static func ofFolder(
        around file: FilePath,
        waiting: (FilePath, String) -> Void = { _, _ in }
    ) async throws -> RepositoryLock? {
        let folder = try Files.followingLinks(file).removingLastComponent()
        let directory = folder.isEmpty ? FilePath(".") : folder
        return Files.exists(directory.appending(fileName)) ? try await acquire(directory, waiting: waiting) : nil
    }

    /// Who holds a lock, as people know it: `cuttle repo publish (process 12)`.
    private static func holder(_ path: FilePath) -> String {
        let note = (try? Files.read(path, limit: 64)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard let process = Int32(note.prefix { $0.isNumber }) else { return "another process" }
        // Of another container or machine, it is only a number.
        guard let line = try? Files.read(FilePath("/proc/\(process)/cmdline"), limit: 1 << 20) else { return "process \(process)" }
        let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        guard let program = words.first.flatMap({ FilePath($0).lastComponent?.string }) else { return "process \(process)" }
        let verbs = words.dropFirst().prefix { $0.allSatisfy { $0.isLetter && $0.isASCII || $0 == "-" } && !$0.hasPrefix("-") }
        return "\(([program] + verbs.prefix(2)).joined(separator: " ")) (process \(process))"
    }
}

extension Diagnostic.Code {
    /// A repository that somebody else is changing.
    public static let locked = work("locked")
}
