import Cryptography
import Diagnostics
import Testing

@testable import Recipes

/// `fetch`, which the tool does itself (PIPELINES.md §3.2).
@Suite struct FetchStepTests {
    static let digest = String(repeating: "0123456789abcdef", count: 4)

    static func fetch(_ with: String) throws -> FetchStep {
        let steps = try Given.steps("vars: {v: '2'}\npipeline:\n  - uses: fetch\n    with: {\(with)}\n")
        guard case .source(.fetch(let fetch))? = steps.first?.action else { throw Diagnostic(.internalError, "not a fetch step") }
        return fetch
    }

    @Test func hasTheDefaultsOfTheFormat() throws {
        let fetch = try Self.fetch("uri: 'https://x/a-${{package.version}}-${{vars.v}}.tar.gz', expected-sha256: \(Self.digest)")
        #expect(fetch.address == "https://x/a-1.10-2.tar.gz")
        #expect(fetch.fileName == "a-1.10-2.tar.gz")
        #expect(fetch.digests.map(\.digest.hex) == [Self.digest])
        #expect(fetch.digests.map(\.function) == [.sha256])
        #expect(fetch.isUnpacked)
        #expect(!fetch.isDeleted)
        #expect(fetch.stripComponents == 1)
        #expect(fetch.directory == ".")
        #expect((fetch.patience.timeout, fetch.patience.nameTimeout, fetch.patience.attempts) == (5, 20, 5))
    }

    @Test func takesWhatIsGiven() throws {
        let more = "extract: false, delete: true, strip-components: 0, directory: src, timeout: 7, dns-timeout: 8, retry-limit: 9"
        let fetch = try Self.fetch("uri: 'http://x/y', expected-sha512: \(Self.digest)\(Self.digest), \(more)")
        #expect(fetch.digests.map(\.function) == [.sha512])
        #expect(fetch.digests.map(\.digest.hex) == [Self.digest + Self.digest])
        #expect(!fetch.isUnpacked)
        #expect(fetch.isDeleted)
        #expect(fetch.stripComponents == 0)
        #expect(fetch.directory == "src")
        #expect((fetch.patience.timeout, fetch.patience.nameTimeout, fetch.patience.attempts) == (7, 8, 9))
    }

    @Test(arguments: [
        ("https://x/a.tar.gz?x=b", "a.tar.gz?x=b"), ("https://x/a.tar.gz#b", "a.tar.gz#b"), ("https://x/a/", "a"),
        ("https://x/..", "source"),
        ("https://x/.", "source"), ("", "source"),
    ])
    func isCalledByTheLastPartOfItsAddress(_ address: String, _ name: String) throws {
        let span = try Given.recipe(Given.head).package.nameSpan
        let fetch = FetchStep(
            address: address,
            digests: [],
            isUnpacked: true,
            isDeleted: false,
            stripComponents: 1,
            directory: ".",
            patience: FetchStep.Patience(),
            span: span
        )
        #expect(fetch.fileName == name)
    }

    @Test func needsADigestOrSaysThatThereIsNone() throws {
        #expect(try Self.fetch("uri: 'https://x/y', expected-none: 'yes'").digests.isEmpty)
        #expect(
            problem { _ = try Self.fetch("uri: 'https://x/y'") } == """
                hello.yaml:6:11: error: fetch needs the digest of what it fetches
                 6 |   - uses: fetch
                   |           ^~~~~
                hint: add expected-sha256: followed by what sha256sum prints for the file

                """
        )
    }

    @Test func takesBothDigests() throws {
        let fetch = try Self.fetch("uri: 'http://x/y', expected-sha512: \(Self.digest)\(Self.digest), expected-sha256: \(Self.digest)")
        #expect(fetch.digests.map(\.function) == [.sha256, .sha512])
        #expect(fetch.span.line == 7)
    }

    @Test(arguments: [
        ("strip-components", "-1", "0 to 1000"), ("strip-components", "one", "0 to 1000"), ("strip-components", "1.5", "0 to 1000"),
        ("strip-components", "99999999999999999999", "0 to 1000"), ("timeout", "soon", "0 to 86400"), ("dns-timeout", "-1", "0 to 86400"),
        ("retry-limit", "0", "1 to 100"),
    ])
    func refusesWhatIsNoNumber(_ name: String, _ value: String, _ range: String) {
        let text = problem { _ = try Self.fetch("uri: 'https://x/y', expected-none: 'yes', \(name): '\(value)'") }
        #expect(text.contains("error: \(name) must be a number from \(range), not \"\(value)\"\n 7 | "), "\(text)")
    }

    @Test func areGatheredInTheOrderOfTheSteps() throws {
        let fetch = { (name: String) in "{uses: fetch, with: {uri: 'https://x/\(name)', expected-none: 'yes'}}" }
        let text = """
            pipeline: [\(fetch("a")), {pipeline: [\(fetch("b"))]}, {if: "'a' == 'b'", pipeline: [\(fetch("c"))]}]
            subpackages: [{name: s, pipeline: [\(fetch("d"))]}]
            """
        let names = try Given.compiled(Given.head + text).sources.map { source in
            if case .fetch(let fetch) = source { fetch.fileName } else { "no file" }
        }
        #expect(names == ["a", "b", "d"])
    }
}
