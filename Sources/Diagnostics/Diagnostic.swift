/// What went wrong, for a person: a message, the place where it can be mended, and what to do next.
///
/// This is the one error type of Cuttle: every module throws it, the command line shows it.
public struct Diagnostic: Error, Hashable, Sendable {
    /// How much a diagnostic matters.
    public enum Severity: String, Sendable, CaseIterable, Comparable {
        /// Worth knowing.
        case info
        /// Likely a mistake; the work goes on.
        case warning
        /// The work cannot go on, or must not.
        case error

        public static func < (left: Severity, right: Severity) -> Bool {
            (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }

    /// Which kind of problem this is: stable, for scripts.
    public var code: Code
    /// How much it matters.
    public var severity: Severity
    /// What is wrong, in one sentence without a final stop.
    public var message: String
    /// Where, when the place lies in a text.
    public var span: SourceSpan?
    /// What led to it, or details, one line or block each.
    public var notes: [String]
    /// The next thing to do, or to type.
    public var hints: [String]

    /// Makes a diagnostic; `notes` and `hints` are shown in the order given.
    public init(
        _ code: Code,
        _ message: String,
        severity: Severity = .error,
        at span: SourceSpan? = nil,
        notes: [String] = [],
        hint: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.span = span
        self.notes = notes
        self.hints = hint.map { [$0] } ?? []
    }

    /// The same diagnostic with one more note.
    public func noting(_ note: String) -> Diagnostic {
        var copy = self
        copy.notes.append(note)
        return copy
    }
}

/// Several diagnostics found in one pass, at least one of them an error.
public struct DiagnosticList: Error, Hashable, Sendable {
    /// The diagnostics, in the order in which they were found.
    public var diagnostics: [Diagnostic]

    /// Wraps the diagnostics of a pass.
    public init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }
}

extension Diagnostic {
    /// The diagnostics inside any error: itself, the list's, or one made from its description.
    public static func all(in error: any Error) -> [Diagnostic] {
        switch error {
        case let diagnostic as Diagnostic: [diagnostic]
        case let list as DiagnosticList: list.diagnostics
        case is CancellationError: [Diagnostic(.interrupted, "interrupted")]
        default: [Diagnostic(.internalError, String(describing: error))]
        }
    }
}
