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
@Suite(.timeLimit(.minutes(30))) struct BaseBillTests {
    let workshop: Workshop
    private var folder: FilePath { workshop.folder.path }

    private static let bill = """
        {"SPDXID":"SPDXRef-DOCUMENT","documentDescribes":["SPDXRef-Package-q"],"packages":[
        {"SPDXID":"SPDXRef-Package-q","name":"q of the bill","versionInfo":"1","downloadLocation":"NOASSERTION"}],"relationships":[]}
        """

    init() throws { workshop = try Workshop() }

    /// A base of a distribution's file, a package without a bill, and one with.
    ///
    /// - Parameter bills: by the names that they have in their folder.
    private func makeBase(_ bills: [(name: String, text: String)] = [("q-1", bill)]) throws {
        let folders = ["var", "var/lib", "var/lib/db", "var/lib/db/sbom"].map { ($0, Content.directory()) }
        try workshop.publish(
            try workshop.package("p", ["etc": .directory(), "etc/os-release": .file("ID=sepia\nNAME=Sepia\nVERSION_ID=1\n")]) {
                $0.licenses = ["MIT"]
                $0.description = "the release"
            },
            try workshop.package("q", list: folders + bills.map { ("var/lib/db/sbom/\($0.name).spdx.json", .file($0.text)) }),
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
            try ImagePackages(resolution, base: bases[architecture])
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
        try makeBase()
        #expect(try names(.package) == ["sepia", "p", "q of the bill", "top"])
    }

    /// Blanks cost a layer next to nothing, and a process that keeps them all of its memory.
    @Test(
        arguments: [
            // Of names that no package has, none is kept, however large.
            ([("other-1", 65), ("q-2", 65), ("q-1-r0.old", 65)], ["sepia", "p", "q", "top"]),
            // What makes no sense is no bill.
            ([("q", 30), ("q-1", 33)], ["sepia", "p", "q", "top"]),
            ([("q", 31), ("q-1", 33)], nil),
            ([("p", 65)], nil),
        ] as [([(String, Int)], [String]?)]
    )
    func theyMayHaveSoManyBytes(_ bills: [(name: String, mebibytes: Int)], _ expected: [String]?) throws {
        try makeBase(bills.map { ($0.name, String(repeating: " ", count: $0.mebibytes << 20)) })
        guard let expected else {
            #expect(
                problem { _ = try names(.package) } == """
                    error: the bills of materials of the packages in the base image are larger than 67108864 bytes together
                    hint: without a bill of its own, the image can be built: --no-sbom

                    """
            )
            return
        }
        #expect(try names(.package) == expected)
    }

    @Test func inTheOrderOfPathsTheyAreLeftOut() throws {
        try makeBase()
        #expect(try names(.path) == ["unknown"])
    }
}
