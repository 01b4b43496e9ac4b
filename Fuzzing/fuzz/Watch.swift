#if !LIBFUZZER
import Files
import Fuzzing
import Glibc
import SystemPackage

/// Looks after the threads: an input that takes too long, or too much memory, ends the run and is kept.
final class Watch {
    private let workers: [Worker]
    private let run: Run
    private let memoryLimit: Int
    /// Seconds on the wall after which an input counts as stuck, whatever the machine does besides.
    private static let stuck: UInt64 = 120
    private(set) var elapsed = 0.0

    init(workers: [Worker], run: Run, memoryLimit: Int) {
        self.workers = workers
        self.run = run
        self.memoryLimit = memoryLimit
    }

    /// Waits for all threads; gives the memory in use in bytes: after a tenth of the time, at the end, at most.
    func untilEnd() -> (early: Int, now: Int, peak: Int) {
        var early = 0
        var peak = 0
        var told = 0.0
        while !workers.allSatisfy(\.isFinished) {
            usleep(50_000)
            let spent = ContinuousClock.now - run.start
            elapsed = Double(spent.components.seconds) + Double(spent.components.attoseconds) / 1e18
            let memory = Self.resident()
            peak = max(peak, memory)
            if early == 0, elapsed > run.seconds / 10 { early = memory }
            for worker in workers {
                let used = worker.used
                if used.processor > run.slow * 2 || used.wall > Self.stuck { stop(worker, status: 3, "takes too long") }
            }
            if memory > memoryLimit, let worker = workers.max(by: { $0.used.processor < $1.used.processor }) {
                stop(worker, status: 4, "\(memory >> 20) MiB are in use")
            }
            if elapsed - told > 30 {
                told = elapsed
                let tally = workers.map(\.tally).reduce(Tally(), +)
                say("\(Int(elapsed)) s: \(tally.executions) executions, \(tally.findings) findings, \(memory >> 20) MiB")
            }
        }
        return (early, Self.resident(), max(peak, Self.resident()))
    }

    /// Ends the program: a thread cannot be ended alone. The input is kept, and shown when it is short.
    private func stop(_ worker: Worker, status: Int32, _ reason: String) -> Never {
        let path = run.folder.appending("stopped-\(worker.current).\(run.target.suffix)")
        let bytes = (try? Files.read(worker.path)) ?? []
        try? Files.writeAtomically(bytes, to: path)
        say("\(path): \(reason)")
        if run.target.suffix == "yaml" { say(String(decoding: bytes.prefix(4_000), as: UTF8.self)) }
        _exit(status)
    }

    /// Memory in use, in bytes.
    private static func resident() -> Int {
        let text = String(decoding: (try? Files.read("/proc/self/statm")) ?? [], as: UTF8.self)
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
#endif
