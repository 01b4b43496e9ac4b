import APK
import Cryptography
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

@testable import Repositories

/// Pruning, withdrawing, comparing and signing repositories anew.
@Suite struct RepositoryKeepingTests {
    private func names(_ sample: Sample) throws -> [String] { try sample.open().index.records.map(\.fileName) }

    private func files(_ sample: Sample) throws -> [String] {
        try Files.list(sample.directory).filter { $0.hasSuffix(".apk") }.sorted()
    }

    @Test func oldVersionsArePruned() async throws {
        let folder = try TemporaryDirectory(prefix: "cuttle-test-")
        do {
            let sample = try Sample(in: folder.path)
            try sample.publish(["1-r0", "1.10-r0", "1.9-r0", "1.9-r3"].map { try sample.package("a", $0) } + [sample.package("b")])
            let removal = RepositoryRemoval(sample.directory, key: sample.key)
            #expect(try removal.outdated(keeping: 2).map(\.version) == ["1-r0", "1.9-r0"])
            #expect(try removal.outdated(keeping: 9).isEmpty)
            try await removal.remove(removal.outdated(keeping: 2))
            #expect(try names(sample) == ["a-1.10-r0.apk", "a-1.9-r3.apk", "b-1-r0.apk"])
            #expect(try files(sample) == ["a-1.10-r0.apk", "a-1.9-r3.apk", "b-1-r0.apk"])
            try await removal.remove([])
            #expect(try names(sample).count == 3)
        }
    }

    /// Who has an index for a while finds what it lists, until the time is up.
    @Test func filesStayForReadersOfOlderIndexes() async throws {
        let folder = try TemporaryDirectory(prefix: "cuttle-test-")
        let sample = try Sample(in: folder.path)
        try sample.publish([sample.package("a", "1-r0"), sample.package("a", "2-r0"), sample.package("b")])
        let removal = RepositoryRemoval(sample.directory, key: sample.key)
        #expect(try await removal.remove(removal.outdated(keeping: 1), retaining: 60, now: 1000) == [])
        #expect(try names(sample) == ["a-2-r0.apk", "b-1-r0.apk"])
        #expect(try files(sample) == ["a-1-r0.apk", "a-2-r0.apk", "b-1-r0.apk"])
        // The audit knows that they are meant to be there.
        #expect(try await RepositoryAudit(sample.directory, keyring: sample.keyring).run().flatMap(\.findings).isEmpty)
        // A later removal counts for itself.
        try sample.publish([sample.package("a", "3-r0")])
        #expect(try await removal.remove(removal.outdated(keeping: 1), retaining: 60, now: 1059) == [])
        #expect(try await removal.remove([], retaining: 60, now: 1060) == ["a-1-r0.apk"])
        // What is listed again stays.
        try sample.publish([sample.package("a", "2-r0")])
        #expect(try await removal.remove([], retaining: 60, now: 9999) == [])
        #expect(try files(sample) == ["a-2-r0.apk", "a-3-r0.apk", "b-1-r0.apk"])
        #expect(try Files.list(sample.directory).contains(".removed.json") == false)
    }

    /// A withdrawn package must be gone at once, also when it had left the index before.
    @Test func retainedFilesCanBeDiscarded() async throws {
        let folder = try TemporaryDirectory(prefix: "cuttle-test-")
        do {
            let sample = try Sample(in: folder.path)
            try sample.publish([sample.package("a", "1-r0"), sample.package("a", "2-r0"), sample.package("b")])
            let removal = RepositoryRemoval(sample.directory, key: sample.key)
            try await removal.remove(removal.outdated(keeping: 1), retaining: 60)
            #expect(try await removal.discard(["a-1-r0", "b-1-r0", "c-1-r0"], dryRun: true) == ["a-1-r0.apk"])
            #expect(try await removal.discard(["a-1-r0", "b-1-r0", "c-1-r0"]) == ["a-1-r0.apk"])
            #expect(try files(sample) == ["a-2-r0.apk", "b-1-r0.apk"])
            #expect(try await removal.discard(["a-1-r0"]) == [])
        }
    }

