import Bumps
import Diagnostics
import Files
import SystemPackage
import Testing

/// Only the values change, however they are written.
@Suite struct LayoutTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let before: String
        let after: String
        var testDescription: String { name }

        init(_ name: String, _ before: String, _ after: String) {
            self.name = name
            self.before = before
            self.after = after
        }
    }

    /// Bumps to 1.1.
    static let versions = [
        Case("plain", "package:\n  name: a\n  version: 1.0\n  epoch: 3\n", "package:\n  name: a\n  version: \"1.1\"\n  epoch: 0\n"),
        Case(
            "double quotes",
            "package:\n  name: a\n  version: \"1.0\"\n  epoch: 3\n",
            "package:\n  name: a\n  version: \"1.1\"\n  epoch: 0\n"
        ),
        Case(
            "single quotes",
            "package:\n  name: a\n  version: '1.0'\n  epoch: 3\n",
            "package:\n  name: a\n  version: \"1.1\"\n  epoch: 0\n"
        ),
        Case(
            "comments",
            "# top\npackage: # p\n  name: a # n\n  version: 1.0 # v\n  # between\n  epoch: 3 # e\n# end\n",
            "# top\npackage: # p\n  name: a # n\n  version: \"1.1\" # v\n  # between\n  epoch: 0 # e\n# end\n"
        ),
        Case(
            "line ends of Windows",
            "package:\r\n  name: a\r\n  version: 1.0\r\n  epoch: 3\r\n",
            "package:\r\n  name: a\r\n  version: \"1.1\"\r\n  epoch: 0\r\n"
        ),
        Case(
            "no newline at the end",
            "package:\n  name: a\n  version: 1.0\n  epoch: 3",
            "package:\n  name: a\n  version: \"1.1\"\n  epoch: 0"
        ),
        Case("flow style", "package: {name: a, version: 1.0, epoch: 3}\n", "package: {name: a, version: \"1.1\", epoch: 0}\n"),
        Case(
            "flow style on lines",
            "package: {\n  epoch: 3,\n  version: '1.0' , # v\n  name: a\n}\n",
            "package: {\n  epoch: 0,\n  version: \"1.1\" , # v\n  name: a\n}\n"
        ),
        Case(
            "JSON",
            "{\"package\":{\"name\":\"a\",\"version\":\"1.0\",\"epoch\":3}}",
            "{\"package\":{\"name\":\"a\",\"version\":\"1.1\",\"epoch\":0}}"
        ),
        Case("other order", "package:\n  epoch: 3\n  version: 1.0\n  name: a\n", "package:\n  epoch: 0\n  version: \"1.1\"\n  name: a\n"),
        Case(
            "wide blanks",
            "package:\n    name:   a\n    version:   1.0\n    epoch:\t3\n",
            "package:\n    name:   a\n    version:   \"1.1\"\n    epoch:\t0\n"
        ),
        Case(
            "values on lines of their own",
            "package:\n  name: a\n  version:\n    1.0\n  epoch:\n    3\n",
            "package:\n  name: a\n  version:\n    \"1.1\"\n  epoch:\n    0\n"
        ),
        Case("no epoch", "package:\n  name: a\n  version: 1.0\n", "package:\n  name: a\n  version: \"1.1\"\n"),
        Case("an empty epoch", "package:\n  name: a\n  version: 1.0\n  epoch:\n", "package:\n  name: a\n  version: \"1.1\"\n  epoch: 0\n"),
        Case(
            "an empty epoch with a comment",
            "package:\n  name: a\n  version: 1.0\n  epoch: # none\n",
            "package:\n  name: a\n  version: \"1.1\"\n  epoch: 0 # none\n"
        ),
        Case(
            "characters of several bytes",
            "package:\n  name: a\n  description: é ü 🪨\n  version: 1.0 # größer\n  epoch: 3\n",
            "package:\n  name: a\n  description: é ü 🪨\n  version: \"1.1\" # größer\n  epoch: 0\n"
        ),
        Case(
            "characters of several bytes on the line",
            "package: {name: a, description: é🪨, version: 1.0, epoch: 3}\n",
            "package: {name: a, description: é🪨, version: \"1.1\", epoch: 0}\n"
        ),
        Case(
            "a byte order mark",
            "\u{FEFF}package:\n  name: a\n  version: 1.0\n  epoch: 3\n",
            "\u{FEFF}package:\n  name: a\n  version: \"1.1\"\n  epoch: 0\n"
        ),
        Case(
            "tags",
            "package:\n  name: a\n  version: !!str 1.0\n  epoch: !!int 3\n",
            "package:\n  name: a\n  version: !!str \"1.1\"\n  epoch: !!int 0\n"
        ),
        Case(
            "anchors",
            "package:\n  name: a\n  version: &v 1.0\n  epoch: 3\n  url: *v\n",
            "package:\n  name: a\n  version: &v \"1.1\"\n  epoch: 0\n  url: *v\n"
        ),
        Case(
            "a merged map",
            "package:\n  <<: &base {version: 1.0, epoch: 3}\n  name: a\n",
            "package:\n  <<: &base {version: \"1.1\", epoch: 0}\n  name: a\n"
        ),
        Case(
            "the same text elsewhere",
            "package:\n  name: version\n  description: 'version: 1.0, epoch: 3'\n  version: 1.0\n  epoch: 3\n",
            "package:\n  name: version\n  description: 'version: 1.0, epoch: 3'\n  version: \"1.1\"\n  epoch: 0\n"
        ),
        Case(
            "a document mark",
            "---\npackage:\n  name: a\n  version: 1.0\n  epoch: 3\n...\n---\npackage: {version: 1.0}\n",
            "---\npackage:\n  name: a\n  version: \"1.1\"\n  epoch: 0\n...\n---\npackage: {version: 1.0}\n"
        ),
        Case(
            "a key in quotes",
            "\"package\":\n  'name': a\n  \"version\": 1.0\n  ? epoch\n  : 3\n",
            "\"package\":\n  'name': a\n  \"version\": \"1.1\"\n  ? epoch\n  : 0\n"
        ),
        Case(
            "the same version",
            "package:\n  name: a\n  version: \"1.1\"\n  epoch: 3 # e\n",
            "package:\n  name: a\n  version: \"1.1\"\n  epoch: 4 # e\n"
        ),
        Case(
            "the same version without quotes",
            "package:\n  name: a\n  version: 1.1\n  epoch: 0\n",
            "package:\n  name: a\n  version: \"1.1\"\n  epoch: 1\n"
        ),
    ]

    @Test(arguments: versions) func bumpsTheVersion(_ example: Case) async throws {
        let desk = try Desk()
        try desk.write(example.before)
        #expect(try await desk.bump("1.1").text == example.after)
        #expect(try desk.read() == example.before)
    }

    static let epochs = [
        Case("plain", "package:\n  name: a\n  version: 1.0\n  epoch: 3\n", "package:\n  name: a\n  version: 1.0\n  epoch: 4\n"),
        Case(
            "a comment",
            "package:\n  name: a\n  version: 1.0\n  epoch: 9 # GHSA-1 # 2\n",
            "package:\n  name: a\n  version: 1.0\n  epoch: 10 # GHSA-1 # 2\n"
        ),
        Case("hexadecimal", "package:\n  name: a\n  version: 1.0\n  epoch: 0x0f\n", "package:\n  name: a\n  version: 1.0\n  epoch: 16\n"),
        Case("flow style", "package: {name: a, epoch: 0, version: 1.0}", "package: {name: a, epoch: 1, version: 1.0}"),
        Case("empty", "package:\n  name: a\n  epoch:\n  version: 1.0\n", "package:\n  name: a\n  epoch: 1\n  version: 1.0\n"),
        Case("null", "package:\n  name: a\n  epoch: ~ # x\n  version: 1.0\n", "package:\n  name: a\n  epoch: 1 # x\n  version: 1.0\n"),
        Case(
            "line ends of Windows",
            "package:\r\n  name: a\r\n  version: 1.0\r\n  epoch: 0 # x\r\n",
            "package:\r\n  name: a\r\n  version: 1.0\r\n  epoch: 1 # x\r\n"
        ),
    ]

    @Test(arguments: epochs) func raisesTheEpoch(_ example: Case) throws {
        let desk = try Desk()
        try desk.write(example.before)
        #expect(try EpochBump.edit(desk.path.appending("stone.yaml")).text == example.after)
        #expect(try desk.read() == example.before)
    }

    /// What cannot be edited in place is said, with the place.
    static let refused = [
        Case(
            "alias",
            "vars: {v: &v 1.0}\npackage:\n  name: a\n  version: *v\n  epoch: 0\n",
            "stone.yaml:4:12: error: package.version cannot be changed in place: it is an alias"
        ),
        Case(
            "block",
            "package:\n  name: a\n  version: >-\n    1.0\n  epoch: 0\n",
            "stone.yaml:3:12: error: package.version cannot be changed in place: it is a block"
        ),
        Case(
            "several lines",
            "package:\n  name: a\n  version: \"1.\\\n    0\"\n  epoch: 0\n",
            "stone.yaml:3:12: error: package.version cannot be changed in place: it stands on several lines"
        ),
        Case(
            "variables",
            "vars: {v: \"1.0\"}\npackage:\n  name: a\n  version: ${{vars.v}}\n",
            "stone.yaml:4:12: error: package.version is made of variables"
        ),
        Case("no package", "vars: {}\n", "stone.yaml:1:1: error: the recipe has no \"package\""),
        Case("no version", "package:\n  name: a\n", "stone.yaml:2:3: error: the package has no \"version\""),
        Case(
            "a quoted epoch",
            "package:\n  name: a\n  version: 1.0\n  epoch: \"0\"\n",
            "stone.yaml:4:10: error: epoch in package must be a non-negative integer without quotes, not \"0\""
        ),
    ]

    @Test(arguments: refused) func refuses(_ example: Case) async throws {
        let desk = try Desk()
        try desk.write(example.before)
        #expect(await desk.problem("1.1").split(separator: "\n").first.map(String.init) == example.after)
    }

    @Test func needsAnEpochToRaise() async throws {
        let desk = try Desk()
        try desk.write("package:\n  name: a\n  version: \"1.1\"\n")
        #expect(
            await desk.problem("1.1") == """
                stone.yaml:2:3: error: the package has no "epoch"
                 2 |   name: a
                   |   ^
                hint: add: epoch: 0

                """
        )
    }

    @Test(arguments: [
        ("1.1-r2", "\"1.1-r2\" holds an epoch"), ("", "\"\" is not a version"), ("v1.1", "\"v1.1\" is not a version"),
        ("1.1\n", "\"1.1\n\" is not a version"), ("${{vars.x}}", "\"${{vars.x}}\" is not a version"),
    ])
    func refusesVersions(_ version: String, _ message: String) async throws {
        let desk = try Desk()
        try desk.write("package: {name: a, version: 1.0, epoch: 0}\n")
        let error = await #expect(throws: Diagnostic.self) { try await desk.bump(version) }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }
}
