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
    /// Where packages are that are listed already just as they are, by the positions of their records.
    private var kept: [Int: FilePath] = [:]
    /// Where the record of a package that was added came from.
    private var places: [String: FilePath] = [:]

    /// - Parameter existing: what is listed already; packages of the same name and version take their places.
    public init(_ existing: IndexRecords = []) {
        self.existing = existing
        positions.reserveCapacity(existing.count)
        for position in existing.indices { positions[existing.fileName(at: position)] = position }
    }

    /// Lists a package.
    public mutating func add(_ package: PackageFile) throws(Diagnostic) {
        try add(IndexRecord(package), from: package.path)
    }

    /// Lists a package by its record.
    ///
    /// - Parameter path: the file that the record describes, for messages.
    /// - Throws: `duplicate-package` when another file with its name and version was added, and is not the same package.
    public mutating func add(_ record: IndexRecord, from path: FilePath) throws(Diagnostic) {
        let name = record.fileName
        if let place = places[name], added[name] != record { throw Self.duplicate(path, place, record) }
        if let position = positions[name], let place = kept[position] {
            if existing[position] == record { return }
            throw Self.duplicate(path, place, record)
        }
        places[name] = path
        added[name] = record
    }

    /// Lists a package that `known` knows, as it is listed already.
    ///
    /// - Parameter position: what `known` gave.
    /// - Throws: as `add`.
    public mutating func keep(_ position: Int, from path: FilePath) throws(Diagnostic) {
        if !added.isEmpty, let place = places[existing.fileName(at: position)] {
            let record = existing[position]
            if added[record.fileName] != record { throw Self.duplicate(path, place, record) }
        }
        kept[position] = path
    }

    private static func duplicate(_ path: FilePath, _ other: FilePath, _ record: IndexRecord) -> Diagnostic {
        Diagnostic(
            .duplicatePackage,
            "\(path) and \(other) are both \(record.name)-\(record.version), and differ",
            hint: "a repository has one package of a name and version: leave one out"
        )
    }

    /// Which of the existing records describes a file that is called and as long as the package it stands for, and was not changed
    /// since the list was written; nil when the file must be read.
    ///
    /// Nothing of the file's content is looked at.
    ///
    /// - Parameter time: when the list was last written, in nanoseconds since 1970.
    public func known(_ file: FilePath, unchangedSince time: Int64) -> Int? {
        guard let position = file.lastComponent.flatMap({ positions[$0.string] }) else { return nil }
        guard let status = FileStatus.ifPresent(file), status.kind == .regular, status.modified < time else { return nil }
        return existing.size(at: position) == status.size ? position : nil
    }

    /// The index, sorted.
    public var index: PackageIndex {
        var records = existing
        records.remove(at: Set(added.keys.compactMap { positions[$0] }))
        records.append(contentsOf: added.values)
        return PackageIndex(records)
    }
}

extension Diagnostic.Code {
    /// Two packages of one name and version.
    public static let duplicatePackage = input("duplicate-package")
}
