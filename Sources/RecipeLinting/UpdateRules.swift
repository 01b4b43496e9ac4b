import Diagnostics
import Recipes

extension RecipeLinter {
    /// How new versions are found.
    static let updateRules: [LintRule] = [
        LintRule(
            name: "git-checkout-must-use-github-updates",
            severity: .error,
            summary: "what is checked out from GitHub is updated by update.github or update.git, which know the commit"
        ) { recipe, findings in
            let update = recipe.update
            guard update.isEnabled, update.github == nil, update.git == nil else { return }
            forEachStep(of: recipe.pipeline, using: ["git-checkout"]) { step, _ in
                guard findings.isEmpty, let repository = step.given("repository"),
                    repository.text.hasPrefix("https://github.com/")
                else { return }
                let identifier = identifier(of: repository.text) ?? "…"
                findings.append(
                    Finding(
                        "the source is on GitHub, and updates do not look there",
                        at: recipe.spans.update ?? repository.span,
                        notes: ["\(repository.text) in line \(repository.span.line)"],
                        hint: "add to update:  github: {identifier: \(identifier)}, or git: {strip-prefix: v}"
                    )
                )
            }
        },
        LintRule(
            name: "update-disabled-reason",
            severity: .warning,
            summary: "where updates are disabled, exclude-reason says why"
        ) { recipe, findings in
            // A recipe without the section says nothing of updates at all: nobody has disabled them.
            guard let span = recipe.spans.update else { return }
            if recipe.update.isEnabled || !recipe.update.excludeReason.isEmpty { return }
            findings.append(
                Finding(
                    "update is not enabled, and does not say why",
                    at: span,
                    hint: "set enabled to true, or add exclude-reason: …"
                )
            )
        },
        LintRule(
            name: "valid-update-schedule",
            severity: .error,
            summary: "updates are looked for daily, weekly or monthly"
        ) { recipe, findings in
            guard let schedule = recipe.update.schedule, !["daily", "weekly", "monthly"].contains(schedule.period) else { return }
            let message = schedule.period.isEmpty ? "the schedule has no period" : "\"\(schedule.period)\" is not a period of updates"
            findings.append(Finding(message, at: schedule.span, hint: "write period: daily, weekly or monthly"))
        },
        LintRule(
            name: "update-identifier-must-match-git-repository",
            severity: .error,
            summary: "update.github names a repository that is checked out"
        ) { recipe, findings in
            guard let github = recipe.update.github else { return }
            var repositories: [String] = []
            forEachStep(of: recipe.pipeline, using: ["git-checkout"]) { step, _ in
                if let repository = step.given("repository") { repositories.append(repository.text) }
            }
            if repositories.isEmpty || repositories.contains(where: { names($0, github.identifier) }) { return }
            let found = repositories.map { identifier(of: $0) ?? $0 }
            findings.append(
                Finding(
                    "updates look at \"\(github.identifier)\", which is not what is checked out",
                    at: github.span,
                    hint: "write \(found.joined(separator: " or "))"
                )
            )
        },
    ]

    /// Whether an address ends in an identifier, in any case of letters.
    private static func names(_ address: String, _ identifier: String) -> Bool {
        var rest = address.utf8[...]
        if rest.last == UInt8(ascii: "/") { rest.removeLast() }
        if rest.count > 4, rest.suffix(4).elementsEqual(".git".utf8) { rest.removeLast(4) }
        // Letters differ in one bit between their cases.
        let owned = rest.suffix(identifier.utf8.count)
        return owned.elementsEqual(identifier.utf8) { $0 == $1 || $0 ^ $1 == 0x20 && ($0 | 0x20).isWord && !$0.isDigit }
            && rest.dropLast(owned.count).last == UInt8(ascii: "/") && identifier.utf8.count { $0 == UInt8(ascii: "/") } == 1
    }

    /// `owner/name` of a repository's address; nil when the address is too short for that.
    private static func identifier(of address: String) -> String? {
        var parts = address.split(separator: "/", omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        guard parts.count >= 2, var name = parts.popLast(), let owner = parts.popLast() else { return nil }
        if name.hasSuffix(".git") { name = name.dropLast(".git".count) }
        return "\(owner)/\(name)"
    }
}
