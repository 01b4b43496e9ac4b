public import Diagnostics

extension ImageConfiguration {
    /// What the format allows, and nobody means.
    public var warnings: [Diagnostic] { accountWarnings + paths.compactMap(\.warning) }

    private var accountWarnings: [Diagnostic] {
        Self.repeated(accounts.users.map(\.name), places.users) { "two users are called \"\($0)\": programs find the first" }
            + Self.repeated(accounts.users.map(\.id), places.users) { "two users have the uid \($0): programs take one for the other" }
            + Self.repeated(accounts.groups.map(\.name), places.groups) { "two groups are called \"\($0)\": programs find the first" }
            + Self.repeated(accounts.groups.map(\.id), places.groups) { "two groups have the gid \($0): programs take one for the other" }
    }

    private static func repeated<Value: Hashable>(
        _ values: [Value],
        _ places: [SourceSpan],
        _ message: (Value) -> String
    ) -> [Diagnostic] {
        var seen: Set<Value> = []
        return values.enumerated().compactMap { index, value in
            if seen.insert(value).inserted { return nil }
            return Diagnostic(
                .doubtfulValue,
                message(value),
                severity: .warning,
                at: places.indices.contains(index) ? places[index] : nil,
                hint: "give each its own"
            )
        }
    }
}

extension PathMutation {
    /// Without permissions a path has none at all, as the format has it (IMAGE.md §10).
    fileprivate var warning: Diagnostic? {
        if hasPermissions || kind == .symbolicLink { return nil }
        return Diagnostic(
            .doubtfulValue,
            "\"\(givenPath)\" gets the mode 0: only root can use it",
            severity: .warning,
            at: span,
            hint: "give what it should have, such as permissions: 0o755"
        )
    }
}

extension Diagnostic.Code {
    /// A value that is allowed, and is seldom meant.
    public static let doubtfulValue = input("doubtful-value")
}
