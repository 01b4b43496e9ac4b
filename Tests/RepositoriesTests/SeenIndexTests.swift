import APK
import Cryptography
import Diagnostics
import Files
import Repositories
import Store
import SystemPackage
import TestSupport
import Testing

/// What is noted of index files, so that they need not be read.
@Suite struct SeenIndexTests {
    /// Two repositories of one maker, and a store.
    private final class Desk {
        private let folder: TemporaryDirectory
        let sample: Sample
        let cache: FilePath

        init() throws {
            folder = try TemporaryDirectory(prefix: "cuttle-test-")
            sample = try Sample(in: folder.path)
            cache = folder.path.appending("cache")
            for name in ["a", "b"] {
                let writer = try RepositoryWriter(folder.path.appending(name), architecture: "x86_64", key: sample.key)
                try writer.publish([sample.package(name)])
            }
        }

        func index(_ name: String) -> FilePath { folder.path.appending("\(name)/x86_64/APKINDEX.tar.gz") }

        /// Until a change of the files would show in their times.
        func settle() async throws {
            for name in ["a", "b"] {
                while try !FileStatus(index(name)).isSettled { try await Task.sleep(for: .milliseconds(50)) }
            }
        }

        func packages(_ name: String, _ keyring: Keyring? = nil) throws -> [String] {
            let location = folder.path.appending(name).string
            let keys = keyring ?? sample.keyring
            return try Repository(location, architecture: "x86_64", keyring: keys, store: Store(cache)).index.records.map(\.name)
        }

        var notes: [String] { (try? Files.list(cache.appending("indexes/seen"))) ?? [] }

        func note(_ name: String) throws -> FilePath {
            cache.appending("indexes/seen").appending(try FileStatus(index(name)).version)
        }
    }

    @Test func nothingIsNotedOfAFileThatWasJustWritten() throws {
        let desk = try Desk()
        try Shell.run("touch -a \(desk.index("a"))")
        #expect(try desk.packages("a") == ["a"])
        #expect(desk.notes.isEmpty)
    }

    @Test func whatIsNotedIsTakenAndWhatIsDamagedIsNot() async throws {
        let desk = try Desk()
        try await desk.settle()
        for name in ["a", "b", "a", "b"] { #expect(try desk.packages(name) == [name]) }
        #expect(desk.notes.count == 2)
        let note = try Files.read(desk.note("a"))
        for position in stride(from: 0, to: note.count, by: 7) {
            var bad = note
            bad[position] ^= 0x20
            try Files.writeAtomically(bad, to: desk.note("a"))
            #expect(try desk.packages("a") == ["a"])
            #expect(try Files.read(desk.note("a")) == note, "byte \(position)")
        }
        // The file is not read: with the note, what it is taken for changes.
        try Files.writeAtomically(Files.read(desk.note("b")), to: desk.note("a"))
        #expect(try desk.packages("a") == ["b"])
        // Without the entry that the note leads to, it is.
        let entries = try Files.list(desk.cache.appending("indexes")).filter { $0 != "seen" }
        for name in entries { try Files.removeFile(desk.cache.appending("indexes").appending(name)) }
        #expect(try desk.packages("a") == ["a"])
    }

    @Test func aFileThatWasChangedInPlaceIsReadAgain() async throws {
        let desk = try Desk()
        try await desk.settle()
        _ = try desk.packages("a")
        #expect(desk.notes.count == 1)
        // As many bytes, in the same file, of the same time.
        try Shell.run(
            """
            cd \(desk.index("a").removingLastComponent()) && touch -r APKINDEX.tar.gz before
            printf x | dd of=APKINDEX.tar.gz bs=1 seek=300 conv=notrunc status=none && touch -r before APKINDEX.tar.gz
            """
        )
        #expect(throws: Diagnostic.self) { try desk.packages("a") }
    }

    @Test func aNoteVouchesForOneKeyOnly() async throws {
        let desk = try Desk()
        try await desk.settle()
        _ = try desk.packages("a")
        #expect(desk.notes.count == 1)
        let other = try Desk().sample.keyring.all
        let pem = try #require(other.first).pem
        let signer = try #require(desk.sample.keyring.names.first)
        for keyring in [Keyring(), try Keyring([PublicKey(name: signer, pem: pem)]), try Keyring([PublicKey(name: "x", pem: pem)])] {
            let plain = #expect(throws: Diagnostic.self) { try PackageIndex(reading: desk.index("a"), keyring: keyring) }
            let kept = #expect(throws: Diagnostic.self) { try desk.packages("a", keyring) }
            #expect(kept == plain)
        }
        #expect(try desk.packages("a") == ["a"])
    }
}
