public import APK
public import Diagnostics

/// What a new package changes for whoever has an earlier one of the same name.
public struct PackageChanges: Hashable, Sendable {
    public let name: String
    /// The version before and now; equal when a package was built again.
    public let from: String
    public let to: String
    public let dependencies: ListChanges
    public let provides: ListChanges
    public let files: FileChanges
    /// Names of scripts that are new, gone or different: `post-install`.
    public let scripts: [String]
    /// Bytes on disk, when they changed.
    public let installedSize: FileChanges.Difference<Int64>?
    /// Length of the package file in bytes, when it changed.
    public let packageSize: FileChanges.Difference<Int64>?

    /// Whether nothing changed that an installer or a user would notice.
    public var isEmpty: Bool {
        dependencies.isEmpty && provides.isEmpty && files.isEmpty && scripts.isEmpty && installedSize == nil
    }

    /// Compares two packages; both are read as a whole and checked.
    public init(from old: PackageFile, to new: PackageFile) throws(Diagnostic) {
        name = new.info.name
        from = old.info.version
        to = new.info.version
        dependencies = ListChanges(from: old.info.dependencies, version: from, to: new.info.dependencies, version: to)
        provides = ListChanges(from: old.info.provides, version: from, to: new.info.provides, version: to)
        files = FileChanges(from: try PackageContents(old), version: from, to: try PackageContents(new), version: to)
        let before = Dictionary(old.scripts.map { ($0.kind, $0.content) }) { first, _ in first }
        let after = Dictionary(new.scripts.map { ($0.kind, $0.content) }) { first, _ in first }
        scripts = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.map(\.rawValue).sorted()
        installedSize = .init(old.info.installedSize, new.info.installedSize)
        packageSize = .init(old.size, new.size)
    }
}
