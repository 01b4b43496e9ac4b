public import APK

/// A package's description as its files would have it today.
public struct DescriptionScan: Sendable {
    /// What the package says, and what its files show besides.
    public let info: PackageInfo
    /// Lines of a `.PKGINFO` that the package's own does not have.
    public let added: [String]

    /// Whether the files show what the description does not say.
    public var isChanged: Bool { !added.isEmpty }

    /// Compares a package with what was found in its files.
    public init(_ package: PackageFile, _ explanation: Explanation) {
        var info = package.info
        func missing(_ relation: Explanation.Relation) -> [String] {
            explanation.entries.filter { $0.relation == relation && $0.omission == .unknown }.map(\.text)
        }
        let (dependencies, provides) = (missing(.dependency), missing(.provide))
        info.dependencies += dependencies
        info.provides += provides
        info.dependencies.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        info.provides.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.info = info
        added = dependencies.map { "depend = \($0)" } + provides.map { "provides = \($0)" }
    }
}
