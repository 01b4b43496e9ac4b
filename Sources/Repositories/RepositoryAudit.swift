import APK
public import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// Looks at a repository's folder of one architecture: the index, and every package in full (APK-FORMAT.md §16).
public struct RepositoryAudit: Sendable {
    /// What was found of one file.
    public struct Result: Sendable {
        /// The file.
        public let path: FilePath
        /// What is wrong with it, or worth knowing; nothing when all is well.
        public let findings: [Diagnostic]

        /// A file and its findings.
        public init(path: FilePath, findings: [Diagnostic]) {
            self.path = path
            self.findings = findings
        }
    }

    /// The index that is looked at.
    public let indexPath: FilePath
    private let directory: FilePath
    private let architecture: String
    private let keyring: Keyring?
    private let index: PackageIndex

    /// Opens the index.
    ///
    /// - Parameters:
    ///   - directory: the folder with `APKINDEX.tar.gz`, named as its architecture.
    ///   - keyring: one of its keys must have signed the index; nil asks for no signatures.
    public init(_ directory: FilePath, keyring: Keyring?) throws(Diagnostic) {
        self.directory = directory
        self.keyring = keyring
        architecture = Files.absolute(directory).lexicallyNormalized().lastComponent?.string ?? ""
        indexPath = directory.appending("APKINDEX.tar.gz")
        index = try PackageIndex(reading: indexPath, keyring: keyring)
    }

    /// How many packages the index lists.
    public var count: Int { index.records.count }

    /// Looks at all packages, on all cores.
    ///
    /// - Parameter report: is told how many are done.
    /// - Returns: the index first, then packages in the order of their names.
    public func run(report: @escaping @Sendable (Int) -> Void = { _ in }) async throws -> [Result] {
        let records = index.records
        let results = try await withThrowingTaskGroup(of: Part.self) { group in
            var next = 0
            func add() {
                guard next < records.count else { return }
                let position = next
                next += 1
                group.addTask {
                    try Task.checkCancellation()
                    return Part(position: position, result: look(at: records[position]))
                }
            }
            for _ in 0..<Self.width { add() }
            var results: [Int: Result] = [:]
            while let part = try await group.next() {
                results[part.position] = part.result
                report(results.count)
                add()
            }
            return records.indices.compactMap { results[$0] }
        }
        return [Result(path: indexPath, findings: try indexFindings())] + results
    }

    private struct Part: Sendable {
        let position: Int
        let result: Result
    }

    /// How many packages are open at a time.
    private static let width = 8

    private func look(at record: IndexRecord) -> Result {
        let path = directory.appending(record.fileName)
        guard Files.exists(path) else {
            return Result(
                path: path,
                findings: [
                    Diagnostic(
                        .damagedRepository,
                        "\(path) is missing, although the index lists it",
                        hint: "build it again, or index the folder again"
                    )
                ]
            )
        }
        do throws(Diagnostic) {
            let package = try PackageFile(path)
            let trust = keyring.map { PackageAudit.Trust.index($0) } ?? .none
            return Result(path: path, findings: compare(record, package) + PackageAudit(package).run(trust))
        } catch {
            return Result(path: path, findings: [error])
        }
    }

    /// What the index says about a package, and the package does not.
    private func compare(_ record: IndexRecord, _ package: PackageFile) -> [Diagnostic] {
        let own = IndexRecord(package)
        let path = package.path
        if record.identity != own.identity {
            return [
                Diagnostic(
                    .damagedRepository,
                    "\(path) is not the package that the index lists",
                    notes: ["the index names \(record.identity)", "the file is \(own.identity) (\(own.name)-\(own.version))"],
                    hint: "it was changed or replaced after it was indexed; build or fetch it again"
                )
            ]
        }
        var findings: [Diagnostic] = []
        if record.size != own.size {
            findings.append(
                Diagnostic(
                    .otherRecord,
                    "\(path) has \(own.size) bytes, the index says \(record.size)",
                    hint: "installers fetch as much as the index says; index the folder again"
                )
            )
        }
        if record.architecture != architecture, record.architecture != "noarch" {
            findings.append(
                Diagnostic(
                    .otherArchitecture,
                    "\(path) is for \(record.architecture.isEmpty ? "no architecture" : record.architecture) by the index, and stands in the folder \(architecture)",
                    hint: "installers ask for it in the folder \(record.architecture)"
                )
            )
        }
        let differences = Self.fields.compactMap { field -> String? in
            let (theirs, ours) = (field.value(record), field.value(own))
            return theirs == ours ? nil : "\(field.name): the index says \"\(theirs)\", the package \"\(ours)\""
        }
        if !differences.isEmpty {
            findings.append(
                Diagnostic(
                    .otherRecord,
                    "the index says other things about \(path) than the package itself",
                    notes: differences,
                    hint: "installers choose by what the index says; index the folder again"
                )
            )
        }
        return findings
    }

    /// What installers choose by; whatever is only shown to people may be written in another way.
    private static let fields: [(name: String, value: @Sendable (IndexRecord) -> String)] = [
        ("name", { $0.name }), ("version", { $0.version }), ("installed size", { String($0.installedSize) }), ("origin", { $0.origin }),
        ("provider priority", { String($0.providerPriority ?? 0) }), ("depends", { $0.dependencies.sorted().joined(separator: " ") }),
        ("provides", { $0.provides.sorted().joined(separator: " ") }), ("install_if", { $0.installIf.sorted().joined(separator: " ") }),
    ]

    private func indexFindings() throws(Diagnostic) -> [Diagnostic] {
        let names = Set(index.records.map(\.fileName))
        // What stays for readers of older indexes is no mistake.
        let retained = try RetainedFiles(directory).since
        let unlisted = try Files.list(directory).filter { $0.hasSuffix(".apk") && !names.contains($0) && retained[$0] == nil }.sorted()
        let withdrawn = try WithdrawnPackages(directory).names
        return [
            finding(
                unlisted.filter { !withdrawn.contains($0) },
                "nobody can install what the index does not list; add it with cuttle index --merge"
            ),
            finding(unlisted.filter(withdrawn.contains), "it was withdrawn: name it again to cuttle repo withdraw, which deletes it"),
        ].compactMap { $0 }
    }

    private func finding(_ unlisted: [String], _ hint: String) -> Diagnostic? {
        if unlisted.isEmpty { return nil }
        return Diagnostic(
            .unlistedPackage,
            "\(indexPath) does not list \(unlisted.count == 1 ? "a package" : "\(unlisted.count) packages") beside it",
            severity: .warning,
            notes: unlisted.prefix(20) + (unlisted.count > 20 ? ["and \(unlisted.count - 20) more"] : []),
            hint: hint
        )
    }
}

extension Diagnostic.Code {
    /// An index says other things about a package than the package.
    public static let otherRecord = work("other-record")
    /// A package in the folder of another architecture.
    public static let otherArchitecture = work("other-architecture")
    /// A package beside an index that does not list it.
    public static let unlistedPackage = work("unlisted-package")
}
