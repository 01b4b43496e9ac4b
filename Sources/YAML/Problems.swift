public import Diagnostics

/// Collects what is wrong with a document, so that one reading finds everything.
public final class Problems {
    /// What was found, in the order of its finding.
    public private(set) var diagnostics: [Diagnostic] = []
    /// Problems that are noted of one document.
    public static let most = 200

    /// Nothing found yet.
    public init() {}

    /// Notes a problem. A document full of them is not worth listing to its end.
    public func report(_ diagnostic: Diagnostic) {
        if diagnostics.count < Self.most { diagnostics.append(diagnostic) }
    }

    /// Runs a part of the reading; what it throws is noted, and the rest goes on.
    public func attempt<Result>(_ body: () throws(Diagnostic) -> Result) -> Result? {
        do throws(Diagnostic) {
            return try body()
        } catch {
            report(error)
            return nil
        }
    }
}
