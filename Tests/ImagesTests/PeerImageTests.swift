import APK
import Archives
import Cryptography
import Diagnostics
import Files
import ImageConfigurations
import Roots
import Store
import SystemPackage
import Testing

@testable import Images

/// apko's own test data, where it is beside this project.
enum PeerData {
    static let folder = Files.absolute(FilePath(#filePath).appending("../../../../shared/data/apko"))
    static let isThere = Files.exists(folder)
    static let absence: Comment = "the folder ../shared/data/apko with images of apko is not there"
}

/// Images to the byte as apko makes them of its own packages.
@Suite(.enabled(if: PeerData.isThere, PeerData.absence)) struct PeerImageTests {
    let folder: TemporaryDirectory
    let store: Store

    init() throws {
        folder = try TemporaryDirectory()
        store = try Store(folder.path.appending("store"))
    }

    static let annotations = "annotations: {org.opencontainers.image.title: Title, org.opencontainers.image.vendor: Vendor}\n"

    /// The digest of the tar archive of an image's own layer.
    private func digest(_ text: String, _ architecture: String, packages: [String], world: [String], base: BaseRecords? = nil) throws
        -> String
    {
        var assembler = ImageAssembler(
            configuration: try configuration(text),
            architecture: architecture,
            trees: PackageTrees(store: store),
            keyring: [try PublicKey(PeerData.folder.appending("melange.rsa.pub"))],
            rules: .apko,
            base: base
        )
        let files = try packages.map { try PackageFile(PeerData.folder.appending("packages/\(architecture)/\($0).apk")) }
        let assembled = try assembler.assemble(files, world: world)
        return try LayerDigest.of(assembled).hex
    }

    @Test(arguments: [
        ("x86_64", "amd64", "20f698463c2755b6dc42b7d07e959ed7455a06e7367d507e829a315898f21a01"),
        ("aarch64", "arm64", "ca5e16c7c944d764863cb1a4286e668e72d6d87ef9ddd82337b19d87715bae7e"),
    ])
    func packagesThatReplaceOneAnother(_ architecture: String, _ name: String, _ expected: String) throws {
        let text = """
            contents:
              repositories: [./testdata/packages]
              keyring: [./testdata/melange.rsa.pub]
              packages: [pretend-baselayout=1.0.0-r0, replayout=1.0.0-r0]
            entrypoint: {command: /bin/sh -l}
            archs: [\(name)]
            \(Self.annotations)
            """
        let found = try digest(
            text,
            architecture,
            packages: ["pretend-baselayout-1.0.0-r0", "replayout-1.0.0-r0"],
            world: ["replayout=1.0.0-r0", "pretend-baselayout=1.0.0-r0"]
        )
        #expect(found == expected)
    }

    @Test(arguments: [
        ("x86_64", "amd64", "79551ed211a0ca334ac3206473ff5f46a095fb4baf5ee4d13b804d8acca517bf"),
        ("aarch64", "arm64", "833080c5930b626e29628105bd42d7390dfdbc753f761d111d3ac92256bae9c3"),
    ])
    func anImageOnAnother(_ architecture: String, _ name: String, _ expected: String) throws {
        let text = """
            contents:
              baseimage: {image: ./testdata/base_image/, apkindex: ./testdata/base_image/metadata/}
              keyring: [./testdata/melange.rsa.pub]
              repositories: [./testdata/packages]
              packages: [replayout=1.0.0-r0]
            archs: [\(name)]
            """
        let metadata = PeerData.folder.appending("base_image/metadata/\(architecture)/APKINDEX")
        let base = try BaseRecords(Files.read(metadata), source: "APKINDEX", isPeer: true)
        let found = try digest(
            text,
            architecture,
            packages: ["replayout-1.0.0-r0"],
            world: ["replayout=1.0.0-r0"],
            base: base
        )
        #expect(found == expected)
    }
}

/// The digest of the uncompressed layer of an image.
enum LayerDigest {
    static func of(_ files: ImageFileSystem) throws -> Digest {
        let folder = try TemporaryDirectory()
        let tar = folder.path.appending("layer.tar")
        try RootArchive.writeTar(files, to: tar)
        return try Digest.ofFile(tar)
    }
}
