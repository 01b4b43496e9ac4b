import Archives
public import Diagnostics
public import SystemPackage

/// Compares two packages bit for bit, signatures left out, and tells what differs.
public struct PackageComparison: Sendable {
    /// What the two are called in messages.
    public let names: (first: String, second: String)

    /// - Parameter names: what the two are called in messages.
    public init(names: (first: String, second: String)) {
        self.names = names
    }

    /// Contents that are looked into; of all others it is only told that they differ.
    private static let mostExplained = 20

    /// - Returns: the differences, first those that are the cause of others; none when control and data are the same bytes.
    public func differences(_ first: FilePath, _ second: FilePath) throws(Diagnostic) -> [PackageDifference] {
        let (left, right) = (try PackageContents(first), try PackageContents(second))
        if left.control == right.control, left.data == right.data { return [] }
        var explained = 0
        func explain(_ member: PackageDifference.Member, _ path: String) throws(Diagnostic) -> ContentDifference? {
            explained += 1
            guard explained <= Self.mostExplained, let one = try PackageContents.content(of: path, in: member, first),
                let other = try PackageContents.content(of: path, in: member, second)
            else { return nil }
            // The digest of the data is bound to differ with it: the lines that are not say more.
            let isDescription = member == .control && path == ".PKGINFO" && left.data.digest != right.data.digest
            return ContentDifference(
                isDescription ? Self.withoutDigest(one) : one,
                isDescription ? Self.withoutDigest(other) : other,
                names: names
            )
        }
        var differences = try compare(.data, left.data, right.data, explain)
        differences += try compare(.control, left.control, right.control, explain)
        return differences
    }

    private func compare(
        _ member: PackageDifference.Member,
        _ left: PackageContents.Part,
        _ right: PackageContents.Part,
        _ explain: (PackageDifference.Member, String) throws(Diagnostic) -> ContentDifference?
    ) throws(Diagnostic) -> [PackageDifference] {
        if left == right { return [] }
        var found: [PackageDifference] = []
        func add(_ path: String, _ kind: PackageDifference.Kind, _ detail: String, _ cause: PackageDifference.Cause? = nil) {
            found.append(PackageDifference(member: member, path: path, kind: kind, detail: detail, cause: cause))
        }
        let others = Dictionary(right.entries.map { ($0.header.path, $0) }, uniquingKeysWith: { first, _ in first })
        let known = Set(left.entries.map(\.header.path))
        var isContentEqual = true
        for entry in left.entries {
            guard let other = others[entry.header.path] else {
                add(entry.header.path, .missing, "only \(names.first) has it")
                continue
            }
            for (kind, detail) in attributes(entry.header, other.header) { add(entry.header.path, kind, detail) }
            if entry.digest == other.digest { continue }
            isContentEqual = false
            let difference = try explain(member, entry.header.path)
            if let difference, difference.isEmpty { continue }
            add(entry.header.path, .content, difference?.text ?? sizes(entry, other), difference?.cause)
        }
        for entry in right.entries where !known.contains(entry.header.path) {
            add(entry.header.path, .added, "only \(names.second) has it")
        }
        if found.isEmpty, isContentEqual {
            let (one, other) = (left.entries.map(\.header.path), right.entries.map(\.header.path))
            if let place = zip(one, other).first(where: { $0.0 != $0.1 }) {
                add(place.0, .order, "\(names.second) has \(place.1) in its place")
            } else {
                add("", .compression, "all entries are the same, only the compressed bytes differ: another version of the compressor")
            }
        }
        return found
    }

    private func attributes(_ left: TarEntry, _ right: TarEntry) -> [(PackageDifference.Kind, String)] {
        var found: [(PackageDifference.Kind, String)] = []
        func compare<Value: Equatable>(_ kind: PackageDifference.Kind, _ one: Value, _ other: Value, _ text: (Value) -> String) {
            if one != other { found.append((kind, "\(text(one)) \(names.first), \(text(other)) \(names.second)")) }
        }
        compare(.link, left.kind, right.kind) { "a \($0)" }
        compare(.mode, left.mode, right.mode) { "0" + String($0, radix: 8) }
        compare(.owner, Owner(left), Owner(right)) { "\($0.user):\($0.group) (\($0.userName):\($0.groupName))" }
        compare(.time, left.modificationTime, right.modificationTime) { String($0) }
        compare(.link, left.linkTarget, right.linkTarget) { $0.isEmpty ? "no target" : $0 }
        // The checksum of the content differs with the content.
        func records(_ entry: TarEntry) -> [TarEntry.Record] { entry.records.filter { !$0.key.hasPrefix("APK-TOOLS.checksum") } }
        compare(.attributes, records(left), records(right)) { $0.isEmpty ? "none" : $0.map(\.key).joined(separator: ", ") }
        return found
    }

    private struct Owner: Equatable {
        let user: UInt32
        let group: UInt32
        let userName: String
        let groupName: String

        init(_ entry: TarEntry) {
            user = entry.user
            group = entry.group
            userName = entry.userName
            groupName = entry.groupName
        }
    }

    private func sizes(_ left: PackageContents.Entry, _ right: PackageContents.Entry) -> String {
        "\(left.header.size) bytes \(names.first), \(right.header.size) bytes \(names.second)"
    }

    private static func withoutDigest(_ description: [UInt8]) -> [UInt8] {
        let lines = description.split(separator: 0x0A, omittingEmptySubsequences: false)
        return Array(lines.filter { !$0.starts(with: "datahash = ".utf8) && !$0.starts(with: "size = ".utf8) }.joined(separator: [0x0A]))
    }
}
