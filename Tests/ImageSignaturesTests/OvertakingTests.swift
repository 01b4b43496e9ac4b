import Registries
import Synchronization
import Testing

@testable import ImageSignatures

/// Several who add to one list at the same time.
@Suite struct OvertakingTests {
    /// A storage where others write the list when what is to be added is there, and the list itself not yet.
    private final class BusyStorage: SignatureStorage {
        let name = "h.example/a"
        let hasTags = true
        private let lists: Mutex<[String: Manifest]> = Mutex([:])
        private let others: Mutex<[Manifest]>
        private let puts = Mutex(0)

        init(_ others: [Manifest]) { self.others = Mutex(others) }

        /// How often a list was put.
        var count: Int { puts.withLock { $0 } }

        func manifest(_ reference: String) -> Manifest? { lists.withLock { $0[reference] } }
        func bundles(about image: ContentDigest) -> [Descriptor] { [] }
        func content(of descriptor: Descriptor) -> [UInt8] { [] }

        func add(_ manifest: Manifest, _ contents: [[UInt8]], tag: String?, while isCurrent: () async throws -> Bool) async throws {
            let tag = tag ?? ""
            if let next = others.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { lists.withLock { $0[tag] = next } }
            guard try await isCurrent() else { return }
            puts.withLock { $0 += 1 }
            lists.withLock { $0[tag] = manifest }
        }
    }

    private func layer(_ text: String) -> Descriptor {
        Descriptor(mediaType: "x/y", digest: ContentDigest(of: Array(text.utf8)), size: Int64(text.utf8.count))
    }

    /// Nothing that others have written is lost, and the list is put once, when nobody came between.
    @Test(arguments: 0...3) func whatOthersWroteStays(_ others: Int) async throws {
        let names = (0..<others).map { "other \($0)" }
        let lists = try names.indices.map { last in
            var list = SignatureList()
            for name in names[...last] { list.add(layer(name)) }
            return try list.manifest()
        }
        let storage = BusyStorage(lists)
        let image = try Manifest(Array(#"{"schemaVersion":2,"manifests":[]}"#.utf8), type: MediaType.index, place: "the image")
        let shelf = try SignatureShelf(storage, image)
        try await shelf.add(Array("ours".utf8), type: "x/y", annotations: [:], to: .signatures)
        let found = try await shelf.list(.signatures).layers.map(\.digest)
        #expect(found == (names + ["ours"]).map { layer($0).digest })
        #expect(storage.count == 1)
    }
}
