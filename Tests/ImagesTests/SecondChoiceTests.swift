import APK
import Cryptography
import Diagnostics
import ImageConfigurations
import Recipes
import Repositories
import Solving
import SystemPackage
import Testing

@testable import Images

/// What apko chooses first becomes what it asks for by version, and is chosen again (IMAGE.md §8, SOLVER.md §12).
@Suite(.timeLimit(.minutes(30))) struct SecondChoiceTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    private func publish(_ name: String, _ dependencies: [String] = [], installIf: [String] = []) throws {
        try workshop.publish(
            try workshop.package(name, ["etc": .directory(), "etc/\(name)": .file(name)]) {
                ($0.dependencies, $0.installIf) = (dependencies, installIf)
            }
        )
    }

    /// The packages of both choices in their orders, and what the image asks for.
    private func choices(_ packages: String, adding more: [String] = [], _ policy: SolvingPolicy) throws -> [[String]] {
        var image = try configuration("contents:\n  packages: [\(packages)]\n")
        image.contents.repositories = [workshop.repository.string]
        let keyring = Keyring([try Workshop.key.get().publicKey()])
        let resolver = ImageResolver(store: workshop.store, keyring: keyring, isOffline: true, policy: policy)
        let known = [try #require(Architecture("x86_64"))]
        let first = try resolver.resolveTogether(image, known, adding: more) { Issue.record("\($0.message)") }
        let second = try resolver.resolveImage(image, known, adding: more) { Issue.record("\($0.message)") }
        return [first[0].choices.map(\.record.name), second[0].choices.map(\.record.name), second[0].pins]
    }

    @Test func theSecondOrderIsThatOfInstallation() throws {
        try publish("a")
        try publish("k")
        try publish("z", ["a"])
        try publish("q", ["k", "z"])
        let pins = ["a=1-r0", "k=1-r0", "q=1-r0", "z=1-r0"]
        #expect(try choices("q", .apko) == [["k", "a", "z", "q"], ["a", "k", "z", "q"], pins])
        #expect(try choices("z", adding: ["q"], .apko) == [["k", "a", "z", "q"], ["a", "k", "z", "q"], pins])
        let own = try choices("q", .apk)
        #expect(own[0] == own[1])
        #expect(own[2] == pins)
    }

    @Test func packagesThatCameByThemselvesBringTheirOwnThen() throws {
        for name in ["base", "doc", "reader"] { try publish(name) }
        try publish("foo", ["base", "doc"])
        try publish("foo-doc", ["reader"], installIf: ["foo=1-r0", "doc"])
        try publish("top", ["foo"])
        let found = try choices("top", .apko)
        let pins = ["base=1-r0", "doc=1-r0", "foo-doc=1-r0", "foo=1-r0", "top=1-r0"]
        #expect(found[2] == pins)
        #expect(found[0] == ["base", "doc", "foo", "foo-doc", "top"])
        #expect(found[1] == ["base", "doc", "reader", "foo-doc", "foo", "top"])
    }

    @Test func whatIsNotFoundAgainIsAnError() throws {
        try publish("doc")
        try publish("foo", ["doc"])
        try publish("foo-doc", ["reader"], installIf: ["foo=1-r0", "doc"])
        try publish("top", ["foo"])
        let message = problem { _ = try choices("top", .apko) }
        #expect(message.contains("reader"), "\(message)")
        #expect(message.contains("apko chooses twice"), "\(message)")
        #expect(message.contains("hint: build by a lock file"), "\(message)")
    }

    @Test(arguments: [
        ("[edgy@edge, bar]", ["bar=1-r0", "edgy=1-r0@edge"]), ("[edgy=1-r0@edge, bar]", ["bar=1-r0", "edgy=1-r0@edge"]),
        ("[edgy@edge=1-r0, bar]", ["bar=1-r0", "edgy=1-r0@edge"]), ("[edgy@edge, bar, edgy]", ["bar=1-r0", "edgy=1-r0"]),
        ("[bar, edgy, 'edgy>0@edge']", ["bar=1-r0", "edgy=1-r0@edge"]), ("[bar, cmd:edgy@edge]", ["bar=1-r0", "edgy=1-r0"]),
        ("[edgy, bar]", ["bar=1-r0", "edgy=1-r0"]),
    ])
    func pinsKeepTheTagsThatWereGiven(_ packages: String, _ pins: [String]) throws {
        let records = try ["edgy", "bar"].map { try IndexRecord(workshop.package($0, ["etc": .directory()])) }
        #expect(try configuration("contents: {packages: \(packages)}\n").pins(records) == pins)
    }

    /// The supervisor that a validated configuration asks for by itself says nothing of tags.
    @Test func whatIsAskedForByItselfHasNoTag() throws {
        let text = "contents: {packages: [s6@edge]}\nentrypoint: {type: service-bundle, services: {a: b}}\n"
        let image = try configuration(text).validated()
        #expect(image.contents.packages == ["s6@edge", "s6"])
        let pins = image.pins([try IndexRecord(workshop.package("s6", ["etc": .directory()]))])
        #expect(pins == ["s6=1-r0@edge"])
        #expect(image.locked(to: pins).contents.packages == ["s6=1-r0@edge", "s6"])
    }

    /// Only the world is put into order, and a service bundle asks for its supervisor once more.
    @Test func aLockKeepsItsOrder() throws {
        let files = try ["s6", "b", "a"].map { try workshop.package($0, ["etc": .directory(), "etc/\($0)": .file("")]) }
        var image = try configuration("contents: {packages: [a, b]}\nentrypoint: {type: service-bundle, services: {x: y}}\n").validated()
        image.contents.repositories = ["/r"]
        let packages = ImagePackages(architecture: try #require(Architecture("x86_64")), files: files)
        _ = try ImageBuilder(store: workshop.store, keyring: [], order: .path)
            .build(image, of: [packages], reference: "x", to: workshop.layout)
        #expect(try workshop.file("etc/apko.json").contains(#""packages":["s6=1-r0","b=1-r0","a=1-r0","s6"]"#))
        #expect(try workshop.file("etc/apk/world") == "a=1-r0\nb=1-r0\ns6\ns6=1-r0")
    }
}
