import APK
import Attestations
import Cryptography
import Diagnostics
import Files
import JSON
import SystemPackage
import TestSupport
import Testing

@testable import Repositories

/// Statements of provenance that come and go with the packages that they speak of.
@Suite struct PackageStatementTests {
    private let scratch: TemporaryDirectory
    private let sample: Sample
    private let statement = "a-1-r0.intoto.jsonl"
    private var built: FilePath { sample.folder.appending("built") }

    init() throws {
        scratch = try TemporaryDirectory(prefix: "cuttle-test-")
        sample = try Sample(in: scratch.path)
    }

    /// Writes a statement of files as they are now.
    private func state(_ path: FilePath, _ files: [FilePath], key: PrivateKey? = nil) throws {
        let subjects = try files.map { file in
            Statement.Resource(name: file.lastComponent?.string ?? "", digests: ["sha256": try Digest.ofFile(file).hex])
        }
        let text = Statement(subjects: subjects, predicateType: Provenance.predicateType, predicate: .object([])).text
        try Files.writeAtomically(Array(Envelope(Array(text.utf8), key: key ?? sample.key).text.utf8), to: path)
    }

    private func otherKey() throws -> PrivateKey {
        try PrivateKey.generate(sample.folder.appending("other.rsa"), bits: 2048)
        return try PrivateKey(sample.folder.appending("other.rsa"))
    }

    /// Two packages of a build with their statement, beside one another.
    private func build() throws -> (main: FilePath, libraries: FilePath) {
        let main = try sample.package("a")
        let libraries = try sample.package("a-libs") { $0.origin = "a" }
        try state(built.appending(statement), [main, libraries])
        return (main, libraries)
    }

    private func publish(_ files: [FilePath], isForced: Bool = false) async throws -> [Diagnostic] {
        var publication = RepositoryPublication(sample.location, key: sample.key, keyring: sample.keyring)
        publication.isForced = isForced
        var warnings: [Diagnostic] = []
        _ = try await publication.publish(files, warn: { warnings.append($0) })
        return warnings
    }

    private var isPublished: Bool { Files.exists(sample.directory.appending(statement)) }

    // MARK: Publishing

    enum Other: CaseIterable {
        case missing, same, signedAnewThere, signedAnewBeside
    }

    /// What counts is what the repository has then, not what lay beside the statement before.
    @Test(arguments: Other.allCases) func itMustHoldWhereItIsPublished(_ other: Other) async throws {
        let (main, libraries) = try build()
        let key = try otherKey()
        if other != .missing { try sample.publish([libraries]) }
        let there = sample.directory.appending("a-libs-1-r0.apk")
        if other == .signedAnewThere { try PackageFile(there).sign(with: [sample.key, key], to: there) }
        if other == .signedAnewBeside { try PackageFile(libraries).sign(with: [sample.key, key], to: libraries) }
        let warnings = try await publish([main])
        guard other == .signedAnewThere else {
            #expect(warnings == [] && isPublished)
            return
        }
        #expect(!isPublished)
        #expect(warnings.map(\.message) == ["\(built.appending(statement)) says nothing of a-libs-1-r0.apk"])
        #expect(warnings.map(\.severity) == [.warning])
        #expect(warnings.map(\.hints) == [["it is not published into \(sample.directory); the packages do without it"]])
    }

    @Test func aStrangersStatementIsNotPublished() async throws {
        let (main, libraries) = try build()
        try state(built.appending(statement), [main, libraries], key: otherKey())
        #expect(try await publish([main]).map(\.code) == [.untrustedStatement])
        #expect(!isPublished)
    }

