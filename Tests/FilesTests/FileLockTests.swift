import Diagnostics
import Dispatch
import Files
import Glibc
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite struct FileLockTests {
    @Test(.enabled(if: Shell.has("flock"), "the program flock is not on PATH"))
    func keepsOtherProcessesOutWhileItLives() throws {
        try withScratch { folder in
            let path = folder.appending("lock")
            func locked() throws -> Bool { try Shell("flock --nonblock \(path) true").status != 0 }
            let lock = try FileLock(path)
            #expect(try withExtendedLifetime(lock) { try locked() })
            // Programs that others start at that moment have the descriptor too until they begin.
            _ = consume lock
            func hold() throws { _ = try FileLock(path) }
            try hold()
            #expect(try Shell("flock --wait 60 \(path) true").status == 0)
        }
    }

    @Test(.enabled(if: Shell.has("flock"), "the program flock is not on PATH"))
    func waitsForAnotherProcessAndSaysSoOnce() throws {
        try withScratch { folder in
            let path = folder.appending("lock")
            try Shell.run(
                "flock \(path) sh -c 'touch \(folder)/held; sleep 0.5' >/dev/null 2>&1 & while [ ! -e \(folder)/held ]; do sleep 0.01; done"
            )
            var waits = 0
            _ = try FileLock(path) { waits += 1 }
            #expect(waits == 1)
        }
    }

    @Test func tellsWhetherADirectoryIsTaken() throws {
        try withScratch { folder in
            #expect(FileLock.isFree(folder))
            let lock = try FileLock(directory: folder)
            withExtendedLifetime(lock) { #expect(!FileLock.isFree(folder)) }
            let error = withExtendedLifetime(lock) { #expect(throws: Diagnostic.self) { try FileLock(directory: folder) } }
            #expect(error?.message == "cannot lock \(folder): Resource temporarily unavailable")
            #expect(error?.hints == ["another program is writing it: try again when that is done"])
        }
    }

    /// Of what has the name when the lock is got, whether it was replaced or not.
    @Test(arguments: ["file", "replaced file", "directory", "replaced directory"]) func isWaitedFor(_ kind: String) async throws {
        let folder = try TemporaryDirectory()
        func make(_ name: String) throws -> FilePath {
            let path = folder.path.appending(name)
            if kind.hasSuffix("file") { try Files.writeAtomically([], to: path) } else { try Files.makeDirectory(path) }
            return path
        }
        let path = try make("x")
        var lock: FileLock? = try await FileLock.acquire(existing: path)
        let waiting = Task { (try await FileLock.acquire(existing: path), ContinuousClock.now) }
        try await Task.sleep(for: .milliseconds(100))
        if kind.hasPrefix("replaced") { try Files.rename(make("new"), to: path) }
        withExtendedLifetime(lock) {}
        let end = ContinuousClock.now
        lock = nil
        let (other, begin) = try await waiting.value
        #expect(begin > end)
        // Opened anew, it is locked: the lock is of what has the name now.
        let descriptor = open(path.string, O_RDONLY | O_CLOEXEC)
        try withExtendedLifetime(#require(other)) { _ in #expect(flock(descriptor, LOCK_EX | LOCK_NB) != 0) }
        close(descriptor)
    }

    @Test func aRefusedLockClosesItsDescriptorOnceOnly() throws {
        // A second close would hit what another thread has opened in between.
        try withScratch { folder in
            let lock = try FileLock(directory: folder)
            let isDone = Atomic(false)
            let stolen = Atomic(0)
            DispatchQueue.concurrentPerform(iterations: 2) { thread in
                if thread == 0 {
                    for _ in 0..<20_000 { _ = FileLock.isFree(folder) }
                    isDone.store(true, ordering: .relaxed)
                } else {
                    while !isDone.load(ordering: .relaxed) {
                        let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
                        if close(descriptor) != 0 { stolen.add(1, ordering: .relaxed) }
                    }
                }
            }
            withExtendedLifetime(lock) {}
            #expect(stolen.load(ordering: .relaxed) == 0)
        }
    }
}