    /// A removal that was killed behind the index has left a file: it goes with the next one, and nobody is told to list it again.
    @Test func whatAKilledWithdrawalLeftIsDeleted() async throws {
        let folder = try TemporaryDirectory(prefix: "cuttle-test-")
        let sample = try Sample(in: folder.path)
        try sample.publish([sample.package("a"), sample.package("b")])
        let removal = RepositoryRemoval(sample.directory, key: sample.key)
        let place = sample.directory.appending("a-1-r0.apk")
        let left = try Files.read(place)
        try await removal.remove(removal.named(["a-1-r0"]).found, forGood: true)
        try Files.writeAtomically(left, to: place)
        let findings = try await RepositoryAudit(sample.directory, keyring: sample.keyring).run().flatMap(\.findings)
        #expect(findings.flatMap(\.hints) == ["it was withdrawn: name it again to cuttle repo withdraw, which deletes it"])
        #expect(try await removal.discard(["a-1-r0"], dryRun: true) == ["a-1-r0.apk"])
        #expect(try await removal.discard(["b-1-r0"]) == [])
        #expect(try await removal.discard(["a-1-r0"]) == ["a-1-r0.apk"])
        #expect(try files(sample) == ["b-1-r0.apk"])
    }

    /// Files are noted before the index forgets them.
    @Test func aRemovalIsKnownBeforeTheIndexChanges() async throws {
        let folder = try TemporaryDirectory(prefix: "cuttle-test-")
        let sample = try Sample(in: folder.path)
        try sample.publish([sample.package("a"), sample.package("b")])
        let removal = RepositoryRemoval(sample.directory, key: sample.key)
        // A folder that is in the file's place keeps it from being deleted.
        let place = sample.directory.appending("a-1-r0.apk")
        try Files.removeFile(place)
        try Files.makeDirectory(place.appending("full"))
        await #expect(throws: Diagnostic.self) { try await removal.remove(removal.named(["a-1-r0"]).found) }
        #expect(try names(sample) == ["b-1-r0.apk"])
        #expect(try RetainedFiles(sample.directory).since.keys.sorted() == ["a-1-r0.apk"])
    }

    @Test func aDamagedListDeletesNothing() async throws {
        let folder = try TemporaryDirectory(prefix: "cuttle-test-")
        do {
            let sample = try Sample(in: folder.path)
            try sample.publish([sample.package("a")])
            let list = sample.directory.appending(".removed.json")
            let texts = [
                "", "[]", "{\"../a-1-r0.apk\": 1}", "{\"APKINDEX.tar.gz\": 1}", "{\"a-1-r0.apk\": \"1\"}",
                // The system would see a name up to the NUL.
                "{\"APKINDEX.tar.gz\\u0000.apk\": 1}", "{\"b\\n.apk\": 1}",
                "{\"b.apk\": \(Int64.min)}",
            ]
            for text in texts {
                try Files.writeAtomically(Array(text.utf8), to: list)
                let removal = RepositoryRemoval(sample.directory, key: sample.key)
                let error = await #expect(throws: Diagnostic.self) { try await removal.remove([], retaining: 0) }
                #expect(error?.message == "\(list) is damaged")
                #expect(try files(sample) == ["a-1-r0.apk"])
                #expect(Files.exists(sample.index))
            }
            // Of a clock that was set back.
            try Files.writeAtomically(Array("{\"b.apk\": \(Int64.max)}".utf8), to: list)
            #expect(try await RepositoryRemoval(sample.directory, key: sample.key).remove([], retaining: 0) == [])
        }
    }

    /// Whoever reads all the time while keys change finds packages and index as they belong together.
    @Test func readersSeeAChangeOfKeysInOneStep() async throws {
        let folder = try TemporaryDirectory(prefix: "cuttle-test-")
        let sample = try Sample(in: folder.path)
        try sample.publish((0..<20).map { try sample.package("p\($0)") })
        try PrivateKey.generate(folder.path.appending("new.rsa"), bits: 4096)
        let new = try PrivateKey(folder.path.appending("new.rsa"))
        let before = try FileStatus(sample.directory).identity
        try await RepositorySigning(sample.directory, keyring: sample.keyring).sign(with: [sample.key, new])
        #expect(try FileStatus(sample.directory).identity != before, "the folder is another one, so all changed at once")
        #expect(try await RepositoryAudit(sample.directory, keyring: sample.keyring).run().flatMap(\.findings).isEmpty)
        #expect(try Files.list(sample.location) == ["x86_64"])
    }

    @Test func namedPackagesAreWithdrawn() async throws {
        let folder = try TemporaryDirectory(prefix: "cuttle-test-")
        do {
            let sample = try Sample(in: folder.path)
            try sample.publish([sample.package("a"), sample.package("b")])
            let removal = RepositoryRemoval(sample.directory, key: sample.key)
            let (found, unknown) = try removal.named(["a-1-r0", "b-1-r0.apk", "c-1-r0", "a"])
            #expect(found.map(\.name) == ["a", "b"])
            #expect(unknown == ["c-1-r0", "a"])
            try await removal.remove(Array(found.prefix(1)))
            #expect(try files(sample) == ["b-1-r0.apk"])
        }
    }

