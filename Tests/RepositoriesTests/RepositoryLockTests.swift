import Diagnostics
import Files
import Glibc
import Repositories
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite struct RepositoryLockTests {
    private let scratch: TemporaryDirectory
    private let folder: FilePath

    init() throws {
        scratch = try TemporaryDirectory(prefix: "cuttle-test-")
        folder = scratch.path.appending("x86_64")
        try Files.makeDirectory(folder)
    }

    @Test(.enabled(if: Shell.has("flock"), "the program flock is not on PATH"))
    func isThatOfTheFile() throws {
        let lock = try RepositoryLock(folder)
        #expect(try Shell("flock --nonblock \(folder)/.lock true").status == 1)
        withExtendedLifetime(lock) {}
    }

    @Test func whoHoldsItIsNamed() async throws {
        let lock = try RepositoryLock(folder)
        let told = Mutex<[String]>([])
        do {
            _ = try await RepositoryLock.acquire(folder, limit: .milliseconds(70)) { place, holder in
                told.withLock { $0.append("\(place) \(holder)") }
            }
            Issue.record("two hold it")
        } catch let error as Diagnostic {
            #expect(error.code == .locked)
            #expect(error.message.hasPrefix("\(folder) is being changed by "))
            #expect(error.message.hasSuffix(" (process \(getpid()))"), "\(error.message)")
            #expect(error.hints == ["try again when it is done, or wait longer with --wait"])
        }
        #expect(told.withLock { $0.count } == 1, "it is told once")
        withExtendedLifetime(lock) {}
    }

    /// Of a process that cannot be seen only the number is known.
    @Test func whoCannotBeSeenIsANumber() async throws {
        let path = folder.appending(".lock")
        let held = try FileLock(path)
        for (note, name) in [("4194305\n", "process 4194305"), ("", "another process"), ("what", "another process")] {
            try held.write(note)
            let error = await #expect(throws: Diagnostic.self) { try await RepositoryLock.acquire(folder, limit: .zero) }
            #expect(error?.message == "\(folder) is being changed by \(name)")
        }
        withExtendedLifetime(held) {}
    }

    @Test func isHandedOn() async throws {
        var first: RepositoryLock? = try RepositoryLock(folder)
        // What a task gives is held for as long as the task is known: so none gives the lock.
        let second = Task { [folder] in _ = try await RepositoryLock.acquire(folder) }
        try await Task.sleep(for: .milliseconds(50))
        #expect(first != nil)
        first = nil
        try await second.value
        let held = try await RepositoryLock.acquire(folder, limit: .seconds(60))
        let waiting = Task { [folder] in _ = try await RepositoryLock.acquire(folder) }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        withExtendedLifetime(held) {}
    }

    @Test func aFolderThatNobodyPublishesInStaysAsItIs() async throws {
        let link = scratch.path.appending("link.tar.gz")
        try Shell.run("ln -s x86_64/APKINDEX.tar.gz \(link)")
        #expect(try await RepositoryLock.ofFolder(around: folder.appending("APKINDEX.tar.gz")) == nil)
        #expect(try Files.list(folder) == [])
        do { _ = try RepositoryLock(folder) }
        #expect(try await RepositoryLock.ofFolder(around: folder.appending("APKINDEX.tar.gz")) != nil)
        #expect(try await RepositoryLock.ofFolder(around: link) != nil, "it is where the link leads")
        #expect(try await RepositoryLock.ofFolder(around: scratch.path.appending("other")) == nil)
    }

    @Test func whatIsOnItsWayIsGoneWithIt() throws {
        do {
            let lock = try RepositoryLock(folder)
            let place = try lock.temporaryFolder()
            try Files.writeAtomically([1], to: place.appending("half"))
        }
        #expect(try Files.list(folder) == [".lock"])
    }
}
