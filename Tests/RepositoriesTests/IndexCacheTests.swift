import APK
import Cryptography
import Diagnostics
import Files
import Repositories
import Store
import SystemPackage
import TestSupport
import Testing

@Suite struct IndexCacheTests {
    private static func published(in folder: FilePath) throws -> Sample {
        let sample = try Sample(in: folder)
        try sample.publish([
            sample.package("a") { $0.dependencies = ["cmd:b>1", "!c"] },
            sample.package("b") { $0.provides = ["cmd:b=2", "virtual"] },
            sample.package("b-doc") { $0.installIf = ["b", "a"] },
            sample.package("bad") { $0.dependencies = ["x=no-version"] },
        ])
        return sample
    }

    private static func open(_ sample: Sample, _ cache: FilePath, keyring: Keyring? = nil) throws(Diagnostic) -> Repository {
        try Repository(sample.location.string, architecture: "x86_64", keyring: keyring ?? sample.keyring, store: Store(cache))
    }

    private static func entry(_ cache: FilePath) throws -> FilePath {
        cache.appending("indexes").appending(try #require(Files.list(cache.appending("indexes")).first))
    }

    /// What is chosen, why, and what is wrong with what cannot be.
    private static func outcome(_ repository: Repository) throws -> [String] {
        let set = RepositorySet([repository])
        let choices = try set.solve([Dependency("a")])
        return choices.map { "\($0.record) \(String(describing: $0.reason))" } + set.problems.map { "\($0)" }
    }

    @Test func whatIsKeptIsWhatWasRead() throws {
        try withScratch { folder in
            let sample = try Self.published(in: folder)
            let cache = folder.appending("cache")
            let plain = try sample.open()
            let first = try Self.open(sample, cache)
            let kept = try Files.read(Self.entry(cache))
            let second = try Self.open(sample, cache)
            #expect(first.index == plain.index)
            #expect(second.index == plain.index)
            #expect(try Self.outcome(second) == Self.outcome(plain))
            #expect(try Self.outcome(plain).count == 4, "a, b, b-doc and what is wrong with \"bad\"")
            #expect(try Files.read(Self.entry(cache)) == kept)
        }
    }

    @Test func whatIsHiddenIsNotChosen() throws {
        try withScratch { folder in
            let sample = try Self.published(in: folder)
            _ = try Self.open(sample, folder.appending("cache"))
            var repository = try Self.open(sample, folder.appending("cache"))
            repository.hide { $0.name == "b-doc" }
            #expect(try RepositorySet([repository]).solve([Dependency("a")]).map(\.record.name) == ["b", "a"])
        }
    }

    /// Every byte but those of the name matters: one that is changed, and an end that is missing, make the entry anew.
    @Test func aDamagedEntryIsMadeAnew() throws {
        try withScratch { folder in
            let sample = try Self.published(in: folder)
            let cache = folder.appending("cache")
            let index = try Self.open(sample, cache).index
            let entry = try Self.entry(cache)
            let good = try Files.read(entry)
            for position in stride(from: 0, to: good.count, by: 37) {
                var bad = good
                bad[position] ^= 0x20
                try Files.writeAtomically(bad, to: entry)
                #expect(try Self.open(sample, cache).index == index)
                #expect(try Files.read(entry) == good, "byte \(position)")
            }
            for length in [0, 31, 32, 33, good.count - 1] {
                try Files.writeAtomically(Array(good.prefix(length)), to: entry)
                #expect(try Self.open(sample, cache).index == index)
                #expect(try Files.read(entry) == good, "length \(length)")
            }
        }
    }

    /// An entry with the right checksum may still say anything.
    @Test func aForgedEntryDoesNotEndTheProgram() throws {
        try withScratch { folder in
            let sample = try Self.published(in: folder)
            let cache = folder.appending("cache")
            _ = try Self.open(sample, cache)
            let entry = try Self.entry(cache)
            let file = try #require(MappedFile(entry, limit: 1 << 20))
            var reader = try #require(SectionReader(file))
            var sections: [[UInt8]] = []
            while let section = reader.read() { sections.append(section.array) }
            var generator = SteadyNumbers()
            for (number, section) in sections.enumerated() {
                for _ in 0..<15 {
                    var forged = section
                    for position in forged.indices where Int.random(in: 0..<max(1, forged.count / 2), using: &generator) == 0 {
                        forged[position] = .random(in: 0...255, using: &generator)
                    }
                    var writer = SectionWriter()
                    for (other, content) in sections.enumerated() { writer.add(other == number ? forged : content) }
                    let file = try AtomicFile(entry)
                    try writer.write(to: file)
                    try file.commitWithoutWaiting()
                    guard let repository = try? Self.open(sample, cache) else { continue }
                    _ = try? Self.outcome(repository)
                    _ = repository.index.records.map(\.text)
                }
            }
        }
    }

    /// Of a file that was just written only its content is known again; of one that is settled, the file itself.
    @Test(arguments: [false, true]) func theSignatureIsCheckedEachTime(_ isSettled: Bool) async throws {
        let scratch = try TemporaryDirectory(prefix: "cuttle-test-")
        let folder = scratch.path
        let sample = try Self.published(in: folder)
        let cache = folder.appending("cache")
        while try isSettled && !FileStatus(sample.index).isSettled { try await Task.sleep(for: .milliseconds(50)) }
        _ = try Self.open(sample, cache)
        if isSettled { #expect(try Files.list(cache.appending("indexes/seen")).count == 1) }
        let strangers = folder.appending("other")
        try Files.makeDirectory(strangers)
        let other = try Sample(in: strangers).keyring
        for keyring in [other, Keyring()] {
            let plain = #expect(throws: Diagnostic.self) {
                try Repository(sample.location.string, architecture: "x86_64", keyring: keyring, store: nil)
            }
            let kept = #expect(throws: Diagnostic.self) { try Self.open(sample, cache, keyring: keyring) }
            #expect(kept == plain)
        }
        // An index that was changed is another one, whatever was kept of it before.
        var bytes = try Files.read(sample.index)
        bytes[bytes.count - 20] ^= 1
        try Files.writeAtomically(bytes, to: sample.index)
        #expect(throws: Diagnostic.self) { try Self.open(sample, cache) }
    }

    @Test func anIndexThatIsRefusedIsNotKept() throws {
        try withScratch { folder in
            let sample = try Self.published(in: folder)
            let cache = folder.appending("cache")
            #expect(throws: Diagnostic.self) { try Self.open(sample, cache, keyring: Keyring()) }
            #expect(!Files.exists(cache.appending("indexes")))
        }
    }
}

/// Numbers that are the same in every run.
private struct SteadyNumbers: RandomNumberGenerator {
    private var state: UInt64 = 7

    mutating func next() -> UInt64 {
        // That named SplitMix64: all its bits are of use.
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
