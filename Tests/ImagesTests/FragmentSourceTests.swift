import APK
import Archives
import Cryptography
import Diagnostics
import Files
import Store
import SystemPackage
import Testing

@testable import Images
@testable import Roots

/// Fragments have the same bytes whether they are made of a package's data in memory or of data that do not fit there; those of packages
/// in blocks have the blocks.
@Suite struct FragmentSourceTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
    }

    /// More than a member of a layer, in another order than that of layers, with names and links that need extended headers.
    private func package() throws -> PackageFile {
        var state: UInt64 = 1
        let large = (0..<3_000_000).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 60)
        }
        let long = String(repeating: "n", count: 200)
        return try workshop.package(
            "p",
            [
                "b": .directory(), "b/large": .bytes(large), "b/empty": .file(""), "a": .directory(), "a/\(long)": .file("long"),
                "a/link": .link(long), "a.b": .file("before what is in a"), "b/other": .hardLink("b/large"), "c": .capable,
            ]
        )
    }

    private func nodes(_ package: PackageFile, _ store: String, _ limits: ReadingLimits = .init()) throws -> [LayerNode] {
        let store = try Store(workshop.folder.path.appending(store))
        let contents = try PackageTrees(store: store, limits: limits).contents(package)
        var files = ImageFileSystem()
        var installation = PackageInstallation(rules: .cuttle)
        try installation.install(package.info, ImageFileSystem.Package(name: "p", contents: contents), into: &files)
        return try LayerNode.all(of: files).filter { $0.entry.kind != .directory }
    }

    private func fragment(_ nodes: [LayerNode], _ codec: MemberCodec) throws -> (members: [UInt8], content: Digest) {
        let content = DigestHasher()
        let layer = ArrayWriter()
        let digest = try Fragment.write(nodes, codec, from: OpenedPackage(workingIn: workshop.folder.path), to: layer, content: content)
        #expect(digest == Digest.of(layer.bytes))
        // No name is left of what was put into a file.
        #expect(try Files.list(workshop.folder.path).filter { $0.hasPrefix(".cuttle") } == [])
        return (layer.bytes, content.finish())
    }

    /// The part of a layer that is made of files of a package's tree.
    private func own(_ nodes: [LayerNode], _ codec: MemberCodec) throws -> (members: [UInt8], content: Digest) {
        let content = DigestHasher()
        let layer = ArrayWriter()
        let members = MemberWriter(layer, codec)
        let tar = TarWriter(Tee(content, members))
        for node in nodes { try node.write(to: tar) }
        try members.finish()
        return (layer.bytes, content.finish())
    }

    @Test(arguments: MemberCodec.allCases) func areTheSame(_ codec: MemberCodec) throws {
        let blocked = try package()
        let foreign = try workshop.foreign(blocked)
        // Without bytes that are free, nothing is decompressed as a whole.
        var streaming = ReadingLimits()
        streaming.freeBytes = 0
        var made: [(members: [UInt8], content: Digest)] = []
        for (number, limits) in [ReadingLimits(), streaming].enumerated() {
            let nodes = try nodes(foreign, "store-\(number)", limits)
            #expect(nodes.count == 7)
            made += [try fragment(nodes, codec), try own(nodes, codec)]
        }
        let inBlocks = try nodes(blocked, "store")
        made.append(try own(inBlocks, codec))
        let copied = try fragment(inBlocks, codec)
        if codec == .zstd { made.append(copied) }
        let first = try #require(made.first)
        #expect(made.allSatisfy { $0.members == first.members && $0.content == first.content })
        #expect(copied.content == first.content)
        #expect((copied.members == first.members) == (codec == .zstd))
    }

    /// What is in large files is there as the package compressed it, under new headers.
    @Test func blocksAreCopied() throws {
        let package = try package()
        let bytes = try Files.read(package.path)
        var nodes = try nodes(package, "store")
        // Who owns it and what it is called is said in front of it.
        let large = try #require(nodes.firstIndex { $0.entry.path == "b/large" })
        nodes[large].entry.mode = 0o600
        nodes[large].entry.userName = "somebody"
        let made = try fragment(nodes, .gzip)
        let start = try #require(bytes.indices.first { BlockTable(bytes[$0...]) != nil })
        let table = try #require(BlockTable(bytes[start...]))
        var blocks: Set<[UInt8]> = []
        var end = start + table.header.count
        for entry in table.entries {
            blocks.insert(Array(bytes[end..<end + entry.count]))
            end += entry.count
        }
        // A member of the layer with a block has it between a header and a trailer of ten bytes each.
        let reader = GzipReader(ArrayReader(made.members), name: "layer")
        var content: [UInt8] = []
        var copied = 0
        var position = 0
        while try reader.nextMember() {
            while case let chunk = try reader.read(upTo: 1 << 20), !chunk.isEmpty { content += chunk }
            if blocks.contains(Array(made.members[position + 10..<Int(reader.offset) - 10])) { copied += 1 }
            position = Int(reader.offset)
        }
        #expect(copied == 3)
        #expect(Digest.of(content) == made.content)
    }

    /// Data that are too much for memory are copied into a file, compressed.
    @Test func largeDataAreReadFromAFile() throws {
        var state: UInt64 = 1
        let large = (0..<10_000_000).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        let package = try workshop.package("p", ["large": .bytes(large), "small": .file("small")])
        let inBlocks = try fragment(nodes(package, "store"), .gzip)
        let foreign = try fragment(nodes(workshop.foreign(package), "store"), .gzip)
        #expect(inBlocks.content == foreign.content)
        #expect(inBlocks.members != foreign.members)
    }

    /// Packages that differ in how they were compressed alone have fragments of their own.
    @Test func areNamedByTheCompressedData() throws {
        let package = try package()
        let foreign = try workshop.foreign(package)
        func key(_ package: PackageFile, _ codec: MemberCodec) throws -> Digest? {
            guard case .fragment(_, let key) = try LayerPlan.fragment(nodes(package, "store"), codec: codec) else { return nil }
            return key
        }
        #expect(try key(package, .gzip) != key(foreign, .gzip))
        // In other layers they would be the same; but what was compared of the one was not of the other.
        #expect(try key(package, .zstd) != key(foreign, .zstd))
    }

    /// A package with large files that have the checksum of something else, or that of their content in capitals.
    private func package(_ files: [(name: String, content: [UInt8], checksum: Digest)], inCapitals: Bool = false) throws -> PackageFile {
        let writer = try PackageWriter(workingIn: workshop.folder.path)
        for (name, content, checksum) in files {
            var entry = TarEntry(path: name, kind: .regular, mode: 0o644)
            entry.size = Int64(content.count)
            if inCapitals { entry.records = [.init(key: "APK-TOOLS.checksum.SHA1", value: Array(checksum.hex.uppercased().utf8))] }
            try writer.add(entry, content: ArrayReader(content), checksum: inCapitals ? nil : checksum)
        }
        let path = workshop.folder.path.appending("p-1-r0.apk")
        try writer.finish(PackageInfo(name: "p", version: "1-r0", architecture: "x86_64"), scripts: [], key: Workshop.key.get(), to: path)
        return try PackageFile(path)
    }

    private func expectRefusal(of name: String, _ text: String) throws {
        for (order, codec) in [(.package, .gzip), (.package, .zstd), (.path, .gzip)] as [(LayerOrder, MemberCodec)] {
            for _ in 1...2 {
                let shown = problem { try workshop.image(text, order: order, codec: codec) }
                #expect(shown.contains("p-1-r0.apk is damaged: the checksum of \"\(name)\" is wrong\n"), "\(shown)")
            }
            #expect(!Files.exists(workshop.layout.appending("index.json")))
        }
    }

    private static let wrong = Digest.of("other", .sha1)

    /// Content is compared with the checksum of its file when a layer takes it, where that was not done before.
    @Test(arguments: [(40_000, "large"), (40_000, "liblarge.so"), (3 << 20, "large"), (3 << 20, "liblarge.so")], [true, false])
    func aWrongChecksumIsFound(_ file: (size: Int, name: String), _ inCapitals: Bool) throws {
        let (size, name) = file
        let content = [UInt8](repeating: 1, count: size)
        let package = try package([(name, content, inCapitals ? .of(content, .sha1) : Self.wrong)], inCapitals: inCapitals)
        try workshop.publish(package)
        try expectRefusal(of: name, "contents: {packages: [p]}\n")
        let foreign = problem { _ = try nodes(workshop.foreign(package), "store-2") }
        #expect(foreign.contains(" is damaged: the checksum of \"\(name)\" is wrong\n"), "\(foreign)")
    }

    /// Other readers may find anything behind a block that runs on: files that come into no layer are compared as well.
    @Test(arguments: ["gives way to a file of paths", "gives way to another package", "with all that is in the package"])
    func whatGivesWayIsCompared(_ way: String) throws {
        let content = [UInt8](repeating: 1, count: 40_000)
        let others = way.hasPrefix("with") ? [] : [("kept", content, Digest.of(content, .sha1))]
        try workshop.publish(
            package([("large", content, Self.wrong)] + others),
            workshop.package("q", ["large": .file("small")]) { $0.replaces = ["p"] }
        )
        if way.hasSuffix("paths") {
            try expectRefusal(of: "large", "contents: {packages: [p]}\npaths: [{path: large, type: empty-file, permissions: 0o644}]\n")
        } else {
            try expectRefusal(of: "large", "contents: {packages: [p, q]}\n")
        }
    }

    /// A fragment of the same files says nothing of another package's data.
    @Test(arguments: MemberCodec.allCases) func aKnownFragmentHidesNothing(_ codec: MemberCodec) throws {
        let content = [UInt8](repeating: 1, count: 40_000)
        try workshop.publish(package([("large", content, .of(content, .sha1))]))
        try workshop.image("contents: {packages: [p]}\n", codec: codec)
        try Files.removeTree(workshop.repository)
        try workshop.publish(package([("large", content.map { $0 + 1 }, .of(content, .sha1))]))
        let shown = problem { try workshop.image("contents: {packages: [p]}\n", codec: codec) }
        #expect(shown.contains("p-1-r0.apk is damaged: the checksum of \"large\" is wrong\n"), "\(shown)")
    }

    /// Of large files nothing is decompressed to list them.
    @Test func largeFilesAreNotLookedAtBeforeTheyAreTaken() throws {
        let contents = try PackageTrees(store: workshop.store).contents(package())
        #expect(contents.listing.entries.filter { !$0.isCompared }.map(\.path) == ["b/large"])
        let again = try PackageTrees(store: workshop.store).contents(package())
        #expect(again.listing == contents.listing)
        let foreign = try PackageTrees(store: workshop.store).contents(workshop.foreign(package()))
        #expect(foreign.listing.entries.allSatisfy { $0.isCompared })
        #expect(foreign.listing.entries.map(\.offset) == contents.listing.entries.map(\.offset))
    }

    @Test func aPackageThatWasChangedMeanwhileIsRefused() throws {
        let package = try package()
        let contents = try PackageTrees(store: workshop.store).contents(package)
        var bytes = try Files.read(package.path)
        bytes[bytes.count - 100] ^= 1
        try Files.writeAtomically(bytes, to: package.path)
        let position = try #require(contents.listing.entries.firstIndex { $0.path == "b/large" })
        let shown = problem {
            _ = try OpenedPackage(workingIn: workshop.folder.path).content(of: StoredFile(package: contents, position: position))
        }
        #expect(shown.contains(" is damaged: its "), "\(shown)")
    }

    /// A table that the package's digest does not cover: of another package that has taken its place for a moment.
    @Test func theTableIsThatOfTheData() throws {
        let package = try package()
        let contents = try PackageTrees(store: workshop.store).contents(package)
        let bytes = try Files.read(package.path)
        let start = try #require(bytes.indices.first { BlockTable(bytes[$0...]) != nil })
        var changed = bytes
        // The CRC-32 of the first block.
        changed[start + 28] ^= 1
        try Files.writeAtomically(changed, to: package.path)
        #expect(problem { _ = try contents.data(workingIn: workshop.folder.path) }.contains(" is damaged: its data has the SHA-256 "))
    }

    /// What a program that knew nothing of blocks has kept of a package says nothing of its table.
    @Test func whatIsKnownOfPackagesWithoutBlocksIsNotUsed() throws {
        let package = try package()
        let listing = try PackageTrees(store: workshop.store).contents(package).listing
        let store = try Store(workshop.folder.path.appending("old"))
        try store.keepNote(.entries, of: package.dataDigest(), PackageListing(Array(listing.entries.prefix(1))).encoded)
        #expect(try PackageTrees(store: store).contents(package).listing == listing)
    }

    @Test func whatIsKeptOfFilesIsNotTakenAtItsWord() throws {
        let package = try workshop.package("p", ["etc": .directory(), "etc/passwd": .file("root\n"), "etc/other": .file("other\n")])
        let trees = PackageTrees(store: workshop.store)
        let contents = try trees.contents(package)
        let kept = workshop.store.path.appending("contents")
        #expect(try Files.list(kept).count == 1)
        for entry in contents.listing.entries where entry.kind == .regular {
            let text = entry.path == "etc/passwd" ? "root\n" : "other\n"
            #expect(try contents.content(of: entry) == Array(text.utf8))
            for name in try Files.list(kept) { try Files.writeAtomically(Array("evil\n".utf8), to: kept.appending(name)) }
            #expect(try contents.content(of: entry) == Array(text.utf8))
        }
        #expect(try Files.list(kept).count == 2)
        #expect(try Files.list(workshop.store.path.appending("trees")).filter { !$0.hasPrefix(".") } == [])
    }
}
