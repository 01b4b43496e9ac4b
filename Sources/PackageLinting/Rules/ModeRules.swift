import Files

extension PackageLinter {
    /// Modes that give away rights (PACKAGE.md §9).
    static let modeRules = [
        PackageRule(
            name: "setuidgid",
            importance: .required,
            summary: "no file has the set-user-ID, set-group-ID or sticky bit",
            hint: "take the bit away with chmod, give the program capabilities with setcap, or disable the rule in checks.disabled"
        ) { package in
            .of(modes(package) { $0 & 0o7000 != 0 }, "with a set-user-ID, set-group-ID or sticky bit")
        },
        PackageRule(
            name: "worldwrite",
            importance: .required,
            summary: "no file can be written by everyone",
            hint: "chmod o-w"
        ) { package in
            .of(modes(package) { $0 & 0o002 != 0 }, "that everyone can write to")
        },
    ]

    /// The regular files of certain modes, with them.
    private static func modes(_ package: LintedPackage, where isFound: (UInt32) -> Bool) -> [String] {
        package.tree.entries.filter { $0.kind == .regular && isFound($0.mode) }
            .map { "\($0.path) (mode \(String($0.mode, radix: 8)))" }
    }
}
