import Diagnostics

extension Diagnostic.Code {
    /// The command line does not make sense.
    static let usage = input("usage")
}
