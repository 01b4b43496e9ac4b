extension PackageLinter {
    /// What a package of a certain kind is tested for by its recipe (PACKAGE.md §9).
    ///
    /// Of a package whose recipe is not known, nothing can be said.
    static let testRules = [
        PackageRule(
            "lddcheck",
            .warned,
            summary: "packages with shared libraries test that they can be loaded",
            hint: "add to the package's test pipeline:  - uses: test/tw/ldd-check",
            finding: "named like a shared library, and the test does not use test/tw/ldd-check"
        ) { entry, package in
            isTested(package, by: ["test/ldd-check", "test/tw/ldd-check"]) ? false : isLibrary(entry.name)
        },
        PackageRule(
            "pkgconf",
            .warned,
            summary: "packages with pkg-config files test that these can be used",
            hint: "add to the package's test pipeline:  - uses: test/pkgconf",
            finding: "for pkg-config, and the test does not use test/pkgconf"
        ) { entry, package in
            if isTested(package, by: ["test/pkgconf"]) { return false }
            return entry.isBelow("usr/lib/pkgconfig/") || entry.isBelow("usr/share/pkgconfig/")
        },
    ]

    private static func isTested(_ package: LintedPackage, by pipelines: [String]) -> Bool {
        package.testPipelines.map { !$0.isDisjoint(with: pipelines) } ?? true
    }

    /// Whether a name is `….so`, with or without numbers behind it.
    private static func isLibrary(_ name: Substring) -> Bool {
        var parts = name.split(separator: ".", omittingEmptySubsequences: false)
        while let last = parts.last, !last.isEmpty, last.allSatisfy({ $0.isASCII && $0.isNumber }) { parts.removeLast() }
        return parts.count > 1 && parts.last == "so"
    }
}
