import Testing

@testable import Registries

/// What registries ask for.
@Suite struct ChallengeTests {
    @Test(arguments: [
        ("Basic realm=\"x\"", ["basic realm=x"]),
        (
            "Bearer realm=\"https://auth.example/token\",service=\"registry.example\",scope=\"repository:a/b:pull,push\"",
            ["bearer realm=https://auth.example/token scope=repository:a/b:pull,push service=registry.example"]
        ),
        ("bearer Realm = \"a\\\"b\" , Service=c", ["bearer realm=a\"b service=c"]),
        ("Negotiate, Basic realm=\"x\"", ["negotiate", "basic realm=x"]),
        ("Bearer realm=\"a\", Basic realm=\"b\"", ["bearer realm=a", "basic realm=b"]),
        ("Bearer realm=\"without end", ["bearer realm=without end"]),
        ("", []), (" , ,", []), ("=\"x\"", []), ("Bearer realm=", ["bearer realm="]),
    ])
    func isRead(_ text: String, _ expected: [String]) {
        let shown = Challenge.list(text).map { challenge in
            ([challenge.scheme] + challenge.parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }).joined(separator: " ")
        }
        #expect(shown == expected)
    }

    @Test func lengthCostsNoMoreThanItself() {
        #expect(Challenge.list(String(repeating: "a=", count: 100_000)).count <= 100_000)
    }
}
