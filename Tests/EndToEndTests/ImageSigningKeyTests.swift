import Files
import SystemPackage
import TestSupport
import Testing

/// The keys that sign images.
@Suite(
    .timeLimit(.minutes(30)),
    .enabled(if: DockerRegistry.isThere && Shell.has("curl", "openssl"), "docker-registry, curl or openssl is not installed")
)
struct ImageSigningKeyTests {
    let desk: SigningDesk

    init() async throws {
        desk = try await SigningDesk()
    }

    @Test func keysAreKept() async throws {
        #expect(try FileStatus(desk.folder.path.appending("ours.key")).mode & 0o777 == 0o600)
        let before = try Files.read(desk.folder.path.appending("ours.key"))
        let there = try await desk.cuttle("generate-key-pair", "--output-key-prefix", "ours")
        #expect(there.status == 2)
        #expect(
            there.error == """
                error: ours.key exists already; it is left as it is
                hint: give another name with --output-key-prefix

                """
        )
        #expect(try Files.read(desk.folder.path.appending("ours.key")) == before)
        let unsaid = try await desk.cuttle("generate-key-pair", password: nil)
        #expect(unsaid.status == 2)
        #expect(
            unsaid.error == """
                error: there is no password to encrypt cosign.key with
                hint: set COSIGN_PASSWORD to one; an empty one will do where the file is safe

                """
        )
        #expect(!Files.exists(desk.folder.path.appending("cosign.pub")))
        let empty = try await desk.cuttle("generate-key-pair", password: "")
        #expect(empty.error == "wrote the private key cosign.key and the public key cosign.pub\n")
        #expect(try await desk.cuttle("sign", "--key", "cosign.key", desk.name("1"), password: "").status == 0)
        #expect(try await desk.verify(by: "cosign").status == 0)
    }

    @Test func keysThatDoNotDoAreExplained() async throws {
        func said(_ key: String, password: String? = "a password") async throws -> String {
            let outcome = try await desk.cuttle("sign", "--key", key, desk.name("1"), password: password)
            #expect(outcome.status == 2)
            return outcome.error
        }
        #expect(try await said("ours.key", password: nil) == "error: ours.key is encrypted\nhint: set COSIGN_PASSWORD to its password\n")
        #expect(
            try await said("ours.key", password: "other") == """
                error: ours.key cannot be decrypted: the password is wrong, or the file was changed
                hint: set COSIGN_PASSWORD to the key's password

                """
        )
        #expect(
            try await said("none.key") == """
                error: there is no private key none.key
                hint: make one: cuttle image generate-key-pair

                """
        )
        let absent = try await desk.cuttle("sign", "--key", "ours.key", desk.name("3"))
        #expect(absent.status == 2)
        #expect(
            desk.shown(absent.error) == """
                error: there is no image HOST/team/a:3
                hint: cuttle image tags HOST/team/a lists what there is

                """
        )
        #expect(throws: (any Error).self, "nothing was signed") { try desk.read(desk.tag(desk.one, ".sig")) }
    }

    /// Keys that openssl makes, of each kind that there is.
    @Test(arguments: [
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521", "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048",
        "ecparam -name prime256v1 -genkey -noout",
    ])
    func keysOfOthersSign(_ command: String) async throws {
        try Shell.run("cd '\(desk.folder.path)' && openssl \(command) -out other.key && openssl pkey -in other.key -pubout -out other.pub")
        try await desk.sign(with: "other")
        let found = try await desk.verify(by: "other")
        #expect(found.status == 0, "\(found.error)")
        #expect(try await desk.verify().status == 1)
    }

    @Test func aKeyOfAnotherKindIsRefused() async throws {
        try Shell.run("cd '\(desk.folder.path)' && openssl genpkey -algorithm ED25519 -out other.key")
        let refused = try await desk.cuttle("sign", "--key", "other.key", desk.name("1"))
        #expect(refused.status == 2)
        #expect(
            refused.error == """
                error: other.key is a key of a kind that images are not signed with
                hint: these are: ECDSA on P-256, P-384 or P-521, and RSA of 2048 to 4096 bits

                """
        )
    }
}