    @Test func aForeignKeyRemovesNothing() async throws {
        let directory = try TemporaryDirectory(prefix: "cuttle-test-")
        let folder = directory.path
        do {
            let sample = try Sample(in: folder)
            try sample.publish([sample.package("a")])
            try PrivateKey.generate(folder.appending("other.rsa"), bits: 2048)
            let removal = try RepositoryRemoval(sample.directory, key: PrivateKey(folder.appending("other.rsa")))
            let error = #expect(throws: Diagnostic.self) { try removal.outdated(keeping: 1) }
            #expect(error?.code == .untrusted)
            #expect(error?.hints == ["sign with the key that this repository is signed with; cuttle repo resign changes it"])
            let record = try #require(sample.open().index.records.first)
            await #expect(throws: Diagnostic.self) { try await removal.remove([record]) }
            #expect(try files(sample) == ["a-1-r0.apk"])
        }
    }

    @Test func differencesAreOfTheNewestPackages() throws {
        func record(_ name: String, _ version: String, _ content: String) -> IndexRecord {
            IndexRecord(identity: Identity(.of(content, .sha1)), name: name, version: version)
        }
        let old = PackageIndex([record("a", "1", "a1"), record("b", "9", "b9"), record("c", "1", "c1"), record("d", "1", "d")])
        let new = PackageIndex([
            record("a", "1", "a1"), record("b", "9", "b9"), record("b", "10", "b10"), record("b", "none", "none"),
            record("c", "1", "other"), record("e", "1", "e"),
        ])
        let difference = RepositoryDifference(old, new)
        #expect(difference.added.map(\.name) == ["e"])
        #expect(difference.removed.map(\.name) == ["d"])
        #expect(
            difference.changed.map { "\($0.name) \($0.old.version) \($0.new.version) \($0.isRebuilt)" } == ["b 9 10 false", "c 1 1 true"]
        )
    }

    /// The change of a key, as installers live through it: signed with the old and the new key, then with the new one alone.
    @Test func keysChange() async throws {
        let folder = try TemporaryDirectory(prefix: "cuttle-test-")
        let sample = try Sample(in: folder.path)
        try sample.publish([sample.package("a"), sample.package("b")])
        try PrivateKey.generate(folder.path.appending("new.rsa"), bits: 2048)
        let new = try PrivateKey(folder.path.appending("new.rsa"))
        let keyrings = (old: sample.keyring, new: try Keyring([new.publicKey()]))
        let before = try sample.open().index.records.map(\.identity)
        await #expect(throws: Diagnostic.self) { try await RepositorySigning(sample.directory, keyring: keyrings.new).sign(with: [new]) }
        #expect(try await RepositorySigning(sample.directory, keyring: keyrings.old).sign(with: [sample.key, new]) == 2)
        for keyring in [keyrings.old, keyrings.new] {
            #expect(try await RepositoryAudit(sample.directory, keyring: keyring).run().flatMap(\.findings).isEmpty)
        }
        try installs(sample, with: ["k.rsa.pub"], in: folder.path)
        try installs(sample, with: ["new.rsa.pub"], in: folder.path)
        try await RepositorySigning(sample.directory, keyring: keyrings.old).sign(with: [new])
        #expect(try await RepositoryAudit(sample.directory, keyring: keyrings.new).run().flatMap(\.findings).isEmpty)
        #expect(throws: Diagnostic.self) { try RepositoryAudit(sample.directory, keyring: keyrings.old) }
        #expect(try PackageIndex(reading: sample.index, keyring: keyrings.new).records.map(\.identity) == before)
        try installs(sample, with: ["new.rsa.pub"], in: folder.path)
        #expect(try Files.list(sample.directory).filter { $0.hasPrefix("cuttle-") }.isEmpty)
    }

    /// apk-tools, where there is one, installs from the repository when it trusts these keys.
    private func installs(_ sample: Sample, with keys: [String], in folder: FilePath) throws {
        for apk in ApkTools.found {
            let place = try TemporaryDirectory(in: folder)
            try Files.makeDirectory(place.path.appending("keys"))
            for key in keys { try Files.copy(folder.appending(key), to: place.path.appending("keys/\(key)")) }
            let options = "--root \(place.path)/root --arch x86_64 --keys-dir \(place.path)/keys --no-cache --no-scripts"
            let added = try Shell("'\(apk.program)' \(options) \(Shell.apkUserOption) --repository \(sample.location) add --initdb a b")
            #expect(added.status == 0, "\(apk): \(added.output)")
        }
    }
}
