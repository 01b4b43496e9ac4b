public import Diagnostics

/// A step that brings something from upstream into the workspace. The tool does it itself, outside the sandbox (PIPELINES.md §3).
public enum SourceStep: Sendable {
    /// A file.
    case fetch(FetchStep)
    /// A tree of a repository.
    case checkout(CheckoutStep)

    /// The names of the built-in pipelines that are such steps.
    static let pipelines: Set = ["fetch", "git-checkout"]

    /// - Parameter pipeline: one of `pipelines`.
    init(_ pipeline: String, inputs: ResolvedInputs) throws(Diagnostic) {
        self = pipeline == "fetch" ? .fetch(try FetchStep(inputs: inputs)) : .checkout(try CheckoutStep(inputs: inputs))
    }

    /// Where it stands.
    public var span: SourceSpan {
        switch self {
        case .fetch(let fetch): fetch.span
        case .checkout(let checkout): checkout.span
        }
    }
}
