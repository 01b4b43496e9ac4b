public import APK
public import Diagnostics
import Files
public import SystemPackage

/// Makes an index of package files, whoever made them (PACKAGE.md §4).
public struct IndexBuilder: Sendable {
    private let existing: IndexRecords
    /// Which of the existing records has a file name.
    private var positions: [String: Int] = [:]
    private var added: [String: IndexRecord] = [:]
    /// File names of added packages that are listed already just as they are.
    private var kept: Set<String> = []
    /// Where the record of a package that was added came from.
    private var places: [String: FilePath] = [:]

    /// - Parameter existing: what is listed already; packages of the same name and version take their places.
    public init(_ existing: IndexRecords = []) {
        self.existing = existing
        for position in existing.indices { positions[existing.fileName(at: position)] = position }
    }

    /// Lists a package.
    public mutating func add(_ package: PackageFile) throws(Diagnostic) {
        try add(IndexRecord(package), from: package.path)
    }

    /// Lists a package by its record.
    ///
    /// - Parameters:
    ///   - path: the file that the record describes, for messages.
    ///   - isKnown: whether it is what `known` gave for the file.
    /// - Throws: `duplicate-package` when another file with its name and version was added, and is not the same package.
    public mutating func add(_ record: IndexRecord, from path: FilePath, isKnown: Bool = false) throws(Diagnostic) {
        if let place = places[record.fileName], added[record.fileName] != record {
            throw Diagnostic(
                .duplicatePackage,
                "\(path) and \(place) are both \(record.name)-\(record.version), and differ",
                hint: "a repository has one package of a name and version: leave one out"
            )
        }
        let name = record.fileName
        places[name] = path
        added[name] = record
        if isKnown { kept.insert(name) }
    }

    /// The record that is listed already for a file that is called and as long as the package it stands for, and was not changed
    /// since the list was written; nil when the file must be read.
    ///
    /// Nothing of the file's content is looked at.
    ///
    /// - Parameter time: when the list was last written, in nanoseconds since 1970.
    public func known(_ file: FilePath, unchangedSince time: Int64) -> IndexRecord? {
        guard let position = file.lastComponent.flatMap({ positions[$0.string] }) else { return nil }
        guard let status = FileStatus.ifPresent(file), status.kind == .regular, status.modified < time else { return nil }
        let record = existing[position]
        return record.size == status.size ? record : nil
    }

    /// The index, sorted.
    public var index: PackageIndex {
        var records = existing
        let new = added.filter { !kept.contains($0.key) }
        records.remove(at: Set(new.keys.compactMap { positions[$0] }))
        records.append(contentsOf: new.values)
        return PackageIndex(records)
    }
}

extension Diagnostic.Code {
    /// Two packages of one name and version.
    public static let duplicatePackage = input("duplicate-package")
}
