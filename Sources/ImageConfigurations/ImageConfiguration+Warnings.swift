public import Diagnostics

extension ImageConfiguration {
    /// What the format allows, and nobody means.
    ///
    /// - Parameter followsLinks: whether links of `paths` give what they lead to their permissions, as they do in images like apko's.
    public func warnings(followingLinks followsLinks: Bool) -> [Diagnostic] {
        Self.repeated("user", "uid", accounts.users.map { ($0.name, $0.id) }, places.users)
            + Self.repeated("group", "gid", accounts.groups.map { ($0.name, $0.id) }, places.groups)
            + paths.compactMap { $0.warning(followingLinks: followsLinks) }
    }

    private static func repeated(
        _ noun: String,
        _ key: String,
        _ accounts: [(name: String, id: UInt32)],
        _ places: [SourceSpan]
    ) -> [Diagnostic] {
        var names: Set<String> = []
        var ids: Set<UInt32> = []
        return accounts.enumerated().compactMap { index, account in
            let (isNewName, isNewNumber) = (names.insert(account.name).inserted, ids.insert(account.id).inserted)
            if isNewName, isNewNumber { return nil }
            return Diagnostic(
                .doubtfulValue,
                isNewName
                    ? "two \(noun)s have the \(key) \(account.id): programs take one for the other"
                    : "two \(noun)s are called \"\(account.name)\": programs find the first",
                severity: .warning,
                at: places.at(index),
                hint: "give each its own, and each once"
            )
        }
    }
}

extension PathMutation {
    /// Without permissions a path has none at all, as the format has it (IMAGE.md §10).
    fileprivate func warning(followingLinks followsLinks: Bool) -> Diagnostic? {
        if hasPermissions || kind == .symbolicLink && !followsLinks { return nil }
        return Diagnostic(
            .doubtfulValue,
            (kind == .symbolicLink ? "what \"\(givenPath)\" leads to" : "\"\(givenPath)\"") + " gets the mode 0: only root can use it",
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
