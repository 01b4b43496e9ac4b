import APK
import Diagnostics
import Solving

/// The packages of one repository as the solver sees them: made of their records when it comes to them.
struct RecordList: CandidateList {
    let repository: Repository
    let catalog: Catalog
    /// What is wrong with packages that cannot be chosen.
    let problems: [Diagnostic]
    /// The position of the repository among all.
    private let position: Int
    /// Which records the candidates are; nil when all can be chosen.
    private let rows: [Int]?

    init(_ repository: Repository, position: Int) {
        self.repository = repository
        self.position = position
        var catalog = Catalog()
        var problems: [Diagnostic] = []
        var rows: [Int] = []
        let records = repository.index.records
        var scan = RecordScan()
        for row in records.indices {
            var isListed = false
            _ = records.scan(row, into: &scan) { bytes, scan in
                if !scan.isValid { return }
                catalog.add(scan, in: bytes)
                isListed = true
            }
            if !isListed {
                do throws(Diagnostic) {
                    let candidate = try Candidate(records[row], repository: repository, position: position)
                    catalog.add(candidate)
                } catch {
                    problems.append(error)
                    continue
                }
            }
            rows.append(row)
        }
        catalog.finish()
        self.catalog = catalog
        self.problems = problems
        self.rows = rows.count == records.count ? nil : rows
    }

    func tag(at position: Int) -> String? { repository.tag }

    func record(at position: Int) -> IndexRecord { repository.index.records[rows?[position] ?? position] }

    func candidate(at position: Int) -> Candidate {
        let record = record(at: position)
        if let candidate = try? Candidate(record, repository: repository, position: self.position) { return candidate }
        // It could be made when it was listed. What cannot is at least never chosen.
        let none = Dependency(name: "a readable record")
        return Candidate(name: record.name, version: Version(checked: record.version), dependencies: [none])
    }
}

extension Candidate {
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
        // As with apk-tools, what is not valid among these does not stand in the way of choosing the package (APK-FORMAT.md §6).
        let conditions = record.installIf.compactMap { try? Dependency($0) }
        self.init(
            name: record.name,
            version: try parse([record.version]) { text throws(Diagnostic) in try Version(text) }[0],
            dependencies: try parse(record.dependencies) { text throws(Diagnostic) in try Dependency(text) },
            provides: record.provides.compactMap { try? Provide($0) },
            installIf: conditions.count == record.installIf.count ? conditions : [],
            providerPriority: record.providerPriority ?? 0,
            repository: position,
            tag: repository.tag,
            identity: record.identity.description,
            origin: record.origin,
            repositoryName: repository.name
        )
    }
}
