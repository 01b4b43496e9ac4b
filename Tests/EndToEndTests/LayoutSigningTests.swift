import Cryptography
import Files
import JSON
import SystemPackage
import TestSupport
import Testing

/// Signatures of images that lie in no registry.
@Suite(.timeLimit(.minutes(30))) struct LayoutSigningTests {
    let folder: TemporaryDirectory
    var path: FilePath { folder.path }
    /// The digest of the index that `layout` names.
    let image: String

    init() async throws {
        folder = try TemporaryDirectory()
        let layer = folder.path.appending("layer")
        try Shell.run("cd '\(folder.path)' && echo x >file && tar -cf layer file")
        try HandmadeLayout.write(folder.path.appending("layout"), layers: [layer], architectures: ["amd64", "arm64"])
        let index = try JSON(parsing: Files.read(folder.path.appending("layout/index.json")))
        image = try #require(index["manifests"]?.items?.first?["digest"]?.string)
        for name in ["ours", "theirs"] {
            let made = try await cuttle("generate-key-pair", "--output-key-prefix", name)
            try #require(made.status == 0, "\(made.error)")
        }
    }

    private func cuttle(_ arguments: String...) async throws -> Outcome {
        let environment = ["COSIGN_PASSWORD": "a password"]
        return try await Program.run(Program.cuttle.string, ["image"] + arguments, in: path, environment: environment)
    }

    private func pack(_ archive: String) throws {
        try Shell.run("cd '\(path)/layout' && tar -cf '../\(archive)' *")
    }

    /// In the folder of a layout, and in an archive of one.
    @Test(arguments: ["layout", "./layout", "a.oci.tar"]) func aLayoutIsSignedAndVerified(_ name: String) async throws {
        try pack("a.oci.tar")
        let unsigned = try await cuttle("verify", "--key", "ours.pub", name)
        #expect(unsigned.status == 1)
        #expect(
            unsigned.error == "error: \(name)@\(image) has no signature\nhint: sign it: cuttle image sign --key KEY \(name)\n"
        )
        let signed = try await cuttle("sign", "--key", "ours.key", "-a", "stage=release", name)
        #expect(signed.error == "signed\n")
        #expect(signed.output == "\(name)@\(image)\n")
        let again = try await cuttle("sign", "--key", "ours.key", "-a", "stage=release", name)
        #expect(again.error == "signed by this key already\n")
        let verified = try await cuttle("verify", "--key", "ours.pub", "-a", "stage=release", name)
        #expect(verified.output == "\(name)@\(image)\n  signed by ours.pub stage=release\n", "\(verified.error)")
        let other = try await cuttle("verify", "--key", "theirs.pub", name)
        #expect(other.status == 1)
        #expect(other.error.contains("no key that is trusted made the signature"))
        try Files.writeAtomically(Array("{}".utf8), to: path.appending("said.json"))
        let attested = try await cuttle("attest", "--key", "ours.key", "--type", "spdxjson", "--predicate", "said.json", name)
        #expect(attested.error == "attested\n")
        let both = try await cuttle("verify", "--key", "ours.pub", "--type", "spdxjson", name)
        #expect(both.output.hasSuffix("  signed by ours.pub stage=release\n  attested (spdxjson) by ours.pub\n"), "\(both.error)")
        // The image is the one that it was.
        let same = try await cuttle("diff", name, name)
        #expect(same.status == 0, "\(same.error)")
    }

    /// What is signed or vouched for is all there, and as its digests say.
    @Test(arguments: ["layout", "a.oci.tar"], ["lost", "changed"])
    func aDamagedImageIsNotVouchedFor(_ name: String, _ damage: String) async throws {
        try pack("a.oci.tar")
        let signed = try await cuttle("sign", "--key", "ours.key", name)
        #expect(signed.status == 0, "\(signed.error)")
        if name != "layout" { try Shell.run("cd '\(path)' && rm -r layout && mkdir layout && tar -xf \(name) -C layout") }
        let blobs = path.appending("layout/blobs/sha256")
        let sizes = try Files.list(blobs).map { (name: $0, size: try Files.read(blobs.appending($0)).count) }
        // A tar archive is larger than any document.
        let (layer, size) = try #require(sizes.max { $0.size < $1.size })
        let blob = blobs.appending(layer)
        try Shell.run("chmod u+w '\(blob)'")
        if damage == "lost" { try Files.removeFile(blob) } else { try Shell.run("head -c \(size) /dev/zero >'\(blob)'") }
        if name != "layout" { try pack(name) }
        for verb in [["verify", "--key", "ours.pub"], ["sign", "--key", "theirs.key"]] {
            let refused = try await Program.run(
                Program.cuttle.string,
                ["image"] + verb + [name],
                in: path,
                environment: ["COSIGN_PASSWORD": "a password"]
            )
            #expect(refused.status == 1)
            let text =
                damage == "lost"
                ? "error: \(name) is not whole: sha256:\(layer) (application/vnd.oci.image.layer.v1.tar) is missing\n"
                : "error: \(name)/blobs/sha256/\(layer) was changed: its content is not what its name says\n"
            #expect(refused.error == text)
        }
    }

    /// An index may name an image that was not fetched, and a layer may say where it is; a pipe is no content, and does not stop anybody.
    @Test(arguments: ["image", "layer", "pipe"]) func whatMayBeMissing(_ what: String) async throws {
        let blobs = path.appending("layout/blobs/sha256")
        func replace(_ old: String, by text: String) throws -> String {
            try Files.removeFile(blobs.appending(old))
            let name = Digest.of(text).hex
            try Files.writeAtomically(Array(text.utf8), to: blobs.appending(name))
            return name
        }
        func text(_ name: String) throws -> String { String(decoding: try Files.read(blobs.appending(name)), as: UTF8.self) }
        let sizes = try Files.list(blobs).map { (name: $0, size: try Files.read(blobs.appending($0)).count) }
        let layer = try #require(sizes.max { $0.size < $1.size }).name
        let manifests = try sizes.map(\.name).filter { name in
            try name != layer && text(name).contains("image.manifest.v1") && text(name).contains(layer)
        }
        try Shell.run("chmod u+w '\(blobs)'/*")
        switch what {
        case "image": try Files.removeFile(blobs.appending(#require(manifests.first)))
        case "pipe": try Shell.run("rm '\(blobs)/\(layer)' && mkfifo '\(blobs)/\(layer)'")
        default:
            // Written anew from the bottom up, as every name is a digest.
            let index = String(image.dropFirst("sha256:".count))
            var changed = try text(index)
            for name in manifests {
                let found = try text(name)
                let digest = "\"digest\":\"sha256:\(layer)\""
                let made = found.replacing(digest, with: "\(digest),\"urls\":[\"https://example.org/\"]")
                changed = changed.replacing(name, with: try replace(name, by: made))
                changed = changed.replacing("\"size\":\(found.utf8.count)", with: "\"size\":\(made.utf8.count)")
            }
            let old = try text(index)
            let top = try replace(index, by: changed)
            let file = path.appending("layout/index.json")
            let layout = String(decoding: try Files.read(file), as: UTF8.self)
            let sized = layout.replacing("\"size\":\(old.utf8.count)", with: "\"size\":\(changed.utf8.count)")
            try Files.writeAtomically(Array(sized.replacing(index, with: top).utf8), to: file)
            try Files.removeFile(blobs.appending(layer))
        }
        let signed = try await cuttle("sign", "--key", "ours.key", "layout")
        if what == "pipe" {
            #expect(signed.error == "error: layout/blobs/sha256/\(layer) is not a file\n")
        } else {
            #expect(signed.error == "signed\n")
            let verified = try await cuttle("verify", "--key", "ours.pub", "layout")
            #expect(verified.status == 0, "\(verified.error)")
        }
    }

    @Test(arguments: ["copy", "a:1", "out/copy", "./v1.2/copy", "v1.2/a.tar"]) func isTakenForAPath(_ name: String) async throws {
        try Files.makeDirectory(path.appending(name).removingLastComponent())
        if name.hasSuffix(".tar") { try pack(name) } else { try Shell.run("cp -r '\(path)/layout' '\(path)/\(name)'") }
        let same = try await cuttle("diff", name, "layout")
        #expect(same.status == 0, "\(same.error)")
    }

    @Test(arguments: ["v1.2/Copy", "localhost/Copy", "host:80/Copy"]) func isTakenForARegistry(_ name: String) async throws {
        try Files.makeDirectory(path.appending(name).removingLastComponent())
        try Shell.run("cp -r '\(path)/layout' '\(path)/\(name)'")
        let refused = try await cuttle("diff", name, "layout")
        #expect(refused.status == 2)
        #expect(refused.error.hasPrefix("error: \"\(name)\" is not a reference to an image: "), "\(refused.error)")
        #expect(refused.error.hasSuffix("\nhint: if \(name) here is meant, write ./\(name)\n"), "\(refused.error)")
    }

    /// Signers who come at the same time wait for one another, and none is lost.
    @Test(arguments: ["layout", "a.oci.tar"]) func manySignAtOnce(_ name: String) async throws {
        try pack("a.oci.tar")
        let signers = (1...6).map { "signer\($0)" }
        for signer in signers { _ = try await cuttle("generate-key-pair", "--output-key-prefix", signer) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for signer in signers {
                group.addTask {
                    let signed = try await cuttle("sign", "--key", "\(signer).key", name)
                    #expect(signed.error == "signed\n")
                }
            }
            try await group.waitForAll()
        }
        for signer in signers {
            let verified = try await cuttle("verify", "--key", "\(signer).pub", name)
            #expect(verified.status == 0, "\(verified.error)")
        }
    }

    /// What an archive holds beside the layout, and how it lies there, is as it was.
    @Test func anArchiveKeepsTheRest() async throws {
        try Files.writeAtomically(Array("[]".utf8), to: path.appending("layout/manifest.json"))
        try Shell.run("cd '\(path)/layout' && ln -s manifest.json link && ln manifest.json hard && mkdir -m 700 folder")
        try Shell.run("cd '\(path)/layout' && tar -cf ../a.oci.tar ./* && chmod 600 ../a.oci.tar && ln -s a.oci.tar ../b.oci.tar")
        func list() throws -> [String] {
            // A directory is one with and without a slash.
            try Shell.run("tar --numeric-owner -tvf '\(path)/a.oci.tar'").replacing("/\n", with: "\n")
                .split(separator: "\n").map(String.init)
        }
        let before = try list()
        for name in ["a.oci.tar", "b.oci.tar"] {
            let signed = try await cuttle("sign", "--key", "ours.key", "-a", "by=\(name)", name)
            #expect(signed.error == "signed\n")
        }
        let after = try list()
        let isOther = { (line: String) in !line.contains("index.json") }
        #expect(Array(after.prefix(before.count)).filter(isOther) == before.filter(isOther))
        // Two bundles, two manifests, and one configuration.
        #expect(after.count == before.count + 5)
        #expect(try FileStatus(path.appending("a.oci.tar")).mode == 0o600)
        #expect(try FileStatus(path.appending("b.oci.tar")).kind == .symbolicLink)
        let verified = try await cuttle("verify", "--key", "ours.pub", "-a", "by=a.oci.tar", "b.oci.tar")
        #expect(verified.status == 0, "\(verified.error)")
        try Shell.run("mkdir '\(path)/out' && tar -xf '\(path)/a.oci.tar' -C '\(path)/out'")
        #expect(try Shell.run("cd '\(path)/out' && cat manifest.json hard link") == "[][][]")
    }

    @Test(arguments: ["gzip", "xz", "zstd"]) func aCompressedArchiveIsLeftAsItIs(_ program: String) async throws {
        try pack("z.tar")
        try Shell.run("cd '\(path)' && \(program) -c z.tar >z.packed")
        let before = try Files.read(path.appending("z.packed"))
        let refused = try await cuttle("sign", "--key", "ours.key", "z.packed")
        #expect(refused.status == 2)
        #expect(refused.error.hasPrefix("error: z.packed is compressed: nothing can be added to it\nhint: decompress"), "\(refused.error)")
        #expect(try Files.read(path.appending("z.packed")) == before)
        let same = try await cuttle("diff", "z.packed", "layout")
        #expect(same.status == 0, "\(same.error)")
    }

    /// What lists the signatures must be a file of its own.
    @Test(arguments: ["ln", "ln -s"]) func anArchiveWithALinkForAnIndexIsLeftAsItIs(_ link: String) async throws {
        try Shell.run("cd '\(path)/layout' && mv index.json real.json && \(link) real.json index.json && tar -cf ../a.tar real.json *")
        let before = try Files.read(path.appending("a.tar"))
        let refused = try await cuttle("sign", "--key", "ours.key", "a.tar")
        #expect(refused.status == 2)
        #expect(refused.error.hasPrefix("error: the index.json of a.tar is a link: nothing can be added to it\n"), "\(refused.error)")
        #expect(try Files.read(path.appending("a.tar")) == before)
    }

    @Test func aPipeIsNoImage() async throws {
        try Shell.run("mkfifo '\(path)/pipe.tar'")
        let refused = try await cuttle("sign", "--key", "ours.key", "pipe.tar")
        #expect(refused.status == 2)
        #expect(refused.error.hasPrefix("error: there is no image pipe.tar\n"), "\(refused.error)")
    }

    /// The configuration of every bundle is the same blob.
    @Test func whatIsDamagedInAnArchiveIsMendedBySigning() async throws {
        let place = "blobs/sha256/\(Digest.of("{}").hex)"
        try Files.writeAtomically(Array("[]".utf8), to: path.appending("layout").appending(place))
        try pack("a.tar")
        let signed = try await cuttle("sign", "--key", "ours.key", "a.tar")
        #expect(signed.error == "signed\n")
        #expect(try Shell.run("tar -xOf '\(path)/a.tar' \(place)") == "{}")
        #expect(try await cuttle("verify", "--key", "ours.pub", "a.tar").status == 0)
    }

    @Test func theImagesOfAnIndexAreSignedToo() async throws {
        let signed = try await cuttle("sign", "--key", "ours.key", "--recursive", "layout")
        #expect(signed.error == "signed\nsigned\nsigned\n")
        #expect(Set(signed.output.split(separator: "\n")).count == 3)
    }

    @Test func aChangedBundleIsRefused() async throws {
        _ = try await cuttle("sign", "--key", "ours.key", "layout")
        let blobs = path.appending("layout/blobs/sha256")
        for name in try Files.list(blobs) {
            let text = String(decoding: try Files.read(blobs.appending(name)), as: UTF8.self)
            guard text.contains("dsseEnvelope") else { continue }
            try Files.writeAtomically(Array(text.replacing("\"sig\":\"M", with: "\"sig\":\"N").utf8), to: blobs.appending(name))
        }
        let refused = try await cuttle("verify", "--key", "ours.pub", "layout")
        #expect(refused.status == 1)
        #expect(refused.error.contains("was changed: its content is not what its name says"), "\(refused.error)")
    }

    /// The file of a bundle that a key made, or of the manifest that names it.
    private func blob(by key: String, isManifest: Bool) async throws -> FilePath {
        let blobs = path.appending("layout/blobs/sha256")
        let before = Set(try Files.list(blobs))
        let signed = try await cuttle("sign", "--key", "\(key).key", "layout")
        try #require(signed.error == "signed\n")
        let added = try Files.list(blobs).filter { !before.contains($0) }
        let found = try added.first { name in
            let text = String(decoding: try Files.read(blobs.appending(name)), as: UTF8.self)
            return text.contains(isManifest ? "\"subject\"" : "dsseEnvelope")
        }
        return blobs.appending(try #require(found))
    }

    /// One that is damaged or missing does not stand in the way of others.
    @Test(
        .enabled(if: DockerRegistry.isThere, "docker-registry is not installed"),
        arguments: [true, false],
        ["gone", "changed", "short"]
    )
    func aDamagedSignatureDoesNotMatter(_ isManifest: Bool, _ damage: String) async throws {
        let place = try await blob(by: "theirs", isManifest: isManifest)
        let whole = try await cuttle("sign", "--key", "ours.key", "layout")
        try #require(whole.status == 0, "\(whole.error)")
        var bytes = try Files.read(place)
        bytes[bytes.count / 2] ^= 1
        switch damage {
        case "gone": try Files.removeFile(place)
        case "changed": try Files.writeAtomically(bytes, to: place)
        default: try Files.writeAtomically(Array(bytes.dropLast()), to: place)
        }
        let ours = try await cuttle("verify", "--key", "ours.pub", "layout")
        #expect(ours.output == "layout@\(image)\n  signed by ours.pub\n", "\(ours.error)")
        let theirs = try await cuttle("verify", "--key", "theirs.pub", "layout")
        #expect(theirs.status == 1)
        let registry = try DockerRegistry(path.appending("registry"))
        let pushed = try await cuttle("push", "layout", "\(registry.host)/a:1")
        #expect(pushed.status == 0)
        #expect(pushed.error.hasPrefix("warning: a signature or attestation is not pushed: layout"), "\(pushed.error)")
        #expect(pushed.error.ranges(of: "warning: ").count == 1, "\(pushed.error)")
        let there = try await cuttle("verify", "--key", "ours.pub", "\(registry.host)/a:1")
        #expect(there.status == 0, "\(there.error)")
        let again = try await cuttle("sign", "--key", "theirs.key", "layout")
        #expect(again.error == "signed\n")
        #expect(try await cuttle("verify", "--key", "theirs.pub", "layout").status == 0)
    }

    @Test func aLayoutAsApkoWritesItIsLeftAsItIs() async throws {
        let inner = path.appending("layout/blobs/sha256").appending(String(image.dropFirst("sha256:".count)))
        // Its entries have platforms there.
        let index = String(decoding: try Files.read(inner), as: UTF8.self)
            .replacing("\"digest\":", with: "\"platform\":{\"os\":\"linux\",\"architecture\":\"x\"},\"digest\":")
        try Files.writeAtomically(Array(index.utf8), to: path.appending("layout/index.json"))
        let refused = try await cuttle("sign", "--key", "ours.key", "layout")
        #expect(refused.status == 2)
        #expect(
            refused.error.hasPrefix("error: the index.json of layout is the image's index itself, as apko writes layouts: "),
            "\(refused.error)"
        )
        #expect(try Files.read(path.appending("layout/index.json")) == Array(index.utf8))
    }

    @Test func anArchiveOfDockerHoldsNoSignatures() async throws {
        try Files.writeAtomically(Array("[]".utf8), to: path.appending("manifest.json"))
        try Shell.run("cd '\(path)' && tar -cf docker.tar manifest.json")
        let refused = try await cuttle("sign", "--key", "ours.key", "docker.tar")
        #expect(
            refused.error == """
                error: docker.tar is no archive of an OCI layout: only those can hold signatures
                hint: build one with --output-format oci-archive

                """
        )
    }

    /// What was said of an image goes to the registry with it.
    @Test(.enabled(if: DockerRegistry.isThere && Shell.has("skopeo"), "docker-registry or skopeo is not installed"))
    func aSignatureIsPushedWithItsImage() async throws {
        _ = try await cuttle("sign", "--key", "ours.key", "layout")
        let registry = try DockerRegistry(path.appending("registry"))
        let name = "\(registry.host)/team/a"
        for _ in 1...2 {
            let pushed = try await cuttle("push", "layout", "\(name):1")
            #expect(pushed.output == "\(name)@\(image)\n", "\(pushed.error)")
            let verified = try await cuttle("verify", "--key", "ours.pub", "\(name):1")
            #expect(verified.output == "\(name)@\(image)\n  signed by ours.pub\n", "\(verified.error)")
        }
        let raw = try Shell.run("skopeo inspect --raw --tls-verify=false docker://\(name):1")
        #expect(Digest.of(raw).description == image.dropFirst("sha256:".count))
    }
}
