#if !LIBFUZZER
import Fuzzing
import SystemPackage

/// What all threads of a run share.
struct Run: Sendable {
    let target: any FuzzingTarget
    /// Number of the first execution.
    let first: UInt64
    /// Number behind the last one.
    let last: UInt64
    let seconds: Double
    /// Nanoseconds of a processor beyond which an input is a finding.
    let slow: UInt64
    let folder: FilePath
    let start = ContinuousClock.now

    var isOver: Bool { ContinuousClock.now - start > .seconds(seconds) }
}

/// What a thread has done.
struct Tally: Sendable {
    var accepted: UInt64 = 0
    var refused: UInt64 = 0
    var findings: UInt64 = 0
    var bytes: UInt64 = 0
    /// Nanoseconds of a processor.
    var processor: UInt64 = 0
    /// The slowest execution: its time, number and size.
    var slowest: (nanoseconds: UInt64, number: UInt64, bytes: Int) = (0, 0, 0)

    var executions: UInt64 { accepted + refused + findings }

    static func + (left: Tally, right: Tally) -> Tally {
        Tally(
            accepted: left.accepted + right.accepted,
            refused: left.refused + right.refused,
            findings: left.findings + right.findings,
            bytes: left.bytes + right.bytes,
            processor: left.processor + right.processor,
            slowest: left.slowest.nanoseconds >= right.slowest.nanoseconds ? left.slowest : right.slowest
        )
    }

    func text(_ target: String, seed: UInt64, seconds: Double, memory: (early: Int, now: Int, peak: Int)) -> String {
        let mebibytes = { (bytes: Int) in "\(bytes >> 20) MiB" }
        return """
            \(executions) executions in \(Int(seconds)) s (\(processor / 1_000_000_000) s of a processor), \(bytes >> 20) MiB of input
            accepted \(accepted), refused \(refused), findings \(findings)
            slowest: execution \(slowest.number), \(slowest.nanoseconds / 1_000_000) ms for \(slowest.bytes) bytes
            memory: \(mebibytes(memory.early)) early, \(mebibytes(memory.now)) now, \(mebibytes(memory.peak)) at most
            summary: target \(target), seed \(seed), \(executions) executions, \(findings) findings, peak memory \(mebibytes(memory.peak))
            """
    }
}
#endif
