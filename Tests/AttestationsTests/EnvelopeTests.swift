import Cryptography
import Diagnostics
import JSON
import SystemPackage
import TestSupport
import Testing

@testable import Attestations

/// Signed statements, ours and hostile ones.
@Suite struct EnvelopeTests {
    private static func withKey(_ body: (PrivateKey, Keyring) throws -> Void) throws {
        try withScratch { folder in
            try PrivateKey.generate(folder.appending("k.rsa"), bits: 2048)
            let key = try PrivateKey(folder.appending("k.rsa"))
            try body(key, Keyring([key.publicKey()]))
        }
    }

    private static let statement = Statement(
        subjects: [Statement.Resource(name: "a-1-r0.apk", digests: ["sha256": Digest.of("a").hex])],
        predicateType: Provenance.predicateType,
        predicate: .object(["x": .number(1)])
    )

    @Test func theSignedBytesAreThoseOfTheStandard() {
        let bytes = Envelope.signedBytes(Array("hello world".utf8), type: "http://example.com/HelloWorld")
        #expect(String(decoding: bytes, as: UTF8.self) == "DSSEv1 29 http://example.com/HelloWorld 11 hello world")
    }

    @Test func whatWasSignedIsReadAndVerified() throws {
        try Self.withKey { key, keyring in
            let made = try Envelope(Array(Self.statement.text.utf8), key: key)
            let read = try Envelope(parsing: Array((made.text + "\n").utf8), name: "x")
            #expect(read == made)
            #expect(try read.verify(keyring: keyring, name: "x") == "k.rsa.pub")
            let statement = try Statement(read, name: "x")
            #expect(statement == Self.statement)
            #expect(throws: Never.self) { try statement.check("a-1-r0.apk", Digest.of("a"), name: "x") }
        }
    }

    @Test func theNameOfAKeyIsOnlyAHint() throws {
        try Self.withKey { key, keyring in
            let text = try Envelope(Array("{}".utf8), key: key).text.replacing("k.rsa.pub", with: "other.pub")
            #expect(try Envelope(parsing: Array(text.utf8), name: "x").verify(keyring: keyring, name: "x") == "k.rsa.pub")
        }
    }

    @Test func whatNobodyTrustedSignedIsRefused() throws {
        try Self.withKey { key, _ in
            let envelope = try Envelope(Array("{}".utf8), key: key)
            let error = #expect(throws: Diagnostic.self) { try envelope.verify(keyring: Keyring(), name: "x.intoto.jsonl") }
            #expect(error?.message == "x.intoto.jsonl: no key that is trusted made its signature")
            #expect(error?.notes == ["signed by k.rsa.pub", "no key is trusted"])
        }
    }

    /// Anything that is changed after signing, except the name of the key, is noticed.
    @Test(arguments: ["payload", "payloadType", "sig"]) func whatWasChangedIsRefused(_ part: String) throws {
        try Self.withKey { key, keyring in
            let made = try Envelope(Array(Self.statement.text.utf8), key: key)
            var members = try #require(JSON(parsing: Array(made.text.utf8)).members)
            let other = try Envelope(Array("{\"other\":1}".utf8), type: "text/plain", key: key)
            let document = try JSON(parsing: Array(other.text.utf8))
            let name = part == "sig" ? "signatures" : part
            members = members.map { $0.key == name ? .init(key: name, value: document[name] ?? .null) : $0 }
            let changed = try Envelope(parsing: Array(JSON.object(members).text().utf8), name: "x")
            #expect(throws: Diagnostic.self) { try changed.verify(keyring: keyring, name: "x") }
        }
    }

