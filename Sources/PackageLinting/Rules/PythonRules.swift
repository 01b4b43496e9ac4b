extension PackageLinter {
    /// What lies in the folder of Python's packages (PACKAGE.md §9).
    static let pythonRules = [
        python("docs", ["doc", "docs"], "documentation"),
        python("test", ["test", "tests"], "tests"),
        PackageRule(
            name: "python/multiple",
            importance: .warned,
            summary: "a package has one package of Python",
            hint: "put each into a subpackage of its own"
        ) { package in
            switch SitePackages(package.tree) {
            case .none: []
            case .several(let folders): folders.finding
            case .one(let site):
                site.packages.count < 2
                    ? []
                    : [
                        PackageFinding(
                            "\(site.packages.count) packages of Python are in one package",
                            site.packages.map { "\(site.path)/\($0)" }
                        )
                    ]
            }
        },
    ]

    private static func python(_ name: String, _ folders: [String], _ what: String) -> PackageRule {
        PackageRule(
            name: "python/\(name)",
            importance: .warned,
            summary: "no package has a package of Python named \(folders.joined(separator: " or "))",
            hint: "remove it: every project that does the same would overwrite it"
        ) { package in
            switch SitePackages(package.tree) {
            case .none: []
            case .several(let folders): folders.finding
            case .one(let site):
                .of(site.folders.filter { folders.contains($0) }.map { "\(site.path)/\($0)" }, "of \(what) at the top of site-packages")
            }
        }
    }
}

/// The folders `usr/lib/python3.*/site-packages` of a package.
private enum SitePackages {
    case none
    case one(Site)
    case several([String])

    struct Site {
        let path: String
        /// The folders directly in it.
        let folders: [String]

        /// Those that are packages: neither what describes packages, nor what is internal.
        var packages: [String] { folders.filter { !$0.contains(".") && !$0.hasPrefix("_") } }
    }

    init(_ tree: LintedTree) {
        var sites: [String: Set<String>] = [:]
        for entry in tree.entries {
            let parts = entry.components
            guard parts.count >= 4, parts[0] == "usr", parts[1] == "lib", parts[2].hasPrefix("python3."), parts[3] == "site-packages"
            else { continue }
            let site = parts[..<4].joined(separator: "/")
            sites[site, default: []].formUnion([])
            if parts.count > 5 || parts.count == 5 && !entry.isContent { sites[site, default: []].insert(String(parts[4])) }
        }
        let sorted = sites.sorted { $0.key < $1.key }
        switch sorted.count {
        case 0: self = .none
        case 1: self = .one(Site(path: sorted[0].key, folders: sorted[0].value.sorted()))
        default: self = .several(sorted.map(\.key))
        }
    }
}

extension [String] {
    /// The finding that there is more than one folder for packages.
    fileprivate var finding: [PackageFinding] { [PackageFinding("there are site-packages of several versions of Python", self)] }
}
