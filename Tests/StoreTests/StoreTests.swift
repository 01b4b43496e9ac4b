import Cryptography
import Diagnostics
import Dispatch
import Files
import Synchronization
import SystemPackage
import Testing

@testable import Store

/// The content-addressed store (DESIGN, promise 4).
@Suite struct StoreTests {
    // MARK: Sources

    @Test(arguments: [(HashFunction.sha256, "sha256-"), (.sha512, "sha512-")])
    func aSourceIsFoundByItsDigest(_ function: HashFunction, _ prefix: String) throws {
        let place = try Place()
        let digest = Digest.of("hello", function)
        #expect(try place.store.source(digest, function) == nil)
        let file = try place.file("hello")
        let kept = try place.store.adoptSource(file, digest, function)
        #expect(!Files.exists(file))
        #expect(try place.store.source(digest, function) == kept)
        #expect(try Files.read(kept) == Array("hello".utf8))
        #expect(try place.names("sources") == [prefix + digest.hex])
    }

    @Test func aDamagedSourceIsDropped() throws {
        let place = try Place()
        let digest = Digest.of("hello", .sha256)
        let kept = try place.store.adoptSource(try place.file("hello"), digest, .sha256)
        try Files.writeAtomically(Array("hellO".utf8), to: kept)
        #expect(try place.store.source(digest, .sha256) == nil)
        #expect(try place.names("sources").isEmpty)
    }

    // MARK: Results

    @Test func aResultTakesThePlaceOfAnOlderOne() throws {
        let place = try Place()
        let key = Digest.of("key", .sha256)
        #expect(place.store.result(key) == nil)
        for text in ["one", "two"] {
            let folder = place.folder.path.appending("result")
            try Files.makeDirectory(folder)
            try Files.writeAtomically(Array(text.utf8), to: folder.appending(text))
            let kept = try place.store.adoptResult(folder, for: key, isReplacing: true)
            #expect(place.store.result(key) == kept)
            #expect(try Files.list(kept) == [text])
            #expect(!Files.exists(folder))
        }
        #expect(place.store.result(Digest.of("other", .sha256)) == nil)
    }

    /// Whoever reads a result that is replaced finds it, the old or the new one, at every moment.
    @Test func aResultThatIsReplacedIsAlwaysThere() async throws {
        let place = try Place()
        let key = Digest.of("key", .sha256)
        func adopt() throws {
            let folder = place.folder.path.appending("new-result")
            try Files.makeDirectory(folder)
            try Files.writeAtomically(Array("text".utf8), to: folder.appending("file"))
            _ = try place.store.adoptResult(folder, for: key, isReplacing: true)
        }
        try adopt()
        let file = try #require(place.store.result(key)).appending("file")
        let done = Flag()
        try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                var missing = 0
                while !done.isSet.load(ordering: .relaxed) { if (try? Files.read(file)) == nil { missing += 1 } }
                return missing
            }
            for _ in 0..<100 { try adopt() }
            done.isSet.store(true, ordering: .relaxed)
            #expect(try await group.next() == 0)
        }
    }

    // MARK: Trees

    @Test(.timeLimit(.minutes(30))) func aTreeWantedByManyIsMadeOnce() throws {
        let place = try Place()
        let made = Mutex(0)
        let seen = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 12) { index in
            do {
                // As many stores as there would be processes.
                let store = try Store(place.store.path)
                let path = try store.tree(.package, "same") { folder throws(Diagnostic) in
                    made.withLock { $0 += 1 }
                    try Files.writeAtomically(Array("part".utf8), to: folder.appending("one"))
                    usleepABit()
                    try Files.writeAtomically(Array("part".utf8), to: folder.appending("two"))
                }
                let names = try Files.list(path).joined(separator: " ")
                seen.withLock { $0.append(names) }
            } catch {
                Issue.record(error)
            }
        }
        #expect(made.withLock { $0 } == 1)
        #expect(seen.withLock { $0 } == Array(repeating: "one two", count: 12))
        #expect(try place.names("trees") == ["same"])
        #expect(try place.names("work").isEmpty)
    }

    @Test func aTreeThatFailsLeavesNothingAndCanBeMadeAgain() throws {
        let place = try Place()
        #expect(throws: Diagnostic.self) {
            try place.store.tree(.root, "x") { folder throws(Diagnostic) in
                try Files.writeAtomically([1], to: folder.appending("half"))
                throw Diagnostic(.system, "no")
            }
        }
        #expect(try place.names("roots").isEmpty)
        #expect(try place.names("work").isEmpty)
        let path = try place.store.tree(.root, "x") { _ throws(Diagnostic) in }
        #expect(try Files.list(path).isEmpty)
    }

    @Test func treesOfTwoKindsMayShareAName() throws {
        let place = try Place()
        let one = try place.store.tree(.package, "x") { _ throws(Diagnostic) in }
        let other = try place.store.tree(.root, "x") { _ throws(Diagnostic) in }
        #expect(one != other)
    }

    // MARK: Work

    @Test func abandonedWorkIsRemovedAndWorkInUseIsKept() throws {
        let place = try Place()
        let used = try place.store.workDirectory(prefix: "used-")
        try Files.writeAtomically([1], to: used.path.appending("file"))
        let abandoned = place.store.path.appending("work/tree-abandoned")
        try Files.makeDirectory(abandoned.appending("deep/er"))
        try Files.writeAtomically([1], to: place.store.path.appending("work/stray-file"))
        _ = try Store(place.store.path)
        #expect(!Files.exists(abandoned))
        #expect(Files.exists(used.path.appending("file")))
        withExtendedLifetime(used) {}
    }

    @Test func workGoesWithItsValue() throws {
        let place = try Place()
        var work: WorkDirectory? = try place.store.workDirectory(prefix: "w-")
        let path = try #require(work?.path)
        #expect(Files.exists(path))
        work = nil
        #expect(!Files.exists(path))
    }

    @Test func aStoreThatCannotBeMadeIsExplained() throws {
        let place = try Place()
        let file = try place.file("x")
        do {
            _ = try Store(file)
            Issue.record("a file became a store")
        } catch {
            let text = DiagnosticRenderer(colour: false).render(error)
            #expect(text == "error: cannot make directory \(file)/sources: Not a directory\n")
        }
    }
}

private func usleepABit() {
    let clock = ContinuousClock()
    let end = clock.now + .milliseconds(50)
    while clock.now < end {}
}

/// Something that tasks tell one another.
private final class Flag: Sendable {
    let isSet = Atomic(false)
}
