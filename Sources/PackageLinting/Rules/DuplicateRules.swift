import Cryptography
import Licenses

extension PackageLinter {
    /// Files that are there twice (PACKAGE.md §9).
    static let duplicateRules = [
        PackageRule(
            name: "duplicate",
            importance: .warned,
            summary: "no file of a kibibyte or more is in a package twice under the same name",
            hint: "keep one of them, and make the others links to it"
        ) { package in
            var groups: [String: [LintedTree.Entry]] = [:]
            for entry in package.tree.entries {
                guard let checksum = entry.checksum, entry.isComparable, !LicenseFileName.isLicense(entry.name) else { continue }
                groups["\(entry.name)/\(checksum)", default: []].append(entry)
            }
            let copies = groups.values.filter { $0.count > 1 }.map { $0.map(\.path) }
            return .of(
                copies.sorted { $0[0].utf8.lexicographicallyPrecedes($1[0].utf8) }.map { $0.joined(separator: " = ") },
                "in several places with the same content"
            )
        }
    ]
}
