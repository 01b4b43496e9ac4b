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
    /// Without permissions a path has none at all, and numbers are decimal, as the format has it (IMAGE.md §10).
    fileprivate func warning(followingLinks followsLinks: Bool) -> Diagnostic? {
        if kind == .symbolicLink && !followsLinks { return nil }
        let place = kind == .symbolicLink ? "what \"\(givenPath)\" leads to" : "\"\(givenPath)\""
        func doubt(_ message: String, hint: String) -> Diagnostic {
            Diagnostic(.doubtfulValue, message, severity: .warning, at: span, hint: hint)
        }
        guard let written = writtenPermissions else {
            return doubt("\(place) gets the mode 0: only root can use it", hint: "give what it should have, such as permissions: 0o755")
        }
        let mode = "0o" + String(permissions, radix: 8)
        if Self.isDecimalByMistake(written) {
            return doubt("\(place) gets the mode \(mode): \(written) is a decimal number", hint: "write 0o\(written) if that is meant")
        }
        if givenPermissions != permissions {
            return doubt("\(place) gets the mode \(mode): \(written) has bits that no mode has", hint: "the largest is 0o7777")
        }
        return nil
    }

    /// Whether a number is a mode as chmod takes it. 493 is none: it is 0o755, written by a program. But for 400 and 500 that would be a mode that
    /// hardly anybody wants.
    private static func isDecimalByMistake(_ written: String) -> Bool {
        guard (3...4).contains(written.utf8.count), written.utf8.allSatisfy({ (0x30...0x37).contains($0) }), !written.hasPrefix("0"),
            let given = UInt32(written), let meant = UInt32(written, radix: 8)
        else { return false }
        return isUsual(meant) && (!isUsual(given) || [400, 500].contains(given))
    }

    /// Whether the owner may read, and nobody may do more than those who are nearer to a file.
    private static func isUsual(_ mode: UInt32) -> Bool {
        let (owner, group, others) = (mode >> 6 & 7, mode >> 3 & 7, mode & 7)
        return mode <= 0o7777 && owner & 4 != 0 && group & ~owner == 0 && others & ~group == 0
    }
}

extension Diagnostic.Code {
    /// A value that is allowed, and is seldom meant.
    public static let doubtfulValue = input("doubtful-value")
}
