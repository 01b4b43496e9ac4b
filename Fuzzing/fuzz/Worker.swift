#if !LIBFUZZER
import Diagnostics
import Files
import Fuzzing
import Glibc
import Synchronization
import SystemPackage

/// A thread that examines every so-manieth input.
final class Worker: Sendable {
    /// The input at work, on disk, so that a crash leaves it behind.
    let path: FilePath
    private let file: FileDescriptor
    private let index: Int
    private let stride: Int
    private let run: Run
    private let target: any FuzzingTarget
    private let state = Mutex(Tally())
    /// The thread's processor clock, and what it showed when the execution began; 0 in between.
    private let clock = Atomic<Int32>(0)
    private let begun = Atomic<UInt64>(0)
    private let begunWall = Atomic<UInt64>(0)
    private let number = Atomic<UInt64>(0)
    private let isDone = Atomic<Bool>(false)

    init(_ index: Int, of count: Int, _ run: Run) throws {
        self.index = index
        stride = count
        self.run = run
        target = run.target
        path = run.folder.appending("worker-\(index).\(run.target.suffix)")
        file = try FileDescriptor.open(
            path,
            .readWrite,
            options: [.create, .truncate],
            permissions: [.ownerReadWrite, .groupRead, .otherRead]
        )
    }

    var tally: Tally { state.withLock { $0 } }
    var isFinished: Bool { isDone.load(ordering: .acquiring) }
    /// The number of the execution at work.
    var current: UInt64 { number.load(ordering: .relaxed) }

    /// What the execution at work has used: nanoseconds of a processor, and seconds on the wall.
    var used: (processor: UInt64, wall: UInt64) {
        let start = begun.load(ordering: .acquiring)
        let wall = begunWall.load(ordering: .relaxed)
        if start == 0 { return (0, 0) }
        let now = Self.nanoseconds(clock.load(ordering: .relaxed))
        let nowWall = Self.nanoseconds(CLOCK_MONOTONIC)
        return (now > start ? now - start : 0, nowWall > wall ? (nowWall - wall) / 1_000_000_000 : 0)
    }

    /// Starts the thread.
    func start() throws {
        let box = Unmanaged.passRetained(self)
        var thread = pthread_t()
        let result = pthread_create(
            &thread,
            nil,
            { raw in
                if let raw { Unmanaged<Worker>.fromOpaque(raw).takeRetainedValue().work() }
                return nil
            },
            box.toOpaque()
        )
        guard result == 0 else { throw Diagnostic(.system, "cannot start a thread") }
        pthread_detach(thread)
    }

    private func work() {
        var id = clockid_t()
        pthread_getcpuclockid(pthread_self(), &id)
        clock.store(id, ordering: .relaxed)
        let examiner = target.examiner(in: run.folder.appending("worker-\(index)"))
        var next = run.first + UInt64(index)
        while next < run.last, !run.isOver {
            examine(next, id, examiner)
            next += UInt64(stride)
        }
        isDone.store(true, ordering: .releasing)
    }

    private func examine(_ execution: UInt64, _ id: clockid_t, _ examiner: any FuzzingExaminer) {
        let input = target.input(execution)
        keep(input.bytes)
        let start = Self.nanoseconds(id)
        number.store(execution, ordering: .relaxed)
        begunWall.store(Self.nanoseconds(CLOCK_MONOTONIC), ordering: .relaxed)
        begun.store(start, ordering: .releasing)
        let outcome = examiner.examine(input)
        begun.store(0, ordering: .releasing)
        let used = Self.nanoseconds(id) - start
        var finding: String?
        if case .violated(let reason) = outcome { finding = reason }
        if used > run.slow { finding = finding ?? "it took \(used / 1_000_000) ms" }
        state.withLock { tally in
            tally.bytes += UInt64(input.bytes.count)
            tally.processor += used
            if used > tally.slowest.nanoseconds { tally.slowest = (used, execution, input.bytes.count) }
            if finding != nil { tally.findings += 1 } else if outcome == .accepted { tally.accepted += 1 } else { tally.refused += 1 }
        }
        if let finding { save(input.bytes, "finding-\(execution).\(target.suffix)", finding) }
    }

    /// Writes the input where it survives a crash.
    private func keep(_ bytes: [UInt8]) {
        _ = ftruncate(file.rawValue, 0)
        _ = bytes.withUnsafeBytes { pwrite(file.rawValue, $0.baseAddress, $0.count, 0) }
    }

    private func save(_ bytes: [UInt8], _ name: String, _ reason: String) {
        let path = run.folder.appending(name)
        do throws(Diagnostic) {
            try Files.writeAtomically(bytes, to: path)
        } catch {
            say("cannot keep \(path): \(error)")
        }
        say("\(path): \(reason)")
    }

    private static func nanoseconds(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
#endif
