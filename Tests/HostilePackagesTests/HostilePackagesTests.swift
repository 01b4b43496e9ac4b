import APK
import Analysis
import Archives
import Diagnostics
import Files
import ImageConfigurations
import Roots
import Store
import SystemPackage
import TestSupport
import Testing
import YAML

@testable import Images

/// Packages that are made to harm: each is refused with its reason, or does none, and nothing outside of a root is touched.
@Suite(.timeLimit(.minutes(30))) struct HostilePackagesTests {
    @Test(arguments: HostilePackage.all.flatMap(\.packages))
    func doNoHarm(_ package: HostilePackage) throws {
        try withScratch { folder in
            let mine = try Mine(folder)
            let path = folder.appending("hostile.apk")
            try Files.writeAtomically(package.make(mine.forge), to: path)
            let keyring = try Forge.keyring()
            let verified = outcome(path) { try PackageFile(path).verify(keyring: keyring, limits: package.limits) }
            #expect(verified == package.verification)

            let store = try Store(folder.appending("store"))
            let trees = PackageTrees(store: store, limits: package.limits)
            var tree: [String] = []
            let unpacked = outcome(path) {
                tree = try listing(trees.tree(PackageFile(path))).map { $0.replacing(mine.forge.canary.string, with: "{canary}") }
            }
            #expect(unpacked == package.unpacking)
            #expect(tree == package.tree)
            if unpacked != .harmless { #expect(try leftovers(store.path) == []) }

            // Other readers: what is looked into, and what a build stands on.
            let looked = outcome(path) {
                try Files.makeDirectory(folder.appending("looked"))
                _ = try AnalysisTree(unpacking: PackageFile(path), to: folder.appending("looked"))
            }
            #expect(looked == .harmless || looked == package.unpacking)
            let composer = RootComposer(store: store)
            var accounts = Accounts()
            accounts.addBuildAccount()
            // A root may be impossible with such a package; what counts is where it writes.
            if unpacked == .harmless {
                _ = outcome(path) { _ = try composer.root([PackageFile(path)], accounts: accounts, isInstalled: true) }
            }
            #expect(try mine.changes() == [])

            var layer: [String] = []
            let image = outcome(path) { layer = try self.image(PackageFile(path), trees: trees, store: store) }
            #expect(image == package.image)
            // What is unpacked is in the image too, name by name.
            for line in package.tree where image == .harmless {
                let name = line.utf8.prefix { $0 != UInt8(ascii: " ") }
                #expect(layer.contains { $0.utf8.elementsEqual(name) || "\($0)/".utf8.elementsEqual(name) }, "\(line)")
            }
            #expect(try mine.changes() == [])
        }
    }

    /// Assembles an image of a package alone and writes its layer.
    private func image(_ package: PackageFile, trees: PackageTrees, store: Store) throws -> [String] {
        let source = SourceFile(name: "image.yaml", bytes: Array("contents: {packages: [p]}\n".utf8))
        var assembler = try ImageAssembler(
            configuration: ImageConfiguration(Node.parse(source)),
            architecture: "x86_64",
            trees: trees,
            keyring: []
        )
        let files = try assembler.assemble([package], world: ["p"])
        _ = try LayerMaker(store: store, codec: .gzip).layers([LayerPlanner(codec: .gzip).plan(LayerNode.all(of: files))])
        return files.ordered.map(\.entry.path)
    }

    /// How many there are of each kind, refused in at least one way; the numbers are printed, and may only grow.
    @Test func thereAreManyOfEachKind() {
        let least: [HostilePackage.Kind: Int] = [
            .names: 28, .links: 26, .devices: 12, .sizes: 19, .members: 19, .signatures: 17, .control: 29, .extendedHeaders: 27, .modes: 7,
            .owners: 8,
        ]
        var sum = 0
        for (kind, packages) in HostilePackage.all {
            let refused = packages.filter(\.isRefused).count
            print("hostile packages, \(kind.rawValue): \(refused) refused, \(packages.count - refused) harmless")
            #expect(refused >= least[kind] ?? .max, "\(kind)")
            #expect(Set(packages.map(\.name)).count == packages.count, "\(kind): a name stands there twice")
            sum += refused
        }
        print("hostile packages: \(sum) refused")
        #expect(HostilePackage.all.map(\.kind) == HostilePackage.Kind.allCases)
    }
}

/// Indexes that are made to harm.
@Suite(.timeLimit(.minutes(30))) struct HostileIndexesTests {
    @Test(arguments: HostileIndex.all.flatMap(\.indexes))
    func areRefused(_ index: HostileIndex) throws {
        try withScratch { folder in
            let mine = try Mine(folder)
            let path = folder.appending("APKINDEX.tar.gz")
            try Files.writeAtomically(index.make(mine.forge), to: path)
            let keyring = try Forge.keyring()
            #expect(outcome(path) { _ = try PackageIndex(reading: path, keyring: keyring) } == .refused(index.message))
            #expect(try Files.list(folder) == ["APKINDEX.tar.gz", "canary"])
            #expect(try mine.changes() == [])
        }
    }

    /// How many there are of each kind; the numbers are printed, and may only grow.
    @Test func thereAreManyOfEachKind() {
        let least: [HostileIndex.Kind: Int] = [.members: 22, .records: 20]
        for (kind, indexes) in HostileIndex.all {
            print("hostile indexes, \(kind.rawValue): \(indexes.count) refused")
            #expect(indexes.count >= least[kind] ?? .max, "\(kind)")
            #expect(Set(indexes.map(\.name)).count == indexes.count, "\(kind): a name stands there twice")
        }
        #expect(HostileIndex.all.map(\.kind) == HostileIndex.Kind.allCases)
    }
}