    /// A statement that was published is not true for ever.
    @Test func anEarlierStatementThatHoldsNoMoreIsReported() async throws {
        let (main, libraries) = try build()
        #expect(try await publish([main, libraries]) == [])
        try Files.removeFile(built.appending(statement))
        let other = try sample.package("a-libs", content: "other") { $0.origin = "a" }
        let warnings = try await publish([other], isForced: true)
        #expect(warnings.map(\.message) == ["\(sample.directory.appending(statement)) says nothing of a-libs-1-r0.apk"])
        #expect(warnings.map(\.hints) == [["it does not hold any more: delete it, or publish the packages that it speaks of"]])
        // With a new one it is replaced.
        try state(built.appending(statement), [main, other])
        let third = try sample.package("a-doc") { $0.origin = "a" }
        #expect(try await publish([third]) == [])
        try ProvenanceCheck(sample.directory.appending(statement)).run(keyring: sample.keyring)
    }

    /// The origin is what a stranger may have written.
    @Test(arguments: ["../x", "y/x", "/x", ".x", "x x", "x\u{1}"]) func anOriginThatIsNoNameHasNoStatement(_ origin: String) async throws {
        let package = try sample.package("a") { $0.origin = origin }
        try Files.makeDirectory(built.appending("y"))
        let path = built.appending("\(origin)-1-r0.intoto.jsonl")
        try state(path, [package])
        #expect(Files.exists(path))
        #expect(try await publish([package]) == [])
        #expect(try Files.list(sample.directory).filter { $0.hasSuffix(".intoto.jsonl") } == [])
    }

    // MARK: Removing

    /// The packages that are removed one after the other, and the files that go each time.
    @Test(arguments: [
        ([["a"]], [["a-1-r0.apk"]]),
        ([["a", "a-libs"]], [["a-1-r0.intoto.jsonl", "a-1-r0.apk", "a-libs-1-r0.apk"]]),
        ([["a"], ["a-libs"]], [["a-1-r0.apk"], ["a-1-r0.intoto.jsonl", "a-libs-1-r0.apk"]]),
        ([["b"], ["a-libs"], ["a"]], [["b-1-r0.apk"], ["a-libs-1-r0.apk"], ["a-1-r0.intoto.jsonl", "a-1-r0.apk"]]),
    ]) func itGoesWithTheLastOfItsPackages(_ steps: [[String]], _ expected: [[String]]) async throws {
        let (main, libraries) = try build()
        #expect(try await publish([main, libraries, sample.package("b")]) == [])
        // Of what was never there, and of what nobody can tell.
        try state(sample.directory.appending("c-1-r0.intoto.jsonl"), [sample.package("c")])
        try Files.writeAtomically([1], to: sample.directory.appending("b-1-r0.intoto.jsonl"))
        let removal = RepositoryRemoval(sample.directory, key: sample.key)
        let look = RepositoryRemoval(sample.directory, key: nil)
        for (names, files) in zip(steps, expected) {
            let records = try removal.named(names.map { "\($0)-1-r0" }).found
            let before = try Files.list(sample.directory)
            #expect(try await look.remove(records, forGood: true, dryRun: true) == files)
            #expect(try Files.list(sample.directory) == before)
            #expect(try await removal.remove(records) == files)
            #expect(try Files.list(sample.directory) == before.filter { !files.contains($0) })
        }
    }

    /// Readers of older indexes have it as long as the packages.
    @Test(arguments: [false, true]) func itStaysAsLongAsFilesDo(_ isWithdrawn: Bool) async throws {
        let (main, libraries) = try build()
        #expect(try await publish([main, libraries]) == [])
        let removal = RepositoryRemoval(sample.directory, key: sample.key)
        let records = try removal.records()
        for dryRun in [true, false] {
            #expect(try await removal.remove(records, retaining: 60, dryRun: dryRun, now: 1000) == [])
            #expect(try removal.records().isEmpty == !dryRun)
        }
        #expect(isPublished)
        let files = ["a-1-r0.intoto.jsonl", "a-1-r0.apk", "a-libs-1-r0.apk"]
        for dryRun in [true, false] {
            #expect(isPublished)
            let deleted =
                isWithdrawn
                ? try await removal.discard(["a-libs-1-r0", "a-1-r0", "a-1-r0.apk"], dryRun: dryRun)
                : try await removal.remove([], retaining: 60, dryRun: dryRun, now: 1060)
            #expect(deleted == files)
        }
        #expect(!isPublished)
    }
}
