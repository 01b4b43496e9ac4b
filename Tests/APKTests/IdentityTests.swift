import APK
import Cryptography
import Testing

@Suite struct IdentityTests {
    @Test func isReadAsItIsWritten() {
        let identity = Identity(.of("", .sha1))
        #expect(identity.description == "Q12jmj7l5rSw0yVb/vlWAYkK/YBwk=")
        #expect(Identity(identity.description) == identity)
    }

    @Test(arguments: [
        "", "Q1", "Q1AAAA", "Q2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "q12jmj7l5rSw0yVb/vlWAYkK/YBwk=", "Q12jmj7l5rSw0yVb/vlWAYkK/YBwk",
        "Q12jmj7l5rSw0yVb/vlWAYkK/YBwkAAAAA=", "X1da39a3ee5e6b4b0d3255bfef95601890afd80709", "Q1 jmj7l5rSw0yVb/vlWAYkK/YBwk=",
    ])
    func refusesEverythingElse(_ text: String) {
        #expect(Identity(text) == nil)
    }
}
