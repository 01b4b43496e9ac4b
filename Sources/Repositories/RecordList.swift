import APK
import Diagnostics
import Files
import Solving

/// What the solver needs of the records of an index, whatever repository it is the index of.
struct PreparedRecords: Sendable {
    let catalog: Catalog
    /// The records that cannot be chosen.
    let excluded: NumberList

    init(catalog: Catalog, excluded: NumberList) {
        (self.catalog, self.excluded) = (catalog, excluded)
    }

    init(_ records: IndexRecords) {
        var catalog = Catalog()
        var excluded = NumberList()
        var scan = RecordScan()
        for row in records.indices {
            var isListed = false
            _ = records.scan(row, into: &scan) { bytes, scan in
                if !scan.isValid { return }
                catalog.add(scan, in: bytes)
                isListed = true
            }
            if isListed { continue }
            if let candidate = try? Candidate(records[row], repository: Repository(planned: []), position: 0) {
                catalog.add(candidate)
            } else {
                excluded.append(UInt32(row))
            }
        }
        catalog.finish()
        self.init(catalog: catalog, excluded: excluded)
    }
}

/// The packages of one repository as the solver sees them: made of their records when it comes to them.
struct RecordList: CandidateList {
    let repository: Repository
    let catalog: Catalog
    /// The position of the repository among all.
    private let position: Int
    /// The records that are no candidates, in order.
    private let excluded: [Int]

    init(_ repository: Repository, position: Int) {
        self.repository = repository
        self.position = position
        let records = repository.index.records
        let prepared = repository.prepared ?? PreparedRecords(records)
        catalog = prepared.catalog
        // What comes from a file may say anything.
        let numbers = Set((0..<prepared.excluded.count).map { Int(prepared.excluded[$0]) })
        excluded = numbers.filter { records.indices.contains($0) }.sorted()
    }

    /// What is wrong with packages that cannot be chosen.
    var problems: [Diagnostic] {
        excluded.compactMap { row in
            do throws(Diagnostic) {
                _ = try Candidate(repository.index.records[row], repository: repository, position: position)
                return nil
            } catch {
                return error
            }
        }
    }

    /// Which record a candidate is.
    private func row(_ position: Int) -> Int {
        // How many before it are left out: that is so many more with each of them, and found by halves.
        var range = 0..<excluded.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range = excluded[middle] - middle <= position ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return position + range.lowerBound
    }

    func tag(at position: Int) -> String? { repository.tag }

    func record(at position: Int) -> IndexRecord { repository.index.records[row(position)] }

    func conditions(at position: Int) -> [Dependency] {
        Candidate.conditions(repository.index.records.installIf(at: row(position)))
    }

    func candidate(at position: Int) -> Candidate {
        let record = record(at: position)
        if let candidate = try? Candidate(record, repository: repository, position: self.position) { return candidate }
        // It could be made when it was listed. What cannot is at least never chosen.
        let none = Dependency(name: "a readable record")
        return Candidate(name: record.name, version: Version(checked: record.version), dependencies: [none])
    }
}

extension Candidate {
    /// As with apk-tools, what is not valid among these does not stand in the way of choosing the package (APK-FORMAT.md §6).
    fileprivate static func conditions(_ texts: [String]) -> [Dependency] {
        let conditions = texts.compactMap { try? Dependency($0) }
        return conditions.count == texts.count ? conditions : []
    }

    init(_ record: IndexRecord, repository: Repository, position: Int) throws(Diagnostic) {
        func parse<Item>(_ texts: [String], _ make: (String) throws(Diagnostic) -> Item) throws(Diagnostic) -> [Item] {
            var items: [Item] = []
            for text in texts {
                do throws(Diagnostic) {
                    items.append(try make(text))
                } catch {
                    throw error.noting("in \(record.name)-\(record.version) of \(repository.name)")
                }
            }
            return items
        }
        self.init(
            name: record.name,
            version: try parse([record.version]) { text throws(Diagnostic) in try Version(text) }[0],
            dependencies: try parse(record.dependencies) { text throws(Diagnostic) in try Dependency(text) },
            provides: record.provides.compactMap { try? Provide($0) },
            installIf: Self.conditions(record.installIf),
            providerPriority: record.providerPriority ?? 0,
            repository: position,
            tag: repository.tag,
            identity: record.identity.description,
            origin: record.origin,
            repositoryName: repository.name
        )
        written = Written(dependencies: record.dependencies, provides: record.provides, installIf: record.installIf)
    }
}
