import Cryptography
import Files
import JSON
import SystemPackage
import TestSupport
import Testing

/// Signatures and attestations of images in Debian's docker-registry, which keeps no list of referrers; openssl judges what was signed.
@Suite(
    .timeLimit(.minutes(30)),
    .enabled(if: DockerRegistry.isThere && Shell.has("curl", "openssl"), "docker-registry, curl or openssl is not installed")
)
struct ImageSigningTests {
    let desk: SigningDesk

    init() async throws {
        desk = try await SigningDesk()
    }

    // MARK: Signatures

    @Test func signsOnce() async throws {
        let first = try await desk.cuttle("sign", "--key", "ours.key", desk.name("1"))
        #expect(desk.shown(first.error) == "signed\n")
        #expect(desk.shown(first.output) == "HOST/team/a@sha256:ONE\n")
        #expect(first.status == 0)
        let (list, referrers) = (try desk.read(desk.tag(desk.one, ".sig")), try desk.read(desk.tag(desk.one)))
        let again = try await desk.cuttle("sign", "--key", "ours.key", desk.name("1"))
        #expect(desk.shown(again.error) == "signed by this key already\n")
        #expect(again.output == first.output)
        #expect(try desk.read(desk.tag(desk.one, ".sig")) == list)
        #expect(try desk.read(desk.tag(desk.one)) == referrers)
        let tags = try await desk.cuttle("tags", "\(desk.registry.host)/\(SigningDesk.repository)")
        #expect(tags.output == "1\n2\nindex\n")
        let all = try await desk.cuttle("tags", "\(desk.registry.host)/\(SigningDesk.repository)", "--all")
        #expect(desk.shown(all.output) == "1\n2\nindex\nsha256-ONE\nsha256-ONE.sig\n")
        let verified = try await desk.verify()
        #expect(verified.status == 0, "\(verified.error)")
        #expect(desk.shown(verified.output) == SigningDesk.accepted)
        // The registry keeps no list of referrers, so that we do (SIGNING.md §4.1).
        let entry = try #require(JSON(parsing: Array(referrers.utf8))["manifests"]?.items?.first)
        #expect(entry["artifactType"]?.string == "application/vnd.dev.sigstore.bundle.v0.3+json")
        #expect(entry["annotations"]?["dev.sigstore.bundle.predicateType"]?.string == "https://sigstore.dev/cosign/sign/v1")
        let bundle = try JSON(parsing: Array(desk.read(try #require(entry["digest"]?.string)).utf8))
        #expect(bundle["subject"]?["digest"]?.string == desk.one)
    }

    @Test func eachPlaceIsEnough() async throws {
        try await desk.sign()
        let bundles = try desk.read(desk.tag(desk.one))
        try desk.delete(desk.tag(desk.one))
        let byTag = try await desk.verify()
        #expect(desk.shown(byTag.output) == SigningDesk.accepted, "\(byTag.error)")
        try desk.put(bundles, desk.tag(desk.one))
        try desk.delete(desk.tag(desk.one, ".sig"))
        let byBundle = try await desk.verify()
        #expect(desk.shown(byBundle.output) == SigningDesk.accepted, "\(byBundle.error)")
        // What is missing is added, and only that.
        try await desk.sign()
        #expect(try desk.read(desk.tag(desk.one)) == bundles)
        #expect(try desk.layers(desk.tag(desk.one, ".sig")).count == 1)
        for each in [desk.tag(desk.one), desk.tag(desk.one, ".sig")] { try desk.delete(each) }
        let none = try await desk.verify()
        #expect(none.status == 1)
        #expect(
            desk.shown(none.error) == """
                error: HOST/team/a@sha256:ONE has no signature
                hint: sign it: cuttle image sign --key KEY HOST/team/a@sha256:ONE

                """
        )
    }

    @Test func opensslVerifies() async throws {
        let signed = try await desk.cuttle("sign", "--key", "ours.key", "-a", "stage=release", "-a", "by=a team", desk.name("1"))
        try #require(signed.status == 0, "\(signed.error)")
        func check(_ bytes: String, _ signature: String?) throws {
            try Files.writeAtomically(Array(bytes.utf8), to: desk.folder.path.appending("signed"))
            try Files.writeAtomically(
                try #require(signature.flatMap(Base64.decode)),
                to: desk.folder.path.appending("signature")
            )
            let judged = try Shell("cd '\(desk.folder.path)' && openssl dgst -sha256 -verify ours.pub -signature signature signed")
            #expect(judged.output == "Verified OK\n")
        }
        let layer = try #require(try desk.layers(desk.tag(desk.one, ".sig")).first)
        let payload = try desk.registry.blob(SigningDesk.repository, try #require(layer["digest"]?.string))
        #expect(
            desk.shown(payload) == #"""
                {"critical":{"identity":{"docker-reference":"HOST/team/a"},"image":{"docker-manifest-digest":"sha256:ONE"},\#
                "type":"cosign container image signature"},"optional":{"by":"a team","stage":"release"}}
                """#
        )
        try check(payload, layer["annotations"]?["dev.cosignproject.cosign/signature"]?.string)
        let referrer = try #require(JSON(parsing: Array(desk.read(desk.tag(desk.one)).utf8))["manifests"]?.items?.first?["digest"]?.string)
        let digest = try #require(try desk.layers(referrer).first?["digest"]?.string)
        let envelope = try #require(JSON(parsing: Array(desk.registry.blob(SigningDesk.repository, digest).utf8))["dsseEnvelope"])
        let statement = String(decoding: try #require(envelope["payload"]?.string.flatMap(Base64.decode)), as: UTF8.self)
        #expect(
            desk.shown(statement) == #"""
                {"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"ONE"},\#
                "annotations":{"by":"a team","stage":"release"}}],"predicateType":"https://sigstore.dev/cosign/sign/v1","predicate":{}}
                """#
        )
        let type = "application/vnd.in-toto+json"
        try check(
            "DSSEv1 \(type.utf8.count) \(type) \(statement.utf8.count) \(statement)",
            envelope["signatures"]?.items?.first?["sig"]?.string
        )
    }

    @Test func twoKeysSignOneImage() async throws {
        try await desk.sign()
        try await desk.sign(with: "theirs")
        #expect(try desk.layers(desk.tag(desk.one, ".sig")).count == 2)
        let ours = try await desk.verify()
        #expect(desk.shown(ours.output) == SigningDesk.accepted, "\(ours.error)")
        let theirs = try await desk.verify(by: "theirs")
        #expect(desk.shown(theirs.output) == SigningDesk.accepted.replacing("ours", with: "theirs"), "\(theirs.error)")
        let both = try await desk.cuttle("verify", "--key", "ours.pub", "--key", "theirs.pub", desk.name("1"), "--json")
        let findings = try #require(JSON(parsing: Array(both.output.utf8)).items?.first?["findings"]?.items)
        #expect(Set(findings.compactMap { $0["key"]?.string }).count == 2)
        #expect(findings.count == 4)
    }

    /// Keys that write the same lists at the same time: nothing is damaged, none is there twice, and one that was overtaken all the same, which
    /// registries cannot rule out, is there when it signs again.
    @Test func signersAtTheSameTimeDamageNothing() async throws {
        let names = ["ours", "theirs", "third", "fourth"]
        for name in names.dropFirst(2) { _ = try await desk.cuttle("generate-key-pair", "--output-key-prefix", name) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for key in names { group.addTask { try await self.desk.sign(with: key) } }
            try await group.waitForAll()
        }
        for key in names { try await desk.sign(with: key) }
        for tag in [desk.tag(desk.one, ".sig"), desk.tag(desk.one)] {
            let document = try JSON(parsing: Array(desk.read(tag).utf8))
            #expect((document["layers"] ?? document["manifests"])?.items?.count == names.count, "\(tag)")
        }
        for key in names {
            let found = try await desk.verify(by: key)
            #expect(found.status == 0, "\(key): \(found.error)")
        }
    }

    @Test func annotationsMustBeThere() async throws {
        let signed = try await desk.cuttle("sign", "--key", "ours.key", "-a", "stage=release", "-a", "b=c=d", desk.name("1"))
        try #require(signed.status == 0, "\(signed.error)")
        let found = try await desk.cuttle("verify", "--key", "ours.pub", "-a", "stage=release", desk.name("1"))
        #expect(desk.shown(found.output) == "HOST/team/a@sha256:ONE\n  signed by ours.pub b=c=d stage=release\n", "\(found.error)")
        let other = try await desk.cuttle("verify", "--key", "ours.pub", "-a", "stage=test", desk.name("1"))
        #expect(other.status == 1)
        #expect(other.output.isEmpty)
        #expect(
            desk.shown(other.error) == """
                error: HOST/team/a@sha256:ONE has no signature that vouches for what was asked
                  HOST/team/a@sha256:HEX does not vouch for stage=test
                  HOST/team/a:sha256-ONE.sig does not vouch for stage=test

                """
        )
        // The same key may vouch for something else as well.
        let added = try await desk.cuttle("sign", "--key", "ours.key", "-a", "stage=test", desk.name("1"))
        #expect(desk.shown(added.error) == "signed\n")
        #expect(try await desk.cuttle("verify", "--key", "ours.pub", "-a", "stage=test", desk.name("1")).status == 0)
        for (given, message) in [
            ("stage", "Error: \"stage\" is no annotation: give KEY=VALUE"), ("=x", "Error: \"=x\" is no annotation: give KEY=VALUE"),
        ] {
            let wrong = try await desk.cuttle("sign", "--key", "ours.key", "-a", given, desk.name("1"))
            #expect(wrong.error.hasPrefix(message))
            #expect(wrong.status == 2)
        }
    }

    // MARK: Deceivers

    @Test func anotherKeyIsRefused() async throws {
        try await desk.sign()
        let refused = try await desk.verify(by: "theirs")
        #expect(refused.status == 1)
        #expect(refused.output.isEmpty)
        #expect(
            desk.shown(refused.error) == """
                error: HOST/team/a@sha256:ONE has no signature that a trusted key made
                  HOST/team/a@sha256:HEX: no key that is trusted made the signature
                  HOST/team/a:sha256-ONE.sig: no key that is trusted made the signature
                hint: give the public key of the signer with --key; if it was given, something was changed after it was signed

                """
        )
    }

    @Test func aSignatureOfAnotherImageIsRefused() async throws {
        try await desk.sign()
        try desk.put(try desk.read(desk.tag(desk.one, ".sig")), desk.tag(desk.two, ".sig"))
        let replayed = try await desk.verify("2")
        #expect(replayed.status == 1)
        #expect(
            desk.shown(replayed.error) == """
                error: HOST/team/a:sha256-TWO.sig is about another image
                  it is about sha256:ONE
                  the image is sha256:TWO

                """
        )
        // Bundles say what they are about in two places: the manifest is changed here, and what is signed cannot be.
        let entry = try #require(JSON(parsing: Array(desk.read(desk.tag(desk.one)).utf8))["manifests"]?.items?.first?["digest"]?.string)
        try desk.put(try desk.read(desk.tag(desk.one)), desk.tag(desk.two))
        #expect(desk.shown(try await desk.verify("2").error) == desk.shown(replayed.error))
        let size = try desk.read(desk.two).utf8.count
        let forged = try desk.read(entry).replacing(desk.one, with: desk.two).replacing(
            "\"size\":\(try desk.read(desk.one).utf8.count)",
            with: "\"size\":\(size)"
        )
        let digest = "sha256:\(Digest.of(forged))"
        try desk.put(forged, digest)
        let list = try desk.read(desk.tag(desk.one)).replacing(entry, with: digest).replacing(
            "\"size\":\(try desk.read(entry).utf8.count)",
            with: "\"size\":\(forged.utf8.count)"
        )
        try desk.put(list, desk.tag(desk.two))
        let both = try await desk.verify("2")
        #expect(both.status == 1)
        #expect(
            desk.shown(both.error) == """
                error: HOST/team/a@sha256:TWO has no signature that a trusted key made
                  HOST/team/a@sha256:HEX is about another image
                  HOST/team/a:sha256-TWO.sig is about another image

                """
        )
    }

    @Test func aPayloadThatWasChangedIsRefused() async throws {
        try await desk.sign()
        let layer = try #require(try desk.layers(desk.tag(desk.one, ".sig")).first?["digest"]?.string)
        let file = desk.registry.file(layer)
        let bytes = try Files.read(file)
        try Files.writeAtomically(Array(String(decoding: bytes, as: UTF8.self).replacing("team/a", with: "team/b").utf8), to: file)
        // The bundle is whole: that one of two was damaged is no reason to refuse the image.
        let whole = try await desk.verify()
        #expect(desk.shown(whole.output) == SigningDesk.accepted, "\(whole.error)")
        try desk.delete(desk.tag(desk.one))
        let changed = try await desk.verify()
        #expect(changed.status == 1)
        #expect(changed.output.isEmpty)
        #expect(
            desk.shown(changed.error) == """
                error: HOST gives something else for sha256:HEX in HOST/team/a than the digest says

                """
        )
        // One whose digests fit: another's payload in place of ours.
        try Files.writeAtomically(bytes, to: file)
        try await desk.sign("2")
        let other = try #require(try desk.layers(desk.tag(desk.two, ".sig")).first)
        let list = try desk.read(desk.tag(desk.one, ".sig")).replacing(layer, with: try #require(other["digest"]?.string))
        try desk.put(list, desk.tag(desk.one, ".sig"))
        let forged = try await desk.verify()
        #expect(forged.status == 1)
        #expect(
            desk.shown(forged.error) == """
                error: HOST/team/a:sha256-ONE.sig: no key that is trusted made the signature
                  trusted: ours.pub, HINT
                hint: give the public key of the signer with --key; if it was given, something was changed after it was signed

                """
        )
    }

    @Test func aListThatIsNoneStopsNobodyAndIsLeft() async throws {
        try await desk.sign()
        let list = try desk.read(desk.tag(desk.one, ".sig"))
        try desk.put(try desk.read(desk.index), desk.tag(desk.one, ".sig"))
        let found = try await desk.verify()
        #expect(desk.shown(found.output) == SigningDesk.accepted, "\(found.error)")
        let refused = try await desk.cuttle("sign", "--key", "theirs.key", desk.name("1"))
        #expect(refused.status == 1)
        #expect(
            desk.shown(refused.error) == """
                error: HOST/team/a:sha256-ONE.sig is not a signature that can be read: it is an index

                """
        )
        #expect(try desk.read(desk.tag(desk.one, ".sig")) == desk.read(desk.index))
        try desk.put(list, desk.tag(desk.one, ".sig"))
    }

    // MARK: Attestations

    @Test func attestsABillOfMaterials() async throws {
        try Files.writeAtomically(Array(#"{"spdxVersion":"SPDX-2.3","name":"x"}"#.utf8), to: desk.folder.path.appending("bill.json"))
        let first = try await desk.cuttle("attest", "--key", "ours.key", "--type", "spdxjson", "--predicate", "bill.json", desk.name("1"))
        #expect(desk.shown(first.error) == "attested\n")
        #expect(desk.shown(first.output) == "HOST/team/a@sha256:ONE\n")
        let (list, referrers) = (try desk.read(desk.tag(desk.one, ".att")), try desk.read(desk.tag(desk.one)))
        let again = try await desk.cuttle("attest", "--key", "ours.key", "--type", "spdxjson", "--predicate", "bill.json", desk.name("1"))
        #expect(desk.shown(again.error) == "attested by this key already\n")
        #expect(try desk.read(desk.tag(desk.one, ".att")) == list)
        #expect(try desk.read(desk.tag(desk.one)) == referrers)
        // To attest is not to sign.
        let unsigned = try await desk.cuttle("verify", "--key", "ours.pub", "--type", "spdxjson", desk.name("1"))
        #expect(unsigned.status == 1)
        #expect(desk.shown(unsigned.error).hasPrefix("error: HOST/team/a@sha256:ONE has no signature\n"))
        try await desk.sign()
        for type in ["spdxjson", "https://spdx.dev/Document"] {
            let found = try await desk.cuttle("verify", "--key", "ours.pub", "--type", type, desk.name("1"))
            #expect(found.status == 0, "\(found.error)")
            #expect(desk.shown(found.output) == SigningDesk.accepted + "  attested (\(type)) by ours.pub\n")
        }
        let document = try await desk.cuttle("verify", "--key", "ours.pub", "--type", "spdxjson", "--json", desk.name("1"))
        let findings = try #require(JSON(parsing: Array(document.output.utf8)).items?.first?["findings"]?.items)
        #expect(findings.last?["payload"]?["predicate"]?["name"]?.string == "x")
        let missing = try await desk.cuttle("verify", "--key", "ours.pub", "--type", "cyclonedx", desk.name("1"))
        #expect(missing.status == 1)
        #expect(missing.output.isEmpty)
        #expect(
            desk.shown(missing.error) == """
                error: HOST/team/a@sha256:ONE has no attestation of the type cyclonedx
                hint: attest it: cuttle image attest --key KEY --type cyclonedx --predicate FILE HOST/team/a@sha256:ONE

                """
        )
        let foreign = try await desk.cuttle("verify", "--key", "theirs.pub", "--type", "spdxjson", desk.name("1"))
        #expect(foreign.status == 1)
        // By each place alone.
        try desk.delete(desk.tag(desk.one))
        #expect(try await desk.cuttle("verify", "--key", "ours.pub", "--type", "spdxjson", desk.name("1")).status == 0)
        try desk.put(referrers, desk.tag(desk.one))
        try desk.delete(desk.tag(desk.one, ".att"))
        #expect(try await desk.cuttle("verify", "--key", "ours.pub", "--type", "spdxjson", desk.name("1")).status == 0)
        // Under another image it says nothing.
        try await desk.sign("2")
        try desk.put(list, desk.tag(desk.two, ".att"))
        let replayed = try await desk.cuttle("verify", "--key", "ours.pub", "--type", "spdxjson", desk.name("2"))
        #expect(replayed.status == 1)
        #expect(
            desk.shown(replayed.error) == """
                error: HOST/team/a:sha256-TWO.att is about another image
                  it is about sha256:ONE
                  the image is sha256:TWO

                """
        )
    }

    @Test func aTextIsAttested() async throws {
        try Files.writeAtomically(Array("SPDXVersion: SPDX-2.3\n".utf8), to: desk.folder.path.appending("bill.spdx"))
        let wrong = try await desk.cuttle("attest", "--key", "ours.key", "--type", "spdxjson", "--predicate", "bill.spdx", desk.name("1"))
        #expect(wrong.status == 2)
        #expect(wrong.error.hasPrefix("error: bill.spdx is not JSON: at byte 0: "))
        let right = try await desk.cuttle("attest", "--key", "ours.key", "--type", "spdx", "--predicate", "bill.spdx", desk.name("1"))
        #expect(right.status == 0, "\(right.error)")
    }

    // MARK: Indexes

    @Test func anIndexIsSignedWithItsImages() async throws {
        let images = try #require(JSON(parsing: Array(desk.read("index").utf8))["manifests"]?.items).compactMap { $0["digest"]?.string }
        try #require(images.count == 2)
        let alone = try await desk.cuttle("sign", "--key", "ours.key", desk.name("index"))
        #expect(desk.shown(alone.output) == "HOST/team/a@sha256:INDEX\n")
        for image in images {
            #expect(
                try await desk.cuttle("verify", "--key", "ours.pub", "\(desk.registry.host)/\(SigningDesk.repository)@\(image)").status == 1
            )
        }
        let all = try await desk.cuttle("sign", "--recursive", "--key", "ours.key", desk.name("index"))
        #expect(desk.shown(all.error) == "signed by this key already\nsigned\nsigned\n")
        #expect(desk.shown(all.output) == "HOST/team/a@sha256:INDEX\nHOST/team/a@sha256:HEX\nHOST/team/a@sha256:HEX\n")
        for image in images {
            let found = try await desk.cuttle("verify", "--key", "ours.pub", "\(desk.registry.host)/\(SigningDesk.repository)@\(image)")
            #expect(found.output == "\(desk.registry.host)/\(SigningDesk.repository)@\(image)\n  signed by ours.pub\n", "\(found.error)")
        }
    }
}
