import Testing
import WebFiles

/// Targets of requests, and what they may lead to.
@Suite struct RequestPathTests {
    static let table: [(String, String?)] = [
        ("/APKINDEX.tar.gz", "APKINDEX.tar.gz"),
        ("/x86_64/a-1-r0.apk", "x86_64/a-1-r0.apk"),
        ("//x86_64//a-1-r0.apk", "x86_64/a-1-r0.apk"),
        ("/x86_64/a-1-r0.apk?x=../y", "x86_64/a-1-r0.apk"),
        ("/x86_64/libstdc++-1-r0.apk", "x86_64/libstdc++-1-r0.apk"),
        ("/x86_64/libstdc%2B%2b-1-r0.apk", "x86_64/libstdc++-1-r0.apk"),
        ("/a%20b/%C3%A9", "a b/é"),
        ("http://host:80/x/y", "x/y"),
        ("https://host/x/y?z", "x/y"),
        ("/...x", nil), ("/a..b", "a..b"), ("/a./b", "a./b"), ("/a\\..\\b", "a\\..\\b"),
        ("/key.rsa.pub", "key.rsa.pub"),
    ]

    @Test(arguments: table)
    func paths(_ target: String, _ expected: String?) {
        #expect((try? RequestPath(target))?.relative == expected)
    }

    @Test(arguments: [
        "", "x86_64/a", "*", "?", "/a#b", "/..", "/../etc/passwd", "/x/../../etc/passwd", "/x/..", "/.", "/x/./y", "/%2e%2e/x", "/%2E./x",
        "/x/%2e", "/a%2fb", "/a%2F..%2Fb", "/..%2f", "/%00", "/a%00b", "/%", "/%2", "/%g0", "/%ff", "/%c0%af", "/%C0%AE%C0%AE/x",
        "ftp://host/x", "http:/x", "file:///etc/passwd",
    ])
    func malformed(_ target: String) {
        #expect(throws: RequestPath.Refusal.malformed) { try RequestPath(target) }
    }

    @Test(arguments: [
        "/", "//", "/x86_64/", "/.lock", "/x86_64/.lock", "/x86_64/.cuttle-AbCdEf", "/.git/config", "/%2elock", "/...", "/x/.../y",
        "/local.rsa", "/keys/local.rsa", "/a.key", "/a.pem", "/keys/local%2Ersa", "/KEY.RSA", "/keys/id_rsa", "/Id_Ed25519",
        "http://host/", "http://host",
    ])
    func hidden(_ target: String) {
        let refusal = #expect(throws: RequestPath.Refusal.self) { try RequestPath(target) }
        // An absolute form without a path is no path; all others are hidden.
        #expect(refusal == (target == "http://host" ? .malformed : .hidden))
    }
}
