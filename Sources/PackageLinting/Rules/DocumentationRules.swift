extension PackageLinter {
    /// What people read, which belongs into a package of its own (PACKAGE.md §9).
    static let documentationRules = [
        PackageRule(
            "maninfo",
            .warned,
            summary: "manual pages and info files are in packages named …-doc",
            hint: "move them to a subpackage with the pipeline split/manpages, split/infodir or split/alldocs",
            finding: "of manuals outside of a package named …-doc"
        ) { entry, package in !package.isNamed("-doc") && manuals.contains { entry.isBelow($0) } },
        PackageRule(
            "documentation",
            .off,
            summary: "documentation is in packages named …-doc",
            hint: "move it to a subpackage named …-doc, or remove it",
            finding: "of documentation outside of a package named …-doc"
        ) { entry, package in !package.isNamed("-doc") && isDocumentation(entry.name) },
        PackageRule(
            name: "empty",
            importance: .off,
            summary: "every package has a file",
            hint: "for a package that is only there for its dependencies, set  options: {no-provides: true}"
        ) { package in
            // The bill of materials is in every package, and says nothing of whether there is anything else.
            let isEmpty = package.tree.content { !$0.isBelow("var/lib/db/sbom/") }.isEmpty
            return isEmpty ? [PackageFinding("the package is empty")] : []
        },
    ]

    private static let manuals =
        ["usr/share/man/", "usr/share/info/", "usr/local/share/man/", "usr/local/share/info/", "usr/man/", "usr/info/"]

    private static let documentNames = ["README", "TODO", "CREDITS", "AUTHORS", "NEWS", "CHANGELOG", "CHANGES", "CONTRIBUTING", "HACKING"]
    private static let documentEndings = ["md", "rst", "adoc", "doc", "docx", "pdf", "texi"]

    private static func isDocumentation(_ name: Substring) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        if let ending = parts.dropFirst().last, documentEndings.contains(ending.lowercased()) { return true }
        return parts.first.map { documentNames.contains($0.uppercased()) && parts.count <= 2 } ?? false
    }
}
