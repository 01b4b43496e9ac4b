import JSON
import Testing

@testable import Attestations

/// Bills of materials (PACKAGE.md §3).
@Suite struct BillOfMaterialsTests {
    @Test(
        arguments: [
            (["apk", "xz", "5.8-r0"], "SPDXRef-Package-apk-xz-5.8-r0"), (["Source", "a/b:c", "", "1"], "SPDXRef-Package-Source-a-b-c-1"),
            (["libstdc++"], "SPDXRef-Package-libstdcC43C43"), (["a_b é"], "SPDXRef-Package-aC95bC32C233"),
        ]
    )
    func identifiers(_ parts: [String], _ text: String) { #expect(SPDXIdentifier.package(parts) == text) }

    @Test func addresses() {
        let apk = PackageAddress(
            kind: "apk",
            namespace: ["sepia"],
            name: "g++",
            version: "1_rc1-r0",
            qualifiers: ["arch": "x86_64", "distro": ""]
        )
        #expect(apk.description == "pkg:apk/sepia/g%2B%2B@1_rc1-r0?arch=x86_64")
        let file = PackageAddress(
            kind: "generic",
            name: "a",
            version: "1",
            qualifiers: ["checksum": "sha256:00", "download_url": "https://h/a?x=1&y=@2"]
        )
        #expect(file.description == "pkg:generic/a@1?checksum=sha256:00&download_url=https:%2F%2Fh%2Fa%3Fx%3D1%26y%3D%402")
    }

    private func source(_ upstream: UpstreamSource) throws -> (place: String, address: String, name: String, supplier: String) {
        let package = try #require(upstream.package(position: 0, license: "MIT", supplier: "Organization: Sepia"))
        return (package.downloadLocation, try #require(package.addresses.first).description, package.name, package.supplier)
    }

    @Test func aRepositoryOfGitHub() throws {
        let found = try source(.repository(address: "https://github.com/tukaani-project/xz.git", branch: "", tag: "v5", commit: "abc"))
        #expect(found.place == "https://github.com/tukaani-project/xz/archive/abc.tar.gz")
        #expect(found.address == "pkg:github/tukaani-project/xz@v5")
        #expect(found.supplier == "Organization: Tukaani-Project")
    }

    @Test func aRepositoryElsewhere() throws {
        let found = try source(.repository(address: "https://git.example.org/o/r", branch: "main", tag: "", commit: "abc"))
        #expect(found.place == "git+https://git.example.org/o/r@abc")
        #expect(found.address == "pkg:generic/o%2Fr@abc?vcs_url=git%2Bhttps:%2F%2Fgit.example.org%2Fo%2Fr%40abc")
        #expect(found.name == "o/r")
        #expect(found.supplier == "Organization: Sepia")
    }

    @Test func aRepositoryAtNoFixedPlaceIsLeftOut() {
        let source = UpstreamSource.repository(address: "https://github.com/a/b", branch: "main", tag: "", commit: "")
        #expect(source.package(position: 0, license: "", supplier: "") == nil)
    }

    private func file(_ name: String) -> UpstreamSource {
        .file(address: "https://h/\(name)", name: "stone", version: "1", checksums: [.init(function: "SHA256", value: "00")])
    }

    @Test func filesAtTheSamePlaceOfTwoPackagesAreBothThere() {
        var bill = BillOfMaterials(name: "stone-data", version: "1-r0", architecture: "x86_64")
        bill.ownSources = [.init(position: 0, upstream: file("data"))]
        bill.sources = [.init(position: 0, upstream: file("stone"))]
        bill.recipe = "stone.yaml"
        let packages = bill.document["packages"]?.items ?? []
        #expect(
            packages.map { $0["SPDXID"]?.string } == [
                "SPDXRef-OperatingSystem", "SPDXRef-Package-apk-stone-data-1-r0", "SPDXRef-Package-Source-stone-1-0",
                "SPDXRef-Package-Recipe-stone.yaml", "SPDXRef-Package-Source-stone-1-0-2",
            ]
        )
        #expect(packages.map { $0["downloadLocation"]?.string }.suffix(3) == ["https://h/data", "NOASSERTION", "https://h/stone"])
        let related = bill.document["relationships"]?.items?.map { $0["relationshipType"]?.string }
        #expect(related == ["DESCRIBED_BY", "GENERATED_FROM", "GENERATED_FROM"])
    }

    @Test func documentsOfTwoPackagesHaveTwoNamespaces() {
        let one = BillOfMaterials(name: "a", version: "1-r0", architecture: "x86_64").document["documentNamespace"]
        let other = BillOfMaterials(name: "b", version: "1-r0", architecture: "x86_64").document["documentNamespace"]
        #expect(one != nil && one != other)
    }

    @Test func whatThePackageSaysOfItself() throws {
        var bill = BillOfMaterials(name: "stone", version: "1-r0", architecture: "aarch64")
        bill.namespace = "sepia"
        bill.license = "MIT AND LicenseRef-x"
        bill.copyrights = ["(c) one", "(c) two"]
        bill.productName = "cpe:2.3:a:v:stone:1:*:*:*:*:*:*:*"
        bill.add(.init(license: "x", reference: "LicenseRef-x", text: "text & more"))
        let package = try #require(bill.document["packages"]?.items?.dropFirst().first)
        #expect(package["licenseDeclared"]?.string == "MIT AND LicenseRef-x")
        #expect(package["copyrightText"]?.string == "(c) one\n(c) two\n")
        #expect(
            package["externalRefs"]?.items?.map { $0["referenceLocator"]?.string } == [
                "pkg:apk/sepia/stone@1-r0?arch=aarch64&distro=sepia", "cpe:2.3:a:v:stone:1:*:*:*:*:*:*:*",
            ]
        )
        #expect(bill.document.text().contains(#"{"licenseId":"LicenseRef-x","extractedText":"text \u0026 more"}"#))
        #expect(bill.path == "var/lib/db/sbom/stone-1-r0.spdx.json")
    }

    /// A reference stands for one text: another of the same reference is joined to it, the same one is not there twice.
    @Test func textsOfOneReferenceAreJoined() {
        var bill = BillOfMaterials(name: "a", version: "1-r0", architecture: "x86_64")
        for text in ["one", "two", "one", "two"] { bill.add(.init(license: "x", reference: "LicenseRef-x", text: text)) }
        bill.add(.init(license: "y", reference: "LicenseRef-y", text: "one"))
        #expect(bill.licenseTexts.map(\.reference) == ["LicenseRef-x", "LicenseRef-y"])
        #expect(bill.licenseTexts.map(\.text) == ["one\n\n----\n\ntwo", "one"])
    }
}
