import Attestations
import Cryptography
import Diagnostics
import JSON
import Testing

@testable import ImageSignatures

@Suite struct SignatureCheckTests {
    private let image = Digest.of("an image")
    private let other = Digest.of("another image")

    @Test(.enabled(if: Vectors.areThere, Vectors.absence))
    func signaturesOfOthersAreTaken() throws {
        let vectors = try Vectors()
        let check = try vectors.check
        for item in try vectors.items("simple_signing") {
            let payload = Array(try #require(item["payload"]?.string).utf8)
            let finding = try check.simpleSigning(payload, signature: try #require(item["signature_b64"]?.string), place: "s")
            let document = try SimpleSigning(payload, name: "s")
            // Ours of the same content has the same bytes.
            let ours = SimpleSigning(repository: document.repository, image: check.image, annotations: finding.annotations)
            #expect(ours.bytes == payload)
            #expect(Digest.of(payload).hex == item["payload_sha256"]?.string)
        }
        let bundle = try #require(vectors.document["bundle_image_signature"])
        let statement = Array(try #require(bundle["statement"]?.string).utf8)
        let finding = try check.bundle(Array(try #require(bundle["bundle"]?.string).utf8), place: "b")
        #expect(finding.type == PredicateType.signature)
        #expect(finding.payload == statement)
        #expect(Array(ImageStatement.about(check.image).text.utf8) == statement)
        #expect(Digest.of(Envelope.signedBytes(of: statement)).hex == bundle["pae_sha256"]?.string)
        let plain = try #require(vectors.document["dsse_pae_vector"])
        let body = Array(try #require(plain["body"]?.string).utf8)
        #expect(
            String(decoding: Envelope.signedBytes(of: body, type: try #require(plain["payloadType"]?.string)), as: UTF8.self)
                == plain["pae"]?.string
        )
    }

    @Test(.enabled(if: Vectors.areThere, Vectors.absence))
    func forgeriesAreRefused() throws {
        let vectors = try Vectors()
        let check = try vectors.check
        let messages = [
            "payload altered after signing": "f: the signature does not fit what it is said to cover",
            "payloadType altered": "f: the signature does not fit what it is said to cover",
            "two DSSE signatures in a bundle": "f is not a signature that can be read: it has 2 signatures; a bundle has exactly one",
            "wrong critical.type":
                "f is not a signature that can be read: it is a document of the type \"atomic container image signature\", not \"cosign container image signature\"",
        ]
        for item in try vectors.items("negative") {
            let why = try #require(item["why"]?.string)
            let error = #expect(throws: Diagnostic.self, "\(why)") {
                if let bundle = item["bundle"]?.string { return try check.bundle(Array(bundle.utf8), place: "f") }
                let payload = Array(try #require(item["payload"]?.string).utf8)
                return try check.simpleSigning(payload, signature: try #require(item["signature_b64"]?.string), place: "f")
            }
            #expect(error?.message == messages[why], "\(why)")
        }
    }

    private func signed(_ key: ImagePrivateKey, _ image: Digest, _ annotations: [String: String] = [:]) throws -> (
        payload: [UInt8], signature: String
    ) {
        let payload = SimpleSigning(repository: "registry.example/golden", image: image, annotations: annotations).bytes
        return (payload, Base64.encode(try key.sign(payload)))
    }

    @Test func eachWayToDeceiveHasItsMessage() throws {
        let key = try ImagePrivateKey(generating: "ours")
        let stranger = try ImagePrivateKey(generating: "theirs")
        let check = SignatureCheck(image: image, keys: [try key.publicKey()], annotations: ["stage": "release"])
        let annotations = ["stage": "release", "other": "x"]
        let good = try signed(key, image, annotations)
        #expect(try check.simpleSigning(good.payload, signature: good.signature, place: "s").annotations == annotations)
        func refused(_ payload: [UInt8], _ signature: String, _ code: Diagnostic.Code, _ message: String) {
            let error = #expect(throws: Diagnostic.self) { try check.simpleSigning(payload, signature: signature, place: "s") }
            #expect(error?.code == code)
            #expect(error?.message == message)
        }
        refused(good.payload + [0x20], good.signature, .wrongImageKey, "s: no key that is trusted made the signature")
        refused(good.payload, "", .damagedSignature, "s is not a signature that can be read: its signature is not base64")
        let foreign = try signed(stranger, image, annotations)
        refused(foreign.payload, foreign.signature, .wrongImageKey, "s: no key that is trusted made the signature")
        let replayed = try signed(key, other, annotations)
        refused(replayed.payload, replayed.signature, .otherImage, "s is about another image")
        let plain = try signed(key, image)
        refused(plain.payload, plain.signature, .otherAnnotations, "s does not vouch for stage=release")
        let staged = try signed(key, image, ["stage": "test"])
        refused(staged.payload, staged.signature, .otherAnnotations, "s does not vouch for stage=release")
    }

    @Test func bundlesOfOursAreTakenForTheirImageAlone() throws {
        let key = try ImagePrivateKey(generating: "ours")
        let statement = ImageStatement.about(image, annotations: ["stage": "release"])
        let bundle = Array(try SignatureBundle(Array(statement.text.utf8), key: key).text.utf8)
        let keys = [try key.publicKey()]
        #expect(
            try SignatureCheck(image: image, keys: keys, annotations: ["stage": "release"]).bundle(bundle, place: "b").key.name == "ours"
        )
        func message(_ check: SignatureCheck) -> String? {
            #expect(throws: Diagnostic.self) { try check.bundle(bundle, place: "b") }?.message
        }
        #expect(message(SignatureCheck(image: other, keys: keys)) == "b is about another image")
        #expect(message(SignatureCheck(image: image, keys: keys, annotations: ["a": "b"])) == "b does not vouch for a=b")
        let stranger = try ImagePrivateKey(generating: "theirs").publicKey()
        #expect(message(SignatureCheck(image: image, keys: [stranger])) == "b: no key that is trusted made the signature")
        #expect(message(SignatureCheck(image: image, keys: [])) == "b: no key that is trusted made the signature")
    }

    @Test(
        arguments: [
            ("{}", "it is no bundle of Sigstore's, version 0.1 to 0.3"),
            ("[", "at byte 1: the text ends where a value should be"),
            (
                #"{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"certificate":{"rawBytes":""}}}"#,
                "it was signed with a certificate, not with a key: that cannot be checked without its services"
            ),
            (
                #"{"mediaType":"application/vnd.dev.sigstore.bundle+json;version=0.2","verificationMaterial":{"publicKey":{}},"messageSignature":{}}"#,
                "it holds no signed statement"
            ),
        ]
    )
    func whatIsNoBundleIsRefused(_ text: String, _ problem: String) {
        let error = #expect(throws: Diagnostic.self) { try SignatureBundle(Array(text.utf8), name: "b") }
        #expect(error?.message == "b is not a signature that can be read: \(problem)")
    }
}
