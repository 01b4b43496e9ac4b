import APK
import Cryptography
import Diagnostics
import Files
import Repositories
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// Publishing packages that were built elsewhere.
@Suite struct RepositoryPublicationTests {
    private typealias Item = RepositoryPublication.Item

    private let scratch: TemporaryDirectory
    private let sample: Sample
    private var publication: RepositoryPublication

    init() throws {
        scratch = try TemporaryDirectory(prefix: "cuttle-test-")
        sample = try Sample(in: scratch.path)
        publication = RepositoryPublication(sample.location, key: sample.key, keyring: sample.keyring)
    }

    private func outcomes(_ items: [Item]) -> [String] {
        items.map { "\($0.outcome) \($0.architecture)/\($0.record.fileName)" }
    }

    private func records(_ architecture: String = "x86_64") throws -> IndexRecords {
        try PackageIndex(reading: sample.location.appending("\(architecture)/APKINDEX.tar.gz"), keyring: sample.keyring).records
    }

    private func files(_ architecture: String = "x86_64") throws -> [String] {
        try Files.list(sample.location.appending(architecture))
    }

    private func audit() async throws -> [String] {
        var messages: [String] = []
        for architecture in try Files.list(sample.location) {
            let audit = try RepositoryAudit(sample.location.appending(architecture), keyring: sample.keyring)
            messages += try await audit.run().flatMap(\.findings).map(\.message)
        }
        return messages
    }

    private func failure(_ files: [FilePath], _ publication: RepositoryPublication? = nil) async throws -> [Diagnostic] {
        do {
            _ = try await (publication ?? self.publication).publish(files)
            Issue.record("it was published")
            return []
        } catch {
            return Diagnostic.all(in: error)
        }
    }

    /// melange's word for a recipe that is in no repository, where an index has room for commits only.
    @Test func aPackageWithoutACommitIsAddedOnce() async throws {
        let homeless = try sample.package("homeless") { $0.commit = "unknown" }
        #expect(try await outcomes(publication.publish([homeless])) == ["added x86_64/homeless-1-r0.apk"])
        #expect(try await outcomes(publication.publish([homeless])) == ["unchanged x86_64/homeless-1-r0.apk"])
    }

    @Test func whatIsNewIsAdded() async throws {
        let (a, b) = (try sample.package("a"), try sample.package("b", "2-r1"))
        #expect(try await outcomes(publication.publish([b, a])) == ["added x86_64/a-1-r0.apk", "added x86_64/b-2-r1.apk"])
        #expect(try files() == [".lock", "APKINDEX.tar.gz", "a-1-r0.apk", "b-2-r1.apk"])
        #expect(try records().map(\.fileName) == ["a-1-r0.apk", "b-2-r1.apk"])
        let before = try FileStatus(sample.index).identity
        let c = try sample.package("c")
        #expect(try await outcomes(publication.publish([a, b])) == ["unchanged x86_64/a-1-r0.apk", "unchanged x86_64/b-2-r1.apk"])
        #expect(try FileStatus(sample.index).identity == before, "nothing was written")
        #expect(try await outcomes(publication.publish([a, c])) == ["unchanged x86_64/a-1-r0.apk", "added x86_64/c-1-r0.apk"])
        #expect(try records().map(\.name) == ["a", "b", "c"])
        #expect(try await audit() == [])
    }

    @Test func theIndexIsThatOfABuild() async throws {
        let packages = try ["a", "b", "c"].map { try sample.package($0) }
        for package in packages.reversed() { _ = try await publication.publish([package]) }
        let published = try Files.read(sample.index)
        try Files.removeTree(sample.location)
        try sample.publish(packages)
        #expect(try Files.read(sample.index) == published)
    }

