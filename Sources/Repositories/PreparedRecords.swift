import APK
import Files
import Solving

/// What the solver needs of the records of an index, whatever repository it is the index of.
struct PreparedRecords: Sendable {
    let catalog: Catalog
    /// Which record each candidate is: candidates come in the order of the index file, by which apk-tools chooses where all else is equal
    /// (APK-FORMAT.md §10).
    let rows: NumberList
    /// The records that cannot be chosen.
    let excluded: NumberList
    /// The architectures that the records name, a line each.
    private let architectures: ByteList

    init(_ records: IndexRecords) {
        var catalog = Catalog()
        var (rows, excluded) = (NumberList(capacity: records.count), NumberList())
        var architectures: Set<[UInt8]> = []
        var last: [UInt8]?
        func note(_ architecture: Span<UInt8>) {
            // As a rule all name the same.
            if let last, last.count == architecture.count, last.indices.allSatisfy({ last[$0] == architecture[$0] }) { return }
            let name = architecture.withUnsafeBufferPointer { Array($0) }
            architectures.insert(name)
            last = name
        }
        var scan = RecordScan()
        for row in records.inFileOrder {
            var isListed = false
            let isRead = records.scan(row, into: &scan) { bytes, scan in
                note(bytes.extracting(scan.architecture))
                if !scan.isValid { return }
                catalog.add(scan, in: bytes)
                isListed = true
            }
            if !isListed {
                let record = records[row]
                if !isRead { note(record.architecture.utf8.span) }
                if let candidate = try? Candidate(record, repository: Repository(planned: []), position: 0) {
                    catalog.add(candidate)
                    isListed = true
                }
            }
            if isListed { rows.append(UInt32(row)) } else { excluded.append(UInt32(row)) }
        }
        catalog.finish()
        (self.catalog, self.rows, self.excluded) = (catalog, rows, excluded)
        self.architectures = ByteList(Array(architectures.sorted { $0.lexicographicallyPrecedes($1) }.joined(separator: [0x0A])))
    }

    /// The architectures of packages that cannot be installed where those of one are; none where that is not known.
    func architectures(besides own: String) -> Set<String> {
        if own.isEmpty { return [] }
        return Set(architectures.text(0..<architectures.count).split(separator: "\n").map(String.init)).subtracting([own, "noarch"])
    }

    // MARK: Keeping

    /// Writes the lists.
    func write(to writer: inout SectionWriter) {
        catalog.write(to: &writer)
        writer.add(rows)
        writer.add(excluded)
        writer.add(architectures)
    }

    /// Reads what `write` wrote; nil when it is something else.
    init?(from reader: inout SectionReader, of records: IndexRecords) {
        guard let catalog = Catalog(from: &reader), let rows = reader.readNumbers(), let excluded = reader.readNumbers(),
            let architectures = reader.read(), rows.count == catalog.count, rows.count + excluded.count == records.count
        else { return nil }
        (self.catalog, self.rows, self.excluded, self.architectures) = (catalog, rows, excluded, architectures)
    }
}