    @Test(
        arguments: [
            ("", "at byte 0: the text ends where a value should be"),
            ("{}", "it lacks payloadType, payload or signatures"),
            ("[]", "it lacks payloadType, payload or signatures"),
            (#"{"payloadType":1,"payload":"","signatures":[]}"#, "it lacks payloadType, payload or signatures"),
            (#"{"payloadType":"t","payload":"e30=","signatures":[]}"#, "it has no signature"),
            (#"{"payloadType":"t","payload":"e30","signatures":[{"sig":""}]}"#, "its payload is not base64"),
            (#"{"payloadType":"t","payload":"e 0=","signatures":[{"sig":""}]}"#, "its payload is not base64"),
            (#"{"payloadType":"t","payload":"+-__","signatures":[{"sig":""}]}"#, "its payload is not base64"),
            (#"{"payloadType":"t","payload":"e30=","signatures":[{"sig":"?"}]}"#, "a signature is not base64"),
            (#"{"payloadType":"t","payload":"e30=","signatures":[{}]}"#, "a signature is not base64"),
            (#"{"payloadType":"t","payloadType":"u","payload":"","signatures":[]}"#, "at byte 32: the key \"payloadType\" is there twice"),
            (
                "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":["
                    + Array(repeating: "{\"sig\":\"\"}", count: 17).joined(separator: ",")
                    + "]}", "it has more than 16 signatures"
            ),
        ]
    )
    func refusesWhatIsNoEnvelope(_ text: String, _ problem: String) {
        let error = #expect(throws: Diagnostic.self) { try Envelope(parsing: Array(text.utf8), name: "x.jsonl") }
        #expect(error?.message == "x.jsonl is not an attestation that can be read: \(problem)")
        #expect(error?.code == .damagedStatement)
    }

    @Test func anEnvelopeIsBounded() {
        let error = #expect(throws: Diagnostic.self) {
            try Envelope(parsing: [UInt8](repeating: UInt8(ascii: "["), count: 17 << 20), name: "x")
        }
        #expect(error?.message == "x is not an attestation that can be read: it is larger than 16777216 bytes")
    }

    @Test(
        arguments: [
            ("text/plain", "{}", "its payload is of the type \"text/plain\", not application/vnd.in-toto+json"),
            (Envelope.statementType, "x", "its payload at byte 0: no value begins like this"),
            (Envelope.statementType, "{}", "its payload is not a statement of in-toto, version 1 or 0.1"),
            (
                Envelope.statementType, #"{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"p"}"#,
                "its statement lacks subject or predicateType"
            ),
            (
                Envelope.statementType, #"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a"}],"predicateType":"p"}"#,
                "a subject of its statement has no digest"
            ),
        ]
    )
    func refusesWhatIsNoStatement(_ type: String, _ payload: String, _ problem: String) throws {
        try Self.withKey { key, _ in
            let envelope = try Envelope(Array(payload.utf8), type: type, key: key)
            let error = #expect(throws: Diagnostic.self) { try Statement(envelope, name: "x") }
            #expect(error?.message == "x is not an attestation that can be read: \(problem)")
        }
    }

    @Test func aStatementAboutSomethingElseIsRefused() {
        let error = #expect(throws: Diagnostic.self) { try Self.statement.check("a-1-r0.apk", Digest.of("b"), name: "x") }
        #expect(error?.message == "x says nothing of a-1-r0.apk")
        #expect(
            error?.notes == [
                "it speaks of another file of that name, sha256:\(Digest.of("a").hex)", "the file is sha256:\(Digest.of("b").hex)",
            ]
        )
    }

    /// What older programs wrote counts too (SIGNING.md §6).
    @Test(arguments: ["v1", "v0.1"]) func statementsOfBothVersionsAreRead(_ version: String) throws {
        try Self.withKey { key, _ in
            let text = Self.statement.text.replacing("in-toto.io/Statement/v1", with: "in-toto.io/Statement/\(version)")
            #expect(text.contains("Statement/\(version)\""))
            let read = try Statement(Envelope(Array(text.utf8), key: key), name: "x")
            #expect(read.subjects.map(\.name) == Self.statement.subjects.map(\.name))
        }
    }
}
