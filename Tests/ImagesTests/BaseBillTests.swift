import APK
import Cryptography
import Files
import ImageConfigurations
import JSON
import Recipes
import Repositories
import SystemPackage
import Testing

@testable import Images

/// Bills of materials of images on others: what the base holds is in them.
@Suite(.timeLimit(.minutes(10))) struct BaseBillTests {
    let workshop: Workshop
    private var folder: FilePath { workshop.folder.path }

    /// A base of a distribution's file, a package without a bill, and one with.
    init() throws {
        workshop = try Workshop()
        let bill = """
            {"SPDXID":"SPDXRef-DOCUMENT","documentDescribes":["SPDXRef-Package-q"],"packages":[
            {"SPDXID":"SPDXRef-Package-q","name":"q of the bill","versionInfo":"1","downloadLocation":"NOASSERTION"}],"relationships":[]}
            """
        let folders = ["var", "var/lib", "var/lib/db", "var/lib/db/sbom"].map { ($0, Content.directory()) }
        try workshop.publish(
            try workshop.package("p", ["etc": .directory(), "etc/os-release": .file("ID=sepia\nNAME=Sepia\nVERSION_ID=1\n")]) {
                $0.licenses = ["MIT"]
                $0.description = "the release"
            },
            try workshop.package("q", list: folders + [("var/lib/db/sbom/q-1.spdx.json", .file(bill))]),
            try workshop.package("top", ["etc": .directory(), "etc/top": .file("x")])
        )
        try workshop.image("contents: {packages: [p, q]}\n", to: folder.appending("base"))
        try Files.makeDirectory(folder.appending("index/x86_64"))
        let blobs = folder.appending("base/blobs/sha256")
        let layer = try #require(Files.list(blobs).first { try Files.read(blobs.appending($0)).starts(with: [0x1F, 0x8B]) })
        let index = folder.appending("index/x86_64/APKINDEX")
        let taken = Shell.lines("tar xzOf '\(blobs.appending(layer))' usr/lib/apk/db/installed 2>&1 >'\(index)'")
        try #require(taken.isEmpty, "\(taken)")
    }

    private func names(_ order: LayerOrder) throws -> [String] {
        var image = try configuration(
            "contents: {baseimage: {image: \(folder)/base, apkindex: \(folder)/index}, packages: [top]}\narchs: [x86_64]\n"
        )
        image.contents.repositories = [workshop.repository.string]
        let architecture = try #require(Architecture("x86_64"))
        let bases = try ImageBase.all(of: image, [architecture], order: order)
        let key = try Workshop.key.get().publicKey()
        let resolver = ImageResolver(store: workshop.store, keyring: Keyring([key]), isOffline: true, bases: bases)
        let packages = try resolver.resolve(image, [architecture], warn: { _ in }).map { resolution in
            ImagePackages(architecture: architecture, files: try resolution.choices.map { try $0.file() }, base: bases[architecture])
        }
        _ = try ImageBuilder(store: workshop.store, keyring: [key], order: order)
            .build(image, of: packages, reference: "x", to: folder.appending("out"), bills: folder.appending("bills"))
        let document = try JSON(parsing: Files.read(folder.appending("bills/sbom-x86_64.spdx.json")))
        let elements = document["packages"]?.items ?? []
        if order == .package {
            let own = try #require(elements.first { $0["name"]?.string == "p" })
            #expect(own["licenseDeclared"]?.string == "MIT")
            #expect(own["description"]?.string == "the release")
            #expect(own["externalRefs"]?.text().contains("pkg:apk/sepia/p@1-r0?arch=x86_64") == true)
        }
        return elements.compactMap { $0["name"]?.string }.filter { !$0.hasPrefix("sha256:") }
    }

    @Test func packagesOfTheBaseAreListed() throws {
        #expect(try names(.package) == ["sepia", "p", "q of the bill", "top"])
    }

    @Test func inTheOrderOfPathsTheyAreLeftOut() throws {
        #expect(try names(.path) == ["unknown"])
    }
}
