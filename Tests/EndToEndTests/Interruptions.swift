import Files
import Glibc
import Subprocess
import SystemPackage
import Testing

/// Kills a command at random moments: `CUTTLE_INTERRUPTIONS` says how many, else 20.
final class Interruptions {
    /// What a run at one moment came to.
    struct Moment: CustomStringConvertible {
        let number: Int
        /// Which part of the time that the command takes has passed.
        let part: Double
        var description: String { "moment \(number), after \(part) of its time" }
    }

    static let count = getenv("CUTTLE_INTERRUPTIONS").flatMap { Int(String(cString: $0)) } ?? 20
    /// How long the command takes, in seconds.
    private var duration: Double

    init(duration: Double) { self.duration = duration }

    /// Learns how long a whole run took. On a busy machine the first may take many times as long as those after it, which would then end
    /// before they can be killed.
    func learn(_ seconds: Double) { duration = min(duration, seconds) }

    /// The moments: one in each of as many equal parts of the time that the command takes, and a little more.
    var moments: [Moment] {
        (0..<Self.count).map { number in
            let part = (Double(number) + .random(in: 0..<1)) / Double(Self.count)
            return Moment(number: number, part: part * 1.1)
        }.shuffled()
    }

    /// Starts `cuttle`, and kills it at a moment.
    ///
    /// - Returns: whether it was killed; it may have ended before.
    func kill(_ arguments: [String], in directory: FilePath, at moment: Moment) async throws -> Bool {
        // timeout(1) waits beside the tests: here a task that sleeps goes on only when the others leave it a thread, long after the end. It waits
        // for ever when it is told 0.
        let delay = max(moment.part * duration, 0.0001)
        let result = try await Subprocess.run(
            .name("timeout"),
            arguments: Arguments(["--foreground", "--signal=KILL", "\(delay)", Program.cuttle.string] + arguments),
            environment: .custom(["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/nonexistent", "NO_COLOR": "1"]),
            workingDirectory: directory,
            input: .none,
            output: .discarded,
            error: .discarded
        )
        return [.signaled(SIGKILL), .exited(128 + SIGKILL)].contains(result.terminationStatus)
    }

    /// How long a command takes, in seconds.
    static func measure(_ body: () async throws -> Outcome) async throws -> (outcome: Outcome, seconds: Double) {
        let start = ContinuousClock.now
        let outcome = try await body()
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return (outcome, Double(seconds) + Double(attoseconds) / 1e18)
    }
}
