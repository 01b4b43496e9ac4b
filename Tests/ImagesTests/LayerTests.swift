import APK
import Archives
import Diagnostics
import Files
import Store
import SystemPackage
import Testing

@testable import Images

/// Layers: what is in them, and what is made again when something changes (DESIGN, "Images").
@Suite(.timeLimit(.minutes(30))) struct LayerTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        try workshop.publish(
            try workshop.package(
                "base",
                [
                    "etc": .directory(), "etc/passwd": .file("root:x:0:0::/root:/bin/sh\n"), "etc/group": .file("root:x:0:\n"),
                    "etc/z": .file("z"), "bin": .directory(), "bin/l": .link("../etc/z"),
                ]
            ),
            try package("one", "1")
        )
    }

    private func package(_ name: String, _ text: String, origin: String? = nil, size: Int64 = 1) throws -> PackageFile {
        try workshop.package(
            name,
            ["usr": .directory(), "usr/\(name)": .file(text), "usr/hard-\(name)": .hardLink("usr/\(name)")]
        ) {
            $0.origin = origin ?? name
            $0.installedSize = size
        }
    }

    private func kept(_ kind: String) throws -> Set<String> {
        let folder = workshop.store.path.appending(kind)
        return Set(Files.exists(folder) ? try Files.list(folder) : [])
    }

    @Test func aSmallImageIsOneLayerWithItsDirectoriesFirst() throws {
        try workshop.image("contents: {packages: [base, one]}\n")
        let lines = try workshop.listing("-tvzf")
        #expect(try Files.list(workshop.layout.appending("blobs/sha256")).count == 3)
        let lastDirectory = try #require(lines.lastIndex { $0.hasPrefix("d") })
        let firstFile = try #require(lines.firstIndex { !$0.hasPrefix("d") })
        #expect(lastDirectory < firstFile)
        #expect(try workshop.file("usr/hard-one") == "1")
        #expect(try workshop.file("etc/z") == "z")
    }

    @Test func inTheOrderOfPathsAllIsSorted() throws {
        try workshop.image("contents: {packages: [base, one]}\n", order: .path)
        let names = try workshop.listing().map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        let key = { (name: String) in name.utf8.map { $0 == UInt8(ascii: "/") ? 0 : $0 } }
        #expect(names == names.sorted { key($0).lexicographicallyPrecedes(key($1)) })
        // Directories have no slash at the end of their names (IMAGE.md §11).
        let raw = Shell.lines("gzip -dc '\(try workshop.layer())' | head -c 100 | tr -d '\\0'")
        #expect(raw.first?.hasSuffix("/") == false)
        // Two zero blocks and no more.
        let size = Shell.lines("gzip -dc '\(try workshop.layer())' | tail -c 1536 | head -c 512 | tr -d '\\0' | wc -c").first
        #expect(size != "0")
    }

    @Test func bothOrdersHoldTheSame() throws {
        let text = "contents: {packages: [base, one]}\npaths: [{path: /usr/one, type: permissions, permissions: 0o600, uid: 7, gid: 8}]\n"
        try workshop.image(text)
        let byPackage = Set(try workshop.listing())
        #expect(try workshop.listing("-tvzf").contains { $0.hasPrefix("-rw------- 7/8 ") && $0.hasSuffix(" usr/hard-one") })
        try workshop.image(text, order: .path)
        #expect(try Set(workshop.listing()) == byPackage)
    }

    @Test func whatDidNotChangeIsNotMadeAgain() throws {
        let text = "contents: {packages: [base, one]}\n"
        let first = try workshop.image(text)
        let fragments = try kept("fragments")
        #expect(fragments.count == 2)
        let files = try fragments.map { try FileStatus(workshop.store.path.appending("fragments").appending($0)).modified }
        try workshop.publish(try package("two", "2"))
        try workshop.image("contents: {packages: [base, one, two]}\n")
        #expect(try kept("fragments").isSuperset(of: fragments))
        #expect(try kept("fragments").count == 3)
        #expect(try workshop.image(text).digest == first.digest)
        #expect(try fragments.map { try FileStatus(workshop.store.path.appending("fragments").appending($0)).modified } == files)
    }

    @Test func aPackageThatAPathChangesHasAFragmentOfItsOwn() throws {
        try workshop.image("contents: {packages: [base, one]}\n")
        let before = try kept("fragments")
        try workshop.image("contents: {packages: [base, one]}\npaths: [{path: /usr/one, type: permissions, permissions: 0o600}]\n")
        #expect(try kept("fragments").subtracting(before).count == 1)
        #expect(try workshop.listing("-tvzf").contains { $0.hasPrefix("-rw-------") && $0.hasSuffix(" usr/hard-one") })
    }

    @Test func aLargeImageHasLayersThatStayWhenAPackageChanges() throws {
        for number in 0..<12 { try workshop.publish(try package("p\(number)", "\(number)", size: 20 << 20)) }
        let text = "contents: {packages: [base, \((0..<12).map { "p\($0)" }.joined(separator: ", "))]}\n"
        try workshop.image(text, date: 0)
        let before = Set(try Files.list(workshop.layout.appending("blobs/sha256")))
        let changed = try workshop.package("p3", ["usr": .directory(), "usr/p3": .file("changed")]) {
            $0.version = "2-r0"
            $0.installedSize = 20 << 20
        }
        try workshop.publish(changed)
        try workshop.image(text, date: 0)
        let after = Set(try Files.list(workshop.layout.appending("blobs/sha256")))
        #expect(before.count > 6)
        // The layer of the package, the one with the database, configuration and manifest.
        #expect(after.subtracting(before).count == 4)
    }

    @Test func damageInTheStoreIsRepaired() throws {
        let text = "contents: {packages: [base, one]}\n"
        let first = try workshop.image(text)
        for kind in ["fragments", "layers"] {
            for name in try kept(kind) {
                let file = workshop.store.path.appending(kind).appending(name)
                var bytes = try Files.read(file)
                bytes[bytes.count / 2] ^= 1
                try Files.writeAtomically(bytes, to: file)
            }
        }
        #expect(try workshop.image(text).digest == first.digest)
        #expect(try workshop.file("usr/hard-one") == "1")
    }

    /// All fragments are in a layer of which little is left: it is made anew at once, not once for each of them.
    @Test func aCutLayerIsMadeAnew() throws {
        for name in ["two", "three"] { try workshop.publish(try package(name, name)) }
        let text = "contents: {packages: [base, one, two, three]}\n"
        let first = try workshop.image(text)
        let layer = try #require(try kept("layers").first)
        let file = workshop.store.path.appending("layers").appending(layer)
        try Files.writeAtomically(Array(Files.read(file).prefix(30)), to: file)
        for kind in ["images", "layer-digests"] { try Files.removeTree(workshop.store.path.appending(kind)) }
        #expect(try workshop.image(text).digest == first.digest)
        #expect(try kept("layers") == [layer])
        #expect(try workshop.file("usr/hard-one") == "1")
    }

    /// A power failure may leave files that are empty, or short.
    @Test(arguments: ["images", "layer-digests"]) func notesThatAreHalfThereAreNotBelieved(_ kind: String) throws {
        let text = "contents: {packages: [base, one]}\nlayering: {strategy: origin, budget: 2}\n"
        let first = try workshop.image(text)
        for name in try kept(kind) {
            let file = workshop.store.path.appending(kind).appending(name)
            let whole = try Files.read(file)
            for length in [0, 1, 32, 33, whole.count / 2, whole.count - 65, whole.count - 1] {
                try Files.writeAtomically(Array(whole.prefix(length)), to: file)
                #expect(try workshop.image(text).digest == first.digest, "\(length) bytes")
            }
            // A note of the right length that says something else.
            try Files.writeAtomically(whole.map { $0 == UInt8(ascii: "0") ? UInt8(ascii: "1") : $0 }, to: file)
            #expect(try workshop.image(text).digest == first.digest)
        }
    }

    @Test func aBlobThatWasRemovedIsMadeAgain() throws {
        let text = "contents: {packages: [base, one]}\n"
        let first = try workshop.image(text)
        try Files.removeTree(workshop.store.path.appending("layers"))
        #expect(try workshop.image(text).digest == first.digest)
        try Files.removeTree(workshop.store.path.appending("fragments"))
        try Files.removeTree(workshop.store.path.appending("layers"))
        #expect(try workshop.image(text).digest == first.digest)
    }

    @Test(.enabled(if: Shell.has("skopeo"), "the program skopeo is not on PATH"))
    func layersInZstandardAreRead() throws {
        try workshop.image("contents: {packages: [base, one]}\n", codec: .zstd)
        #expect(try workshop.json("index.json").contains("ref.name"))
        let command = "skopeo --insecure-policy copy 'oci:\(workshop.layout):test:latest' 'dir:\(workshop.folder.path)/copy' 2>&1; echo $?"
        #expect(Shell.lines(command).last == "0")
        let manifest = Shell.lines("cat '\(workshop.folder.path)/copy/manifest.json'").joined()
        #expect(manifest.contains("application/vnd.oci.image.layer.v1.tar+zstd"))
    }

    @Test func layeringDividesBothOrders() throws {
        let text = "contents: {packages: [base, one]}\nlayering: {strategy: origin, budget: 2}\n"
        for order in LayerOrder.allCases {
            try workshop.image(text, order: order)
            // Two groups, one for all else, configuration and manifest.
            #expect(try Files.list(workshop.layout.appending("blobs/sha256")).count == 5)
        }
    }

    @Test func aLayeringThatMeansNothingIsShownWithItsPlace() throws {
        let shown = problem { try workshop.image("contents: {packages: [base]}\nlayering: {strategy: best}\n") }
        #expect(shown.hasPrefix("image.yaml:2:11: error: layering has the unknown strategy \"best\""), "\(shown)")
    }
}
