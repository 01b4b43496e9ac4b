public import Diagnostics

extension Diagnostic.Code {
    /// A template that is malformed, or that asks for what is not there.
    public static let badTemplate = input("bad-template")
}
