import APK
import Archives
import Cryptography
import Diagnostics
import Files
import Roots
import Store
import SystemPackage
import Testing

@testable import Images

/// Fragments have the same bytes whether they are made of a package's data in memory, of data that do not fit there, or of its tree.
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

    private func fragment(_ nodes: [LayerNode], _ codec: MemberCodec, isUnpacked: Bool) throws -> (members: [UInt8], content: Digest) {
        let opened = isUnpacked ? nil : OpenedPackage(workingIn: workshop.folder.path)
        let content = DigestHasher()
        let layer = ArrayWriter()
        let digest = try Fragment.write(nodes, codec, from: opened, to: layer, content: content)
        #expect(digest == Digest.of(layer.bytes))
        return (layer.bytes, content.finish())
    }

    @Test(arguments: MemberCodec.allCases) func areTheSame(_ codec: MemberCodec) throws {
        let package = try package()
        // Without bytes that are free, nothing is decompressed as a whole.
        var streaming = ReadingLimits()
        streaming.freeBytes = 0
        var made: [(members: [UInt8], content: Digest)] = []
        for (number, limits) in [ReadingLimits(), streaming].enumerated() {
            let store = try Store(workshop.folder.path.appending("store-\(number)"))
            let contents = try PackageTrees(store: store, limits: limits).contents(package)
            var files = ImageFileSystem()
            var installation = PackageInstallation(rules: .cuttle)
            try installation.install(package.info, ImageFileSystem.Package(name: "p", contents: contents), into: &files)
            let nodes = try LayerNode.all(of: files).filter { $0.entry.kind != .directory }
            #expect(nodes.count == 7)
            for isUnpacked in [false, true] { made.append(try fragment(nodes, codec, isUnpacked: isUnpacked)) }
        }
        let first = try #require(made.first)
        #expect(made.allSatisfy { $0.members == first.members && $0.content == first.content })
        // No name is left of what was decompressed into a file.
        #expect(try Files.list(workshop.folder.path).filter { $0.hasPrefix(".cuttle") } == [])
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
