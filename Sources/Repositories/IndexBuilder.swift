public import APK
public import Diagnostics
import SystemPackage

/// Makes an index of package files, whoever made them (PACKAGE.md §4).
public struct IndexBuilder: Sendable {
    private var records: [String: IndexRecord] = [:]
    /// Where the record of a package that was added came from.
    private var places: [String: FilePath] = [:]

    /// - Parameter existing: what is listed already; packages of the same name and version take their places.
    public init(_ existing: [IndexRecord] = []) {
        for record in existing { records[record.fileName] = record }
    }

    /// Lists a package.
    ///
    /// - Throws: `duplicate-package` when another file with its name and version was added, and is not the same package.
    public mutating func add(_ package: PackageFile) throws(Diagnostic) {
        let record = IndexRecord(package)
        if let place = places[record.fileName], records[record.fileName] != record {
            throw Diagnostic(
                .duplicatePackage,
                "\(package.path) and \(place) are both \(record.name)-\(record.version), and differ",
                hint: "a repository has one package of a name and version: leave one out"
            )
        }
        places[record.fileName] = package.path
        records[record.fileName] = record
    }

    /// The index, sorted.
    public var index: PackageIndex { PackageIndex(Array(records.values)) }
}

extension Diagnostic.Code {
    /// Two packages of one name and version.
    public static let duplicatePackage = input("duplicate-package")
}
