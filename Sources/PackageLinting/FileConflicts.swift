public import APK
public import Diagnostics

/// What two packages that a repository offers both have.
public enum FileConflicts {
    /// The finding that two packages have the same files; nil when they have none, or when that does no harm.
    ///
    /// - Returns: what is wrong with the first of them.
    public static func finding(_ package: PackageFile, _ other: PackageFile) throws(Diagnostic) -> PackageFinding? {
        if areAllowed(package.info, other.info) { return nil }
        let shared = Set(try PackageListing.paths(of: package)).intersection(try PackageListing.paths(of: other))
        if shared.isEmpty { return nil }
        let paths = shared.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let title = "\(other.info.name)-\(other.info.version)"
        return PackageFinding("\(paths.count) \(paths.count == 1 ? "file" : "files") that the package \(title) has too", paths)
    }

    /// Whether an installer lets the two have the same files, or never installs both (APK-FORMAT.md §10).
    static func areAllowed(_ left: PackageInfo, _ right: PackageInfo) -> Bool {
        if left.name == right.name { return true }
        if !left.origin.isEmpty && left.origin == right.origin { return true }
        return replaces(left, right) || replaces(right, left) || excludes(left, right) || excludes(right, left)
            || !offers(left).isDisjoint(with: offers(right))
    }

    /// Whether a package may overwrite files of another: real names count, not what is provided.
    private static func replaces(_ package: PackageInfo, _ other: PackageInfo) -> Bool {
        package.replaces.contains { names($0, other.name, other.version, isConflict: false) }
    }

    /// Whether a package is never installed with another, because it says so.
    private static func excludes(_ package: PackageInfo, _ other: PackageInfo) -> Bool {
        package.dependencies.contains { item in
            if names(item, other.name, other.version, isConflict: true) { return true }
            return other.provides.contains { text in
                guard let provide = try? Provide(text) else { return false }
                return names(item, provide.name, provide.version?.text, isConflict: true)
            }
        }
    }

    private static func names(_ item: String, _ name: String, _ version: String?, isConflict: Bool) -> Bool {
        guard let dependency = try? Dependency(item), dependency.isConflict == isConflict, dependency.name == name else { return false }
        return dependency.names(version.flatMap { try? Version($0) })
    }

    /// The names of which an installer takes one provider only: the package's own, and what it provides with a version.
    ///
    /// Names that are generated are left out: two packages with one command are just what is looked for.
    private static func offers(_ package: PackageInfo) -> Set<String> {
        var names: Set = [package.name]
        for text in package.provides where !text.utf8.contains(UInt8(ascii: ":")) {
            if let provide = try? Provide(text), provide.version != nil { names.insert(provide.name) }
        }
        return names
    }
}
