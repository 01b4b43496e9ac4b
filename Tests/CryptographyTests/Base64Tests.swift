import Cryptography
import Testing

@Suite struct Base64Tests {
    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("\u{0}\u{0}\u{0}", "AAAA")])
    func agreesWithTheStandard(_ text: String, _ encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test func readsBackWhatItWrites() {
        for count in 0..<200 {
            let bytes = noise(count, seed: UInt64(count))
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
    }

    @Test(arguments: [
        "A", "AA", "AAA", "AA=", "A===", "====", "=AAA", "AA=A", "Zg==Zg==", "    ", " Zg=", "Zg==\n\n\n\n", "Zm9v    ", "Zm9-", "Zm9_",
        "\u{E9}AA", "A\u{0}AA",
    ])
    func refusesWhatIsNotPaddedBase64(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
