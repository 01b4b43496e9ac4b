public import Diagnostics
import Licenses

/// What a recipe is to declare so that it agrees with the texts in its sources (PACKAGE.md §8): only what is told by texts, nothing guessed.
public struct LicenseFix: Sendable {
    /// A declaration that is to be added.
    public struct Addition: Hashable, Sendable {
        /// The expression.
        public let license: String
        /// The file of its text.
        public let path: String
    }

    /// Other licenses of declarations, by their place in the list.
    public private(set) var replacements: [Int: String] = [:]
    /// What is to stand behind the declarations.
    public private(set) var additions: [Addition] = []
    /// What a person has to decide.
    public private(set) var warnings: [Diagnostic] = []

    /// Whether there is nothing to change.
    public var isEmpty: Bool { replacements.isEmpty && additions.isEmpty }

    /// Finds the change.
    ///
    /// - Parameters:
    ///   - package: what the package is called in messages.
    ///   - declared: the list of the recipe, in order.
    ///   - texts: the files that were found, also those that declarations name.
    public init(package: String, declared: [LicenseCheck.Declaration], texts: [LicenseText]) {
        let family = LicenseCheck.family
        let overridden = Set(declared.filter(\.isOverridden).map(\.path))
        let texts = texts.filter { !$0.matches.isEmpty && !overridden.contains($0.path) }
        let found = Set(texts.flatMap { $0.matches.map { family($0.identifier) } })
        if found.isEmpty { return }
        var identifiers: [String] = []
        // A declaration with a file says what that file holds.
        var named: Set<String> = []
        for (index, declaration) in declared.enumerated() where !declaration.path.isEmpty && !declaration.isOverridden {
            guard let text = texts.first(where: { $0.path == declaration.path }) else { continue }
            named.insert(text.path)
            let parts = LicenseFamily.parts(declaration.license)
            let matches = Set(text.matches.map { family($0.identifier) })
            let isHeld = parts.allSatisfy { !LicenseClassifier.canTell($0) || matches.contains(family($0)) }
            // What the text does not tell of, such as a license of somebody's own, a person has written for a reason.
            let isWhole = matches.isSubset(of: Set(declared.flatMap { LicenseFamily.parts($0.license) }.map(family)))
            if isHeld && isWhole { continue }
            if parts.contains(where: { !LicenseClassifier.canTell($0) }) {
                warnings.append(Self.undecided(package, declaration, "the file holds \(Self.joined(text.matches.map(\.identifier)))"))
                continue
            }
            replacements[index] = Self.joined(text.matches.map(\.identifier))
            identifiers += text.matches.map(\.identifier)
        }
        // Licenses of files that no declaration speaks of, as the declarations will be.
        var known: Set<String> = []
        for (index, declaration) in declared.enumerated() {
            known.formUnion(LicenseFamily.parts(replacements[index] ?? declaration.license).map(family))
        }
        var undeclared: [Addition] = []
        var undeclaredIdentifiers: [String] = []
        for text in texts where !named.contains(text.path) {
            let matches = text.matches.map(\.identifier).filter { !known.contains(family($0)) }
            let license = Self.joined(matches)
            if matches.isEmpty || undeclared.contains(where: { $0.license == license }) { continue }
            undeclared.append(Addition(license: license, path: text.path))
            undeclaredIdentifiers += matches
        }
        let missing = declared.indices.filter { index in
            declared[index].path.isEmpty && !declared[index].isOverridden
                && LicenseFamily.parts(declared[index].license).contains { LicenseClassifier.canTell($0) && !found.contains(family($0)) }
        }
        if let only = missing.first, missing.count == 1, !undeclared.isEmpty,
            LicenseFamily.parts(declared[only].license).allSatisfy({ LicenseClassifier.canTell($0) && !found.contains(family($0)) })
        {
            replacements[only] = Self.joined(undeclaredIdentifiers)
            identifiers += undeclaredIdentifiers
        } else {
            for index in missing {
                let reason = "no license file of the sources holds it; found: \(found.sorted().joined(separator: ", "))"
                warnings.append(Self.undecided(package, declared[index], reason))
            }
            // With a declaration in doubt, it is not known whether these stand beside it or in its place.
            if missing.isEmpty {
                additions = undeclared
                identifiers += undeclaredIdentifiers
            }
        }
        for license in Set(identifiers.filter { Self.only($0) != $0 }).sorted() {
            warnings.append(
                Diagnostic(
                    .licenseMismatch,
                    "\(package): the text of \(license) does not tell whether later versions hold too; \(Self.only(license)) was taken",
                    severity: .warning,
                    hint: "write \(license)-or-later if the sources say so"
                )
            )
        }
    }

    private static func undecided(_ package: String, _ declaration: LicenseCheck.Declaration, _ reason: String) -> Diagnostic {
        Diagnostic(
            .licenseMismatch,
            "\(package): the license \(declaration.license) is left for you to correct",
            severity: .warning,
            at: declaration.span,
            notes: [reason]
        )
    }

    /// One expression of several licenses that all hold, each once.
    private static func joined(_ identifiers: [String]) -> String {
        var seen: Set<String> = []
        return identifiers.map(only).filter { seen.insert($0).inserted }.joined(separator: " AND ")
    }

    /// The identifier that the list has for the licenses of GNU: of those without an ending it says that they are not to be used.
    private static func only(_ identifier: String) -> String {
        LicenseList.standard.license("\(identifier)-only") ?? identifier
    }
}
