import Testing

@testable import Transfers

/// Names and passwords in addresses: what may be shown is without them.
@Suite struct CredentialsTests {
    @Test(
        arguments: [
            ("https://me:secret@h/x", "https://h/x"), ("https://me@h:8080/x?y#z", "https://h:8080/x?y#z"), ("https://h/x", "https://h/x"),
            ("https://h/a@b", "https://h/a@b"), ("https://h?a@b", "https://h?a@b"), ("https://h#a@b", "https://h#a@b"),
            ("https://me:p@ss@h/x", "https://h/x"), ("http://me:secret@[::1]:80/x", "http://[::1]:80/x"), ("git@h:x.git", "git@h:x.git"),
            ("packages/a@b", "packages/a@b"), ("ssh://git@h/x", "ssh://h/x"), ("", ""), ("https://me:secret@", "https://"),
        ]
    )
    func areLeftOut(_ address: String, _ expected: String) {
        #expect(address.withoutCredentials == expected)
    }

    @Test(
        arguments: [
            ("http://127.0.0.1:80/x", false), ("http://127.8.0.1", false), ("http://localhost/x", false), ("http://[::1]:80/x", false),
            ("https://h/x", false), ("http://h/x", true), ("http://127.0.0.1.example/x", true), ("http://127.0.0.1@h/x", true),
            ("http://localhost.example", true), ("http://[::2]/", true), ("http://me:127.0.0.1@h", true),
        ]
    )
    func inTheClear(_ address: String, _ expected: Bool) {
        #expect(address.isInTheClear == expected)
    }
}
