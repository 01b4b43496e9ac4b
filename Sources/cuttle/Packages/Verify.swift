import APK
import ArgumentParser
import Attestations
import Cryptography
import Diagnostics
import Files
import JSON
import Repositories
import SystemPackage

/// `cuttle verify`.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks packages, indexes and repositories: signatures, digests, every file, and what installers do not notice.",
        discussion: """
            A package is read in full. Of an index the signature is checked, and that it can be read. Of a repository's folder, with or \
            without the architecture, the index and all packages in it are checked, and that they agree. Of a file NAME.intoto.jsonl the \
            signature is checked, and that the packages beside it are those that it speaks of.

              cuttle verify packages -k local.rsa.pub
              cuttle verify packages/x86_64/*.apk packages/x86_64/*.intoto.jsonl \\
                -k local.rsa.pub
            """
    )

    @Argument(help: ArgumentHelp("Packages, indexes, folders and statements.", valueName: "path"), completion: .file())
    var paths: [String]

    @Option(
        name: [.customShort("k"), .customLong("keyring-append")],
        help: ArgumentHelp("A public key to trust, a folder of *.pub files, or an address; may be given again.", valueName: "place")
    )
    var keyring: [String] = []

    @Flag(help: "Ask for no signatures; everything else is checked.")
    var ignoreSignatures = false

    @OptionGroup var store: StoreOptions

    @Flag(help: "Print the results as JSON.")
    var json = false

    func run() async throws {
        let keyring = try await Keyring(keyring, store: store)
        var results: [RepositoryAudit.Result] = []
        for place in paths {
            if RemoteRepositories.isRemote(place) {
                throw Diagnostic(
                    .usage,
                    "verify takes files and folders, not \(place)",
                    hint: "what solve, build and image take from addresses is checked as it comes; list shows what is there"
                )
            }
            let path = FilePath(place)
            do {
                guard let status = FileStatus.ifPresent(path) else { throw Diagnostic(.missingFile, "there is no \(path)") }
                results += status.kind == .directory ? try await look(into: path, keyring) : [try look(at: path, keyring)]
            } catch {
                results.append(.init(path: path, findings: Diagnostic.all(in: error)))
            }
            try Task.checkCancellation()
        }
        try show(results)
    }

    private func look(at path: FilePath, _ keyring: Keyring) throws(Diagnostic) -> RepositoryAudit.Result {
        let name = path.lastComponent?.string ?? ""
        if name.hasSuffix(".intoto.jsonl") {
            try ProvenanceCheck(path).run(keyring: keyring)
            return .init(path: path, findings: [])
        }
        if name.hasSuffix(".tar.gz") {
            _ = try PackageIndex(reading: path, keyring: ignoreSignatures ? nil : keyring)
            return .init(path: path, findings: [])
        }
        return .init(path: path, findings: PackageAudit(try PackageFile(path)).run(ignoreSignatures ? .none : .signature(keyring)))
    }

    /// A repository's folder: of one architecture, or of all.
    private func look(into folder: FilePath, _ keyring: Keyring) async throws -> [RepositoryAudit.Result] {
        let folders = try RepositoryVerbs.directories(of: folder)
        let status = StatusLine()
        defer { status.clear() }
        var results: [RepositoryAudit.Result] = []
        for folder in folders {
            do {
                let audit = try RepositoryAudit(folder, keyring: ignoreSignatures ? nil : keyring)
                let count = audit.count
                results += try await audit.run { done in
                    if Console.isTerminal { status.show("\(folder): \(done) of \(count) packages") }
                }
            } catch let error as Diagnostic {
                results.append(.init(path: folder.appending("APKINDEX.tar.gz"), findings: [error]))
            }
        }
        return results
    }

    private func show(_ results: [RepositoryAudit.Result]) throws {
        let findings = results.flatMap(\.findings)
        let hasFailed = findings.contains { $0.severity == .error }
        if json {
            let list = results.map { result -> JSON in
                .object([
                    "path": .string(result.path.string),
                    "ok": .boolean(!result.findings.contains { $0.severity == .error }),
                    "diagnostics": .array(result.findings.map(CheckReport.entry)),
                ])
            }
            Console.print(JSON.object(["results": .array(list)]).text(indent: 2))
            if hasFailed { throw ExitCode(findings.filter { $0.severity == .error }.map(\.code.exitStatus).min() ?? 1) }
            return
        }
        for result in results where !result.findings.contains(where: { $0.severity == .error }) { Console.print("\(result.path): OK") }
        if hasFailed { throw DiagnosticList(findings) }
        // A repository may be full of packages that nobody here can check.
        let unsigned = findings.filter { $0.code == .unsignedPackage }
        var told = findings.filter { $0.code != .unsignedPackage } + unsigned.prefix(1)
        if unsigned.count > 1 {
            told[told.count - 1].notes.append("\(Console.count(unsigned.count - 1, "more package")) likewise: --json names them")
        }
        if !told.isEmpty { _ = Console.show(DiagnosticList(told)) }
    }
}
