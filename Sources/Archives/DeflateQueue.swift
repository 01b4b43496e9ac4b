import Dispatch
import Glibc
import Synchronization

/// Blocks that are compressed on all cores, whose results come in order; memory stays at a few blocks.
final class DeflateQueue {
    /// More than processors, so that they have work while a finished block is written and the next is read.
    private let limit = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) + 2
    private var jobs: [DeflateJob] = []

    var isEmpty: Bool { jobs.isEmpty }
    /// Whether a result must be taken before a block is added.
    var isFull: Bool { jobs.count >= limit }

    /// Adds a block.
    ///
    /// - Parameter isSmall: whether it is compressed sooner than a thread is awake.
    func add(_ block: DeflateBlock, isSmall: Bool) {
        let job = DeflateJob(block)
        jobs.append(job)
        if !isSmall { job.start() }
    }

    /// The result of the first block that is left; nil when there is none.
    func next() -> DeflateBlock.Result? { jobs.isEmpty ? nil : jobs.removeFirst().result() }
}

/// A block that is being compressed on another thread, or by whoever asks for it before one is free.
private final class DeflateJob: Sendable {
    private enum State: Sendable {
        case waiting(DeflateBlock)
        case running
        case done(DeflateBlock.Result)
    }

    private let state: Mutex<State>
    private let finished = DispatchSemaphore(value: 0)

    init(_ block: DeflateBlock) {
        state = Mutex(.waiting(block))
    }

    func start() {
        DispatchQueue.global(qos: .userInitiated).async { self.run() }
    }

    /// The result; does the work itself when nobody has begun it, so that no wait depends on a free thread.
    func result() -> DeflateBlock.Result {
        run()
        finished.wait()
        defer { finished.signal() }
        guard case .done(let result) = state.withLock({ $0 }) else { return .init() }
        return result
    }

    private func run() {
        let block = state.withLock { state -> DeflateBlock? in
            guard case .waiting(let block) = state else { return nil }
            state = .running
            return block
        }
        guard let block else { return }
        let result = block.compressed()
        state.withLock { $0 = .done(result) }
        finished.signal()
    }
}
