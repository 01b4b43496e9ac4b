import Files

extension PackageLinter {
    /// The folders that are one with another folder below /usr.
    private static let merged = ["bin", "lib", "lib64", "sbin", "usr/sbin"]

    /// Where programs and libraries lie on systems with one folder for each (PACKAGE.md §9).
    static let mergeRules = [
        PackageRule(
            name: "usrmerge",
            importance: .required,
            summary: "programs and libraries are in /usr/bin and /usr/lib",
            hint: "configure the build with --prefix=/usr, --sbindir=/usr/bin and --libdir=/usr/lib"
        ) { package in
            let links = Set(package.tree.entries.filter(isMerging).map(\.path))
            // The package that makes all of these links is the one that merges the folders for the others.
            let isLayout = links.isSuperset(of: merged)
            let paths = package.tree.entries.filter { entry in
                if isLayout && links.contains(entry.path) { return false }
                return merged.contains { entry.isBelow("\($0)/") } || entry.kind == .symbolicLink && merged.contains(entry.path)
            }
            return .of(paths.map(\.path), "in a folder that is a link to one below /usr")
        }
    ]

    /// Whether it is a link of such a folder to the one that it is one with.
    private static func isMerging(_ entry: LintedTree.Entry) -> Bool {
        guard entry.kind == .symbolicLink, let place = merged.first(where: { $0 == entry.path }) else { return false }
        let name = place.hasSuffix("bin") ? "bin" : "lib"
        let targets = place == "usr/sbin" ? ["bin", "/usr/bin"] : ["usr/\(name)", "/usr/\(name)", "usr/\(place)", "/usr/\(place)"]
        return targets.contains(entry.linkTarget)
    }
}
