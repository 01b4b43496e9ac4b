import Cryptography
import Diagnostics
import Files
import ImageConfigurations
import SystemPackage
import Testing

@testable import Recipes

/// The pipelines that are part of the program.
@Suite struct BuiltInPipelineTests {
    static let folder = FilePath(#filePath).removingLastComponent().appending("../../Sources/Recipes/Pipelines").lexicallyNormalized()

    /// A file `split.dev.yaml` is the pipeline `split/dev`.
    static func files() throws -> [(name: String, bytes: [UInt8])] {
        try Files.list(folder).map { file in
            (file.replacing(".yaml", with: "").replacing(".", with: "/"), try Files.read(folder.appending(file)))
        }
    }

    @Test func areAllListed() throws {
        let files = try Self.files()
        #expect(files.map(\.name).sorted() == PipelineLibrary.builtIn.keys.sorted())
        for (name, bytes) in files { #expect(PipelineLibrary.builtIn[name] == bytes, "\(name)") }
    }

    @Test(arguments: PipelineLibrary.builtIn.keys.sorted())
    func compiles(_ name: String) throws {
        let with = name == "fetch" ? "\n    with: {uri: 'https://x/y', expected-none: 'yes'}" : ""
        let steps = try Given.steps("pipeline:\n  - uses: \(name)\(with)\n")
        #expect(steps.count == 1)
        #expect(Given.scripts(steps).allSatisfy { !$0.contains("${{") })
        let definition = try PipelineLibrary().definition(LocatedText(text: name, span: try Given.recipe(Given.head).package.nameSpan))
        #expect(definition.isBuiltIn)
        #expect(!definition.step.name.isEmpty)
    }

    /// Their interface is that of melange's, so that recipes need no change (PIPELINES.md §2).
    @Test(arguments: [
        ("autoconf/make", ["dir": ".", "opts": "", "targets": ""], ["make"]),
        ("autoconf/make-install", ["dir": ".", "opts": "", "targets": "install"], ["make"]),
        ("split/alldocs", ["package": ""], ["busybox"]), ("split/dev", ["package": "", "prefix": "/usr"], ["busybox"]),
        ("split/lib", ["package": "", "patterns": "", "paths": ""], ["busybox"]), ("split/manpages", ["package": ""], ["busybox"]),
        ("split/static", ["package": ""], ["busybox"]), ("strip", ["opts": "-g"], ["binutils", "scanelf"]),
    ])
    func hasTheInterfaceOfTheFormat(_ name: String, _ defaults: [String: String], _ needs: [String]) throws {
        let definition = try PipelineLibrary().definition(LocatedText(text: name, span: try Given.recipe(Given.head).package.nameSpan))
        #expect(definition.step.inputs.mapValues(\.defaultText) == defaults)
        #expect(definition.step.needs.map(\.text) == needs)
    }
}

/// `fetch`, which the tool does itself (PIPELINES.md §3.2).
@Suite struct FetchStepTests {
    static let digest = String(repeating: "0123456789abcdef", count: 4)

    static func fetch(_ with: String) throws -> FetchStep {
        let steps = try Given.steps("vars: {v: '2'}\npipeline:\n  - uses: fetch\n    with: {\(with)}\n")
        guard case .fetch(let fetch)? = steps.first?.action else { throw Diagnostic(.internalError, "not a fetch step") }
        return fetch
    }

    @Test func hasTheDefaultsOfTheFormat() throws {
        let fetch = try Self.fetch("uri: 'https://x/a-${{package.version}}-${{vars.v}}.tar.gz', expected-sha256: \(Self.digest)")
        #expect(fetch.address == "https://x/a-1.10-2.tar.gz")
        #expect(fetch.fileName == "a-1.10-2.tar.gz")
        #expect(fetch.digest?.hex == Self.digest)
        #expect(fetch.function == .sha256)
        #expect(fetch.isUnpacked)
        #expect(!fetch.isDeleted)
        #expect(fetch.stripComponents == 1)
        #expect(fetch.directory == ".")
    }

    @Test func takesWhatIsGiven() throws {
        let more = "extract: false, delete: true, strip-components: 0, directory: src"
        let fetch = try Self.fetch("uri: 'http://x/y', expected-sha512: \(Self.digest)\(Self.digest), \(more)")
        #expect(fetch.function == .sha512)
        #expect(fetch.digest?.hex == Self.digest + Self.digest)
        #expect(!fetch.isUnpacked)
        #expect(fetch.isDeleted)
        #expect(fetch.stripComponents == 0)
        #expect(fetch.directory == "src")
    }

    @Test(arguments: [
        ("https://x/a.tar.gz?x=/b", "a.tar.gz"), ("https://x/a.tar.gz#b", "a.tar.gz"), ("https://x/a/", "a"), ("https://x/..", "source"),
        ("https://x/.", "source"), ("", "source"),
    ])
    func isCalledByTheLastPartOfItsAddress(_ address: String, _ name: String) throws {
        let span = try Given.recipe(Given.head).package.nameSpan
        let fetch = FetchStep(
            address: address,
            digest: nil,
            function: .sha256,
            isUnpacked: true,
            isDeleted: false,
            stripComponents: 1,
            directory: ".",
            span: span
        )
        #expect(fetch.fileName == name)
    }

    @Test func needsADigestOrSaysThatThereIsNone() throws {
        #expect(try Self.fetch("uri: 'https://x/y', expected-none: 'yes'").digest == nil)
        #expect(
            problem { _ = try Self.fetch("uri: 'https://x/y'") } == """
                hello.yaml:6:11: error: fetch needs the digest of what it fetches
                 6 |   - uses: fetch
                   |           ^~~~~
                hint: add expected-sha256: followed by what sha256sum prints for the file

                """
        )
    }

    @Test(arguments: ["-1", "one", "1.5", "99999999999999999999"])
    func stripsANumberOfComponents(_ count: String) {
        let text = problem { _ = try Self.fetch("uri: 'https://x/y', expected-none: 'yes', strip-components: '\(count)'") }
        #expect(text.contains("error: strip-components must be a number\n"), "\(text)")
    }

    @Test func areGatheredInTheOrderOfTheSteps() throws {
        let fetch = { (name: String) in "{uses: fetch, with: {uri: 'https://x/\(name)', expected-none: 'yes'}}" }
        let text = """
            pipeline: [\(fetch("a")), {pipeline: [\(fetch("b"))]}, {if: "'a' == 'b'", pipeline: [\(fetch("c"))]}]
            subpackages: [{name: s, pipeline: [\(fetch("d"))]}]
            """
        #expect(try Given.compiled(Given.head + text).sources.map(\.fileName) == ["a", "b", "d"])
    }
}
