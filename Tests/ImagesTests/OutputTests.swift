import APK
import Cryptography
import Diagnostics
import Files
import JSON
import SystemPackage
import Testing

@testable import Images

/// Archives, roots and bills of materials (IMAGE.md §14, §15).
@Suite(.timeLimit(.minutes(30))) struct OutputTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        let release = "ID=sepia\nNAME=\"Sepia\"\nVERSION_ID=1\n"
        let bill = """
            {"SPDXID":"SPDXRef-DOCUMENT","documentDescribes":["SPDXRef-Package-q"],"packages":[
            {"SPDXID":"SPDXRef-Package-q","name":"q","versionInfo":"1","downloadLocation":"NOASSERTION","licenseDeclared":"MIT"},
            {"SPDXID":"SPDXRef-Package-source","name":"source","downloadLocation":"NOASSERTION"},
            {"SPDXID":"SPDXRef-Package-stray","name":"stray"}],
            "relationships":[{"spdxElementId":"SPDXRef-Package-q","relationshipType":"GENERATED_FROM","relatedSpdxElement":"SPDXRef-Package-source"}]}
            """
        for architecture in ["x86_64", "aarch64", "armv7"] {
            try workshop.publish(
                try workshop.package("p", ["etc": .directory(), "etc/os-release": .file(release)], architecture: architecture) {
                    $0.licenses = ["MIT"]
                },
                try workshop.package(
                    "q",
                    [
                        "var": .directory(), "var/lib": .directory(), "var/lib/db": .directory(), "var/lib/db/sbom": .directory(),
                        "var/lib/db/sbom/q-1.spdx.json": .file(bill),
                    ],
                    architecture: architecture
                )
            )
        }
    }

    private static let text = "contents: {packages: [p, q]}\n"
    private var folder: FilePath { workshop.folder.path }

    @Test(
        arguments: [
            ("a.tar", OutputFormat.dockerArchive), ("a.oci.tar", .ociArchive), ("a.oci", .ociArchive), ("a", .layout), ("a.tar/b", .layout),
        ]
    )
    func theNameOfAnOutputTellsItsFormat(_ name: String, _ format: OutputFormat) {
        #expect(OutputFormat(of: FilePath(name)) == format)
    }

    @Test(
        arguments: [
            ("x1:1", "index.docker.io/library/x1", "1"), ("team/app", "index.docker.io/team/app", "latest"),
            ("ghcr.io/team/app:2", "ghcr.io/team/app", "2"), ("localhost:5000/app:3", "localhost:5000/app", "3"),
            ("docker.io/foo:1", "index.docker.io/library/foo", "1"), ("docker.io/team/foo", "index.docker.io/team/foo", "latest"),
            ("localhost/foo:1", "localhost/foo", "1"),
        ]
    )
    func aNameIsQualifiedAsDockerDoes(_ text: String, _ repository: String, _ tag: String) throws {
        let name = ImageTag(text)
        #expect(try name.qualified() == repository)
        #expect(name.tag == tag)
    }

    /// As go-containerregistry reads names of images: those that it does not take are none.
    @Test(arguments: [
        ("team/app:1", "app"), ("app", "app"), ("docker.io/foo:1", "foo"), ("localhost:5000/a.b_c-d:T_1", "a.b_c-d"), ("Foo:1", ""),
        ("f:1", ""), ("foo:bar:baz", ""), ("x@sha256:\(String(repeating: "a", count: 64))", ""), ("foo:a+b", ""),
        ("foo:\(String(repeating: "a", count: 129))", ""), ("", ""),
    ])
    func aBillNamesTheImageByItsRepository(_ text: String, _ name: String) throws {
        #expect(ImageTag(text).billName == name)
        for (file, expected) in [("x86_64", name.isEmpty ? "image" : name), ("index", name.isEmpty ? "index" : name)] {
            try workshop.image(Self.text, tag: text, bills: folder.appending("bills"))
            let bill = try JSON(parsing: Files.read(folder.appending("bills/sbom-\(file).spdx.json")))
            #expect(bill["packages"]?.items?[0]["externalRefs"]?.text().contains("pkg:oci/\(expected)@sha256:") == true)
        }
    }

    @Test(.enabled(if: Shell.has("skopeo"), "the program skopeo is not on PATH"))
    func skopeoReadsTheArchives() throws {
        for (name, transport, format) in [
            ("i.tar", "docker-archive", OutputFormat.dockerArchive), ("i.oci.tar", "oci-archive", .ociArchive),
        ] {
            let path = folder.appending(name)
            try workshop.image(Self.text, tag: "team/app:1", to: path, as: format)
            let answer = Shell.lines("skopeo inspect '\(transport):\(path)' 2>&1; echo $?")
            #expect(answer.last == "0", "\(answer)")
            let first = try Files.read(path)
            try workshop.image(Self.text, tag: "team/app:1", to: path, as: format)
            #expect(try Files.read(path) == first)
        }
        #expect(Shell.lines("tar xOf '\(folder)/i.tar' manifest.json").joined().contains("\"RepoTags\":[\"index.docker.io/team/app:1\"]"))
    }

    /// What podman and containerd call an image that they load.
    @Test(arguments: [
        ("app", "docker.io/library/app:latest"), ("team/app:1", "docker.io/team/app:1"),
        ("localhost:5000/x/app:2", "localhost:5000/x/app:2"),
        ("example.org/app", "example.org/app:latest"),
    ]) func archivesNameTheImageInFull(_ tag: String, _ name: String) throws {
        for architectures in [["x86_64"], ["x86_64", "aarch64"]] {
            let path = folder.appending("i.oci.tar")
            try workshop.image(Self.text, architectures: architectures, tag: tag, to: path, as: .ociArchive)
            let index = Shell.lines("tar xOf '\(path)' index.json").joined()
            #expect(index.contains("{\"io.containerd.image.name\":\"\(name)\",\"org.opencontainers.image.ref.name\":"), "\(index)")
        }
    }

    @Test func anArchiveWithoutAProperNameHasNoFullOne() throws {
        let path = folder.appending("i.oci.tar")
        try workshop.image(Self.text, tag: "Team/App:1", to: path, as: .ociArchive)
        #expect(!Shell.lines("tar xOf '\(path)' index.json").joined().contains("containerd"))
    }

    @Test func variantsOfAnArchitectureHaveTagsOfTheirOwn() throws {
        let path = folder.appending("i.tar")
        try workshop.image(Self.text, architectures: ["x86_64", "armv7", "aarch64"], tag: "app", to: path, as: .dockerArchive)
        let list = Shell.lines("tar xOf '\(path)' manifest.json").joined()
        #expect(["amd64", "armv7", "arm64"].allSatisfy { list.contains("library/app:latest-\($0)\"") }, "\(list)")
    }

    @Test func anArchiveForDockerNeedsAProperName() throws {
        let shown = problem { try workshop.image(Self.text, tag: "Team/App:1", to: folder.appending("i.tar"), as: .dockerArchive) }
        #expect(shown.hasPrefix("error: \"Team/App\" is no name that Docker takes\nhint: "), "\(shown)")
        #expect(!Files.exists(folder.appending("i.tar")))
    }

    @Test func anArchiveNeverReplacesAFolder() throws {
        try Files.makeDirectory(folder.appending("i.tar"))
        let shown = problem { try workshop.image(Self.text, tag: "app", to: folder.appending("i.tar"), as: .ociArchive) }
        #expect(shown.contains("is a folder, and the output is one file"))
    }

    @Test func inTheOrderOfPathsALayoutIsAsApkoHasIt() throws {
        let result = try workshop.image(Self.text, order: .path)
        let index = try workshop.json("index.json")
        #expect(index.contains("\"artifactType\":\"application/vnd.oci.image.config.v1+json\"}],\"annotations\":{\"org.opencontainers"))
        #expect(!index.contains("ref.name"))
        #expect(try workshop.json("oci-layout") == "{\n    \"imageLayoutVersion\": \"1.0.0\"\n}")
        #expect(Shell.lines("sha256sum < '\(workshop.layout)/index.json'").first?.hasPrefix(result.digest.hex) == true)
    }

    private func bill(_ name: String, order: LayerOrder = .package) throws -> JSON {
        try workshop.image(Self.text, order: order, tag: "team/app:1", bills: folder.appending("bills"))
        return try JSON(parsing: Files.read(folder.appending("bills/sbom-\(name).spdx.json")))
    }

    private func names(_ document: JSON) -> [String] { (document["packages"]?.items ?? []).compactMap { $0["name"]?.string } }

    @Test func everyPackageIsInTheBill() throws {
        let document = try bill("x86_64")
        let names = names(document)
        #expect(names[0].hasPrefix("sha256:") && names[1].hasPrefix("sha256:"))
        // The one without a bill of its own; the other with all that it is made of, and nothing else.
        #expect(names[2...] == ["sepia", "p", "q", "source"])
        let relationships = (document["relationships"]?.items ?? []).map { "\($0["relationshipType"]?.string ?? "")" }
        #expect(relationships.sorted() == ["CONTAINS", "CONTAINS", "CONTAINS", "GENERATED_FROM"])
        #expect(document["packages"]?.items?[0]["externalRefs"]?.text().contains("pkg:oci/app@sha256:") == true)
    }

    @Test func inTheOrderOfPathsPackagesWithoutABillAreLeftOut() throws {
        #expect(try names(bill("x86_64", order: .path))[2...] == ["sepia", "q", "source"])
    }

    @Test func theBillOfAnIndexNamesItsImages() throws {
        let document = try bill("index")
        #expect(names(document).count == 2)
        #expect(document["relationships"]?.items?.first?["relationshipType"]?.string == "VARIANT_OF")
    }

    static let referee = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
        .appending(".build/referees/bin/pyspdxtools")

    @Test(.enabled(if: Files.exists(referee), "pyspdxtools is not in .build/referees"), arguments: LayerOrder.allCases)
    func pyspdxtoolsAcceptsTheBills(_ order: LayerOrder) throws {
        for name in ["x86_64", "index"] {
            _ = try bill(name, order: order)
            let answer = Shell.lines("'\(Self.referee)' --infile '\(folder)/bills/sbom-\(name).spdx.json' 2>&1; echo $?")
            #expect(answer.last == "0", "\(answer)")
        }
    }

    @Test func aRootIsWrittenAsTarAndAsCpio() throws {
        let tar = folder.appending("root.tar")
        try workshop.root(Self.text, as: .tar, to: tar)
        let names = Shell.lines("tar tf '\(tar)'").map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        #expect(names.contains("etc/os-release"))
        for name in ["root.cpio", "root.cpio.gz"] {
            try workshop.root(Self.text, as: .cpio, to: folder.appending(name))
        }
        guard Shell.has("cpio") else { return }
        #expect(Shell.lines("cpio -it --quiet < '\(folder)/root.cpio'") == names)
        #expect(Shell.lines("gzip -dc '\(folder)/root.cpio.gz' | cmp - '\(folder)/root.cpio'; echo $?") == ["0"])
    }
}
