public import Diagnostics

/// What generators find, in the order in which they find it.
struct Findings {
    /// One generated entry, and where it comes from.
    struct Finding: Hashable {
        let text: String
        let reason: Reason
    }

    private(set) var dependencies: [Finding] = []
    private(set) var provides: [Finding] = []
    /// What is offered to this package alone.
    private(set) var vendored: [Finding] = []
    /// Names that cannot stand in a dependency, so that nothing came of them.
    private(set) var unusable: [Finding] = []
    /// Links whose target is in no package of the build: last components of their targets.
    private(set) var openLinks: [(target: String, path: String)] = []
    private(set) var warnings: [Diagnostic] = []

    /// `namespace:name` is needed; the namespace includes its colon and may be empty.
    mutating func need(_ namespace: String, _ name: some StringProtocol, version: String = "", _ rule: Reason.Rule, _ path: String) {
        add(namespace, name, version, Reason(rule, path), to: \.dependencies)
    }

    /// `namespace:name` is offered with a version, which includes its `=` and may be empty.
    mutating func provide(_ namespace: String, _ name: some StringProtocol, version: String, _ rule: Reason.Rule, _ path: String) {
        add(namespace, name, version, Reason(rule, path), to: \.provides)
    }

    /// `namespace:name` is there for this package alone.
    mutating func vendor(_ namespace: String, _ name: some StringProtocol, version: String, _ rule: Reason.Rule, _ path: String) {
        add(namespace, name, version, Reason(rule, path), to: \.vendored)
    }

    mutating func leaveOpen(_ target: String, _ path: String) { openLinks.append((target, path)) }

    mutating func warn(_ message: String, hint: String) {
        warnings.append(Diagnostic(.analysis, message, severity: .warning, hint: hint))
    }

    private mutating func add(
        _ namespace: String,
        _ name: some StringProtocol,
        _ version: String,
        _ reason: Reason,
        to list: WritableKeyPath<Findings, [Finding]>
    ) {
        let finding = Finding(text: "\(namespace)\(name)\(version)", reason: reason)
        // Blanks, operators and `@` from inside a file would make it another dependency.
        let isName = !name.isEmpty && name.utf8.allSatisfy { $0 > UInt8(ascii: " ") && $0 != 0x7F && !"<>=~!@".utf8.contains($0) }
        if isName { self[keyPath: list].append(finding) } else { unusable.append(finding) }
    }
}

extension Diagnostic.Code {
    /// Something in a package's files that dependencies cannot be made of.
    public static let analysis = work("analysis")
}
