extension PackageLinter {
    /// Which places belong to a running system, to its administrator or to nobody (PACKAGE.md §9).
    static let placeRules = [
        PackageRule(
            "dev",
            .required,
            summary: "no package has files below /dev",
            hint: "remove them from the package: the system fills /dev when it starts",
            finding: "below /dev, which the system fills"
        ) { entry, _ in entry.isBelow("dev/") },
        PackageRule(
            "infodir",
            .required,
            summary: "no package has files below /usr/share/info/dir",
            hint: "remove them from the package: the directory of manuals is made where packages are installed",
            finding: "below /usr/share/info/dir, which every package would overwrite"
        ) { entry, _ in entry.isBelow("usr/share/info/dir/") },
        PackageRule(
            name: "tempdir",
            importance: .required,
            summary: "no package has files below /tmp, /var/tmp, /run and /var/run",
            hint: "let the program make them when it starts, or describe them in usr/lib/tmpfiles.d"
        ) { package in
            // A package that says how its folders below /run are made may show them.
            let isDescribed = package.tree.entries.contains { $0.isContent && $0.isBelow("usr/lib/tmpfiles.d/") }
            let paths = package.tree.entries.filter { entry in
                if entry.isBelow("var/run/") { return true }
                if entry.isBelow("run/") { return entry.isContent || !isDescribed }
                return entry.isContent && (entry.isBelow("tmp/") || entry.isBelow("var/tmp/"))
            }
            return .of(paths.map(\.path), "in places that are emptied when a system starts")
        },
        PackageRule(
            "varempty",
            .required,
            summary: "no package has files below /var/empty",
            hint: "remove them from the package: programs without rights are locked into /var/empty because nothing is there",
            finding: "below /var/empty"
        ) { entry, _ in entry.isBelow("var/empty/") },
        own("opt", "usr"),
        own("srv", "usr/share"),
        own("usr/local", "usr"),
    ]

    /// The rule about a place of the system's administrator, where only packages for compatibility may put something.
    private static func own(_ place: String, _ better: String) -> PackageRule {
        PackageRule(
            place.split(separator: "/").joined(),
            .warned,
            summary: "only packages named …-compat have files below /\(place)",
            hint: "install below /\(better), or name the package …-compat",
            finding: "below /\(place), which belongs to the administrator"
        ) { entry, package in entry.isBelow("\(place)/") && !package.isNamed("-compat") }
    }
}
