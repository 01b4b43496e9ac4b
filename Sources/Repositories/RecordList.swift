import APK
import Diagnostics
import Files
import Solving

/// The packages of one repository as the solver sees them: made of their records when it comes to them.
struct RecordList: CandidateList {
    let repository: Repository
    let catalog: Catalog
    /// The position of the repository among all.
    private let position: Int
    /// Which record each candidate is.
    private let rows: NumberList
    /// The records that are no candidates.
    private let excluded: NumberList
    /// The records of packages for another architecture.
    private let foreign: [IndexRecord]

    init(_ repository: Repository, position: Int) {
        self.position = position
        var repository = repository
        var prepared = repository.prepared ?? PreparedRecords(repository.index.records)
        let others = prepared.architectures(besides: repository.architecture)
        foreign = others.isEmpty ? [] : repository.index.records.filter { others.contains($0.architecture) }
        if !foreign.isEmpty {
            repository.hide { others.contains($0.architecture) }
            prepared = PreparedRecords(repository.index.records)
        }
        self.repository = repository
        (catalog, rows, excluded) = (prepared.catalog, prepared.rows, prepared.excluded)
    }

    /// The packages that cannot be chosen, and what is wrong with them.
    var unusable: [(name: String, problem: Diagnostic)] {
        let records = repository.index.records
        // What comes from a file may say anything.
        let numbers = Set((0..<excluded.count).map { Int(excluded[$0]) }).filter { records.indices.contains($0) }.sorted()
        return numbers.compactMap { row in
            do throws(Diagnostic) {
                _ = try Candidate(records[row], repository: repository, position: position)
                return nil
            } catch {
                return (records[row].name, error)
            }
        }
            + foreign.map { record in
                let title = "\(record.name)-\(record.version)"
                let message = "\(title) is for \(record.architecture), and not for \(repository.architecture)"
                let hint = "choose with --arch \(record.architecture)"
                return (record.name, Diagnostic(.otherArchitecture, message, notes: ["in \(repository.name)"], hint: hint))
            }
    }

    /// Which record a candidate is. What comes from a file may say anything.
    private func row(_ position: Int) -> Int { min(Int(rows[position]), repository.index.records.count - 1) }

    var tags: Set<String> { Set([repository.tag].compactMap { $0 }) }

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
