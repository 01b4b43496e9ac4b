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
            let paths = package.tree.entries.filter { entry in
                merged.contains { entry.isBelow("\($0)/") } || entry.kind == .symbolicLink && merged.contains(entry.path)
            }
            return .of(paths.map(\.path), "in a folder that is a link to one below /usr")
        }
    ]
}
