import Diagnostics
import Dispatch
import Synchronization

extension Array where Element: Sendable {
    /// Does something with every element, on all processors.
    ///
    /// - Throws: what went wrong with the first of those that failed; the others are done all the same.
    func forEachConcurrently(_ body: @Sendable (Element) throws(Diagnostic) -> Void) throws(Diagnostic) {
        let failures = Mutex<[Int: Diagnostic]>([:])
        withoutActuallyEscaping(body) { body in
            DispatchQueue.concurrentPerform(iterations: count) { index in
                do throws(Diagnostic) { try body(self[index]) } catch {
                    let failure = error
                    failures.withLock { $0[index] = failure }
                }
            }
        }
        if let failure = failures.withLock({ $0.min { $0.key < $1.key }?.value }) { throw failure }
    }
}
