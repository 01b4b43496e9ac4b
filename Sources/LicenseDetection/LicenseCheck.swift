public import Diagnostics
import Licenses

/// Compares the licenses that a package declares with those that are found in its sources (PACKAGE.md §8).
public struct LicenseCheck: Sendable {
    /// A license that is declared.
    public struct Declaration: Sendable {
        /// The expression.
        public let license: String
        /// The file of its text; empty when none is named.
        public let path: String
        /// Whether what that file seems to hold is known to be wrong.
        public let isOverridden: Bool
        /// Where it is declared.
        public let span: SourceSpan?

        /// Makes a declaration.
        public init(license: String, path: String = "", isOverridden: Bool = false, span: SourceSpan? = nil) {
            self.license = license
            self.path = path
            self.isOverridden = isOverridden
            self.span = span
        }
    }

    /// What is declared.
    public let declared: [Declaration]
    /// The files that were compared.
    public let texts: [LicenseText]
    /// What differs, as warnings.
    public private(set) var diagnostics: [Diagnostic] = []

    /// Compares.
    ///
    /// - Parameters:
    ///   - package: what the package is called in messages.
    ///   - texts: the files that were found, also those that declarations name.
    public init(package: String, declared: [Declaration], texts: [LicenseText]) {
        self.texts = texts
        self.declared = declared
        let declaredFamilies = Set(declared.flatMap { LicenseFamily.parts($0.license) }.map(Self.family))
        let overridden = Set(declared.filter(\.isOverridden).map(\.path))
        var foundFamilies: Set<String> = []
        var undeclared: [(license: String, paths: [String])] = []
        for text in texts where !overridden.contains(text.path) {
            for match in text.matches {
                let family = Self.family(match.identifier)
                foundFamilies.insert(family)
                if declaredFamilies.contains(family) { continue }
                if let index = undeclared.firstIndex(where: { $0.license == match.identifier }) {
                    undeclared[index].paths.append(text.path)
                } else {
                    undeclared.append((match.identifier, [text.path]))
                }
            }
        }
        if !undeclared.isEmpty {
            diagnostics.append(
                Diagnostic(
                    .licenseMismatch,
                    "\(package): the sources hold licenses that are not declared",
                    severity: .warning,
                    at: declared.first?.span,
                    notes: undeclared.sorted { $0.license < $1.license }.map { "\($0.license): \($0.paths.joined(separator: ", "))" },
                    hint:
                        "declare them in package.copyright; what is taken for another license gets its  license-path  and a  detection-override"
                )
            )
        }
        // When nothing at all was recognised, the search says nothing about what is there.
        if foundFamilies.isEmpty { return }
        for declaration in declared where !declaration.isOverridden {
            let missing = LicenseFamily.parts(declaration.license).filter { part in
                LicenseClassifier.canTell(part) && !foundFamilies.contains(Self.family(part))
            }
            if missing.isEmpty { continue }
            diagnostics.append(
                Diagnostic(
                    .licenseMismatch,
                    "\(package): the license \(missing.joined(separator: " and ")) is declared, but no license file of the sources holds it",
                    severity: .warning,
                    at: declaration.span,
                    notes: ["found: \(foundFamilies.sorted().joined(separator: ", "))"],
                    hint: "correct package.copyright, or name the file of the license's text:  license-path: …"
                )
            )
        }
    }

    static func family(_ identifier: String) -> String {
        let name = LicenseFamily.of(identifier)
        return LicenseFamily.of(LicenseList.standard.license(name) ?? name)
    }
}

extension LicenseClassifier {
    /// Whether a license is one of those that can be told by their texts.
    static func canTell(_ identifier: String) -> Bool {
        let family = LicenseFamily.of(identifier)
        return LicensePattern.all.contains { $0.identifier.lowercased() == family.lowercased() }
    }
}

extension Diagnostic.Code {
    /// What a package declares as its licenses is not what its sources hold.
    public static let licenseMismatch = work("license-mismatch")
}
