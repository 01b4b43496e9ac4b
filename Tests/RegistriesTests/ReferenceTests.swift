import Diagnostics
import Testing

@testable import Registries

/// What images are called.
@Suite struct ReferenceTests {
    private static let digest = "sha256:" + String(repeating: "0a", count: 32)

    @Test(arguments: [
        ("hello", "index.docker.io/library/hello:latest"),
        ("team/hello", "index.docker.io/team/hello:latest"),
        ("docker.io/hello:1", "index.docker.io/library/hello:1"),
        ("registry-1.docker.io/team/hello:1", "index.docker.io/team/hello:1"),
        ("index.docker.io/library/hello", "index.docker.io/library/hello:latest"),
        ("ghcr.io/team/hello:1.0", "ghcr.io/team/hello:1.0"),
        ("localhost/hello", "localhost/hello:latest"),
        ("localhost:5000/a/b__c/d---e.f_g:v1", "localhost:5000/a/b__c/d---e.f_g:v1"),
        ("hello:5000/app", "hello:5000/app:latest"),
        ("[::1]:5000/app:x", "[::1]:5000/app:x"),
        ("[fe80::1]/app", "[fe80::1]/app:latest"),
        ("127.0.0.1:80/a@\(digest)", "127.0.0.1:80/a@\(digest)"),
        ("127.0.0.1:80/a:t@\(digest)", "127.0.0.1:80/a:t@\(digest)"),
        ("a/b:_x", "index.docker.io/a/b:_x"),
    ])
    func isRead(_ text: String, _ whole: String) throws {
        #expect(try ImageReference(text).description == whole)
        #expect(try ImageReference(whole).description == whole)
    }

    @Test(arguments: [
        ("", "\"\" is not a reference to an image: it is empty\n"),
        (
            "https://ghcr.io/a/b",
            "\"https://ghcr.io/a/b\" is not a reference to an image: it begins with a scheme\nhint: leave it out: ghcr.io/a/b\n"
        ),
        (
            "ghcr.io/Team/hello:1",
            """
            "ghcr.io/Team/hello:1" is not a reference to an image: "Team" is not a part of a name: those are of lower-case letters, digits, \
            and . _ __ - between them
            hint: write it in lower case: ghcr.io/team/hello:1

            """
        ),
        (
            "ghcr.io/a/.b",
            """
            "ghcr.io/a/.b" is not a reference to an image: ".b" is not a part of a name: those are of lower-case letters, digits, \
            and . _ __ - between them

            """
        ),
        ("ghcr.io/a//b", "\"ghcr.io/a//b\" is not a reference to an image: a part of the name is empty\n"),
        ("ghcr.io/", "\"ghcr.io/\" is not a reference to an image: a part of the name is empty\n"),
        ("gh_cr.io/a", "\"gh_cr.io/a\" is not a reference to an image: \"gh_cr.io\" is not the name of a registry\n"),
        ("host:0/a", "\"host:0/a\" is not a reference to an image: \"host:0\" is not the name of a registry\n"),
        ("host:70000/a", "\"host:70000/a\" is not a reference to an image: \"host:70000\" is not the name of a registry\n"),
        (
            "a/b:.x",
            "\"a/b:.x\" is not a reference to an image: \".x\" is not a tag: letters, digits and _ . - , at most 128, not beginning with . or -\n"
        ),
        (
            "a/b@sha256:0A",
            "\"a/b@sha256:0A\" is not a reference to an image: what follows @ is not a digest: sha256: and 64 lower-case hexadecimal digits\n"
        ),
    ])
    func isRefused(_ text: String, _ shown: String) async {
        #expect(await problem { _ = try ImageReference(text) } == "error: " + shown)
    }

    @Test(arguments: [
        "a/b c", "a/b\n", "a/b?x=1", "a/../b", "a/b#x", "a/b:x/y", "host/a%2e", "é/b", "a/b__­c", "a/" + String(repeating: "x", count: 260),
    ])
    func nothingElseGetsThrough(_ text: String) {
        let error = #expect(throws: Diagnostic.self) { try ImageReference(text) }
        #expect(error?.code == .invalidReference)
    }

    @Test(arguments: [
        "sha256:" + String(repeating: "0", count: 63), "sha256:" + String(repeating: "A", count: 64),
        "md5:" + String(repeating: "0", count: 32),
        String(repeating: "0", count: 64), "sha256:", "sha512:" + String(repeating: "0", count: 64),
        "sha256:\(String(repeating: "0", count: 64)):x",
    ])
    func isNoDigest(_ text: String) {
        #expect(ContentDigest(text) == nil)
    }
}