    @Test func aVersionIsPublishedOnce() async throws {
        let first = try sample.package("a", content: "old")
        let kept = sample.folder.appending("kept.apk")
        try Files.copy(first, to: kept)
        let old = try PackageFile(kept).identity
        _ = try await publication.publish([kept])
        let second = try sample.package("a", content: "new")
        let new = try PackageFile(second).identity
        let before = try Files.read(sample.index)
        #expect(
            try await failure([second, sample.package("b")]) == [
                Diagnostic(
                    .publishedAlready,
                    "\(second) is not what is published as \(sample.directory)/a-1-r0.apk",
                    notes: ["published: \(old)", "to be published: \(new)"],
                    hint:
                        "installers keep what they have of a version: raise the epoch and build it again: cuttle bump --epoch RECIPE; or replace it with --force"
                )
            ]
        )
        #expect(try Files.read(sample.index) == before)
        #expect(try files() == [".lock", "APKINDEX.tar.gz", "a-1-r0.apk"], "b is not published either")
        var forced = publication
        forced.isForced = true
        #expect(try await outcomes(forced.publish([second])) == ["replaced x86_64/a-1-r0.apk"])
        #expect(try records().map(\.identity) == [new])
        #expect(try await audit() == [])
    }

    @Test func aPackageWithOtherSignaturesIsAnotherFile() async throws {
        let package = try sample.package("a")
        _ = try await publication.publish([package])
        try PrivateKey.generate(sample.folder.appending("other.rsa"), bits: 2048)
        try PackageFile(package).sign(with: [sample.key, PrivateKey(sample.folder.appending("other.rsa"))], to: package)
        #expect(try await failure([package]).map(\.notes) == [["only signatures differ: cuttle repo resign changes them"]])
    }

    @Test func whatWasWithdrawnStaysAway() async throws {
        let (a, b) = (try sample.package("a"), try sample.package("b"))
        _ = try await publication.publish([a, b])
        let removal = RepositoryRemoval(sample.directory, key: sample.key)
        let list = sample.directory.appending("withdrawn-packages.txt")
        try Files.writeAtomically(Array("# why\nz-1-r0.apk # never was\n".utf8), to: list)
        try await removal.remove(removal.named(["a-1-r0"]).found, forGood: true)
        #expect(try String(decoding: Files.read(list), as: UTF8.self) == "# why\nz-1-r0.apk # never was\na-1-r0.apk\n")
        #expect(
            try await failure([a, b]) == [
                Diagnostic(
                    .withdrawn,
                    "a-1-r0 was withdrawn from \(sample.directory)",
                    hint: "raise the epoch and build it again: cuttle bump --epoch RECIPE; or publish it all the same with --force"
                )
            ]
        )
        #expect(try await outcomes(publication.publish([sample.package("a", "1-r1")])) == ["added x86_64/a-1-r1.apk"])
        var forced = publication
        forced.isForced = true
        #expect(try await outcomes(forced.publish([a])) == ["added x86_64/a-1-r0.apk"])
        #expect(try String(decoding: Files.read(list), as: UTF8.self) == "# why\nz-1-r0.apk # never was\n")
        var listed = publication
        listed.withdrawn = ["c-1-r0.apk"]
        #expect(try await failure([sample.package("c")], listed).map(\.code) == [.withdrawn])
        // What was only pruned may come back.
        try await removal.remove(removal.named(["b-1-r0"]).found)
        #expect(try await outcomes(publication.publish([b])) == ["added x86_64/b-1-r0.apk"])
    }

    @Test func everyPackageIsVerifiedBefore() async throws {
        let good = try sample.package("good")
        let damaged = try sample.package("damaged")
        var bytes = try Files.read(damaged)
        bytes[bytes.count - 12] ^= 1
        try Files.writeAtomically(bytes, to: damaged)
        let strangers = sample.folder.appending("strangers")
        try Files.makeDirectory(strangers)
        try PrivateKey.generate(strangers.appending("s.rsa"), bits: 2048)
        let foreign = try sample.package("foreign")
        try PackageFile(foreign).sign(with: [PrivateKey(strangers.appending("s.rsa"))], to: foreign)
        let found = try await failure([good, damaged, foreign])
        #expect(found.count == 2)
        #expect(found.first?.message.hasPrefix("\(damaged) is damaged: ") == true)
        #expect(found.last?.message == "\(foreign) is signed with s.rsa.pub, which is not trusted")
        #expect(try files() == [".lock"])
        let nothing = sample.folder.appending("nothing.apk")
        #expect(try await failure([good, nothing]).map(\.message) == ["there is no package \(nothing)"])
    }

    @Test func packagesGoToTheFoldersOfTheirArchitectures() async throws {
        let packages = [
            try sample.package("a"), try sample.package("b") { $0.architecture = "aarch64" },
            try sample.package("c") { $0.architecture = "noarch" },
        ]
        #expect(
            try await outcomes(publication.publish(packages)) == [
                "added aarch64/b-1-r0.apk", "added aarch64/c-1-r0.apk", "added x86_64/a-1-r0.apk", "added x86_64/c-1-r0.apk",
            ]
        )
        #expect(try records("aarch64").map(\.architecture) == ["aarch64", "aarch64"])
        #expect(try await audit() == [])
        // Into all folders that there are, or those that are named.
        let d = try sample.package("d") { $0.architecture = "noarch" }
        #expect(try await outcomes(publication.publish([d])) == ["added aarch64/d-1-r0.apk", "added x86_64/d-1-r0.apk"])
        var named = publication
        named.architectures = ["riscv64"]
        #expect(try await outcomes(named.publish([d])) == ["added riscv64/d-1-r0.apk"])
    }

    @Test(.enabled(if: !ApkTools.found.isEmpty, "\(ApkTools.absence)"))
    func installersFindPackagesForAllArchitectures() async throws {
        _ = try await publication.publish([
            sample.package("a") { $0.dependencies = ["c"] }, sample.package("c") { $0.architecture = "noarch" },
        ])
        for apk in ApkTools.found {
            let place = try TemporaryDirectory(in: sample.folder)
            try Files.makeDirectory(place.path.appending("keys"))
            try Files.copy(sample.folder.appending("k.rsa.pub"), to: place.path.appending("keys/k.rsa.pub"))
            let options = "--root \(place.path)/root --arch x86_64 --keys-dir \(place.path)/keys --no-cache --no-scripts"
            let user = apk.generation == 3 ? Shell.apkUserOption : ""
            let added = try Shell("'\(apk.program)' \(options) \(user) --repository \(sample.location) add --initdb a")
            #expect(added.status == 0, "\(apk): \(added.output)")
            #expect(Files.exists(place.path.appending("root/c")), "\(apk)")
        }
    }

    @Test func aPackageForAllArchitecturesNeedsAFolder() async throws {
        let package = try sample.package("a") { $0.architecture = "noarch" }
        #expect(
            try await failure([package]) == [
                Diagnostic(
                    .otherArchitecture,
                    "\(package) is for all architectures, and \(sample.location) has no folder of one yet",
                    hint: "name those that it goes to: --arch x86_64"
                )
            ]
        )
        try sample.publish([sample.package("b")])
        let inside = RepositoryPublication(sample.directory, key: sample.key, keyring: sample.keyring)
        #expect(
            try await failure([package], inside).last
                == Diagnostic(
                    .otherArchitecture,
                    "\(sample.directory) is the folder of one architecture",
                    hint: "give the folder above it: \(sample.location)"
                )
        )
    }

    @Test func aFolderWithTwoNamesIsNotWaitedForByItsOwnPublisher() async throws {
        try sample.publish([sample.package("a")])
        try Shell.run("ln -s x86_64 '\(sample.location)/aarch64'")
        let package = try sample.package("b") { $0.architecture = "noarch" }
        let found = try await failure([package])
        #expect(found.map(\.message) == ["\(sample.location)/aarch64 and \(sample.directory) are one folder"])
        var named = publication
        named.architectures = ["x86_64"]
        #expect(try await outcomes(named.publish([package])) == ["added x86_64/b-1-r0.apk"])
    }

    @Test func aLookChangesNothing() async throws {
        let look = RepositoryPublication(sample.location, key: nil, keyring: sample.keyring)
        #expect(try await outcomes(look.publish([sample.package("a")], isDry: true)) == ["added x86_64/a-1-r0.apk"])
        #expect(!Files.exists(sample.location))
        _ = try await publication.publish([sample.package("a")])
        let lock = try RepositoryLock(sample.directory)
        #expect(try await outcomes(look.publish([sample.package("a")], isDry: true)) == ["unchanged x86_64/a-1-r0.apk"])
        withExtendedLifetime(lock) {}
    }

    /// What somebody left who was killed between two steps.
    @Test func whatWasLeftBehindIsNoObstacle() async throws {
        let package = try sample.package("a")
        try Files.makeDirectory(sample.directory.appending(".publishing"))
        try Files.writeAtomically([1, 2], to: sample.directory.appending(".publishing/.cuttle-abcdef"))
        try Files.writeAtomically([3], to: sample.directory.appending("a-1-r0.apk"))
        #expect(try await outcomes(publication.publish([package])) == ["added x86_64/a-1-r0.apk"])
        #expect(try files() == [".lock", "APKINDEX.tar.gz", "a-1-r0.apk"])
        // A package that is gone is put back.
        try Files.removeFile(sample.directory.appending("a-1-r0.apk"))
        #expect(try await outcomes(publication.publish([package])) == ["replaced x86_64/a-1-r0.apk"])
        #expect(try await audit() == [])
    }

    @Test func twoOfOneNameMustBeOne() async throws {
        let first = try sample.package("a", content: "one")
        let copy = sample.folder.appending("copy.apk")
        try Files.copy(first, to: copy)
        let second = try sample.package("a", content: "two")
        #expect(try await failure([copy, second]).map(\.message) == ["\(second) and \(copy) are both a-1-r0, and differ"])
        let again = sample.folder.appending("again.apk")
        try Files.copy(copy, to: again)
        #expect(try await outcomes(publication.publish([copy, again])) == ["added x86_64/a-1-r0.apk"])
    }

    /// Readers of an index from before may still ask for it by the digest that it had.
    @Test func aFileThatStaysForReadersIsNotReplaced() async throws {
        let first = try sample.package("a", content: "old")
        let kept = sample.folder.appending("kept.apk")
        try Files.copy(first, to: kept)
        let old = try PackageFile(kept).identity
        _ = try await publication.publish([kept, sample.package("a", "2-r0")])
        let removal = RepositoryRemoval(sample.directory, key: sample.key)
        try await removal.remove(removal.outdated(keeping: 1), retaining: 60)
        let second = try sample.package("a", content: "new")
        let found = try await failure([second])
        #expect(found.map(\.message) == ["\(second) is not what is published as \(sample.directory)/a-1-r0.apk"])
        #expect(try found.first?.notes == ["published: \(old)", "to be published: \(PackageFile(second).identity)"])
        #expect(try PackageFile(sample.directory.appending("a-1-r0.apk")).identity == old)
        #expect(try await outcomes(publication.publish([kept])) == ["added x86_64/a-1-r0.apk"])
        #expect(try await audit() == [])
    }

    @Test func aKeyThatFailsLaterPublishesNothing() async throws {
        let packages = [try sample.package("a"), try sample.package("b") { $0.architecture = "aarch64" }]
        for signatures in 0..<2 {
            let key = FailingKey(key: sample.key, signatures: signatures)
            let failing = RepositoryPublication(sample.location, key: key, keyring: sample.keyring)
            #expect(try await failure(packages, failing).map(\.message) == ["the service is down"])
            for architecture in ["aarch64", "x86_64"] { #expect(try files(architecture) == [".lock"]) }
        }
        let enough = RepositoryPublication(
            sample.location,
            key: FailingKey(key: sample.key, signatures: 2),
            keyring: sample.keyring
        )
        #expect(try await outcomes(enough.publish(packages)) == ["added aarch64/b-1-r0.apk", "added x86_64/a-1-r0.apk"])
        #expect(try await audit() == [])
    }

    @Test func anIndexOfAnotherKeyIsNotExtended() async throws {
        try sample.publish([sample.package("a")])
        try PrivateKey.generate(sample.folder.appending("other.rsa"), bits: 2048)
        let other = try PrivateKey(sample.folder.appending("other.rsa"))
        let foreign = RepositoryPublication(sample.location, key: other, keyring: sample.keyring)
        #expect(try await failure([sample.package("b")], foreign).map(\.code) == [.untrusted])
        #expect(try records().count == 1)
    }

    @Test func publishersTakeTurns() async throws {
        let packages = try (0..<8).map { try sample.package("p\($0)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for package in packages { group.addTask { [publication] in _ = try await publication.publish([package]) } }
            try await group.waitForAll()
        }
        #expect(try records().count == 8)
        #expect(try files().count == 10)
        #expect(try await audit() == [])
    }
}

/// A service that signs a few times and then fails.
private final class FailingKey: SigningKey {
    private let key: PrivateKey
    private let signatures: Mutex<Int>

    init(key: PrivateKey, signatures: Int) {
        self.key = key
        self.signatures = Mutex(signatures)
    }

    var publicName: String { key.publicName }

    func publicKey() throws(Diagnostic) -> PublicKey { try key.publicKey() }

    func sign(_ bytes: [UInt8], _ function: HashFunction) throws(Diagnostic) -> [UInt8] {
        let isOver = signatures.withLock { left in
            left -= 1
            return left < 0
        }
        if isOver { throw Diagnostic(.badKey, "the service is down") }
        return try key.sign(bytes, function)
    }
}
