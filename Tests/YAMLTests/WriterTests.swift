import Diagnostics
import Files
import JSON
import SystemPackage
import TestSupport
import Testing
import YAML

@Suite struct WriterTests {
    @Test(arguments: [
        (JSON.object([:]), "{}\n"),
        (.array([]), "[]\n"),
        (.string("word"), "word\n"),
        (.string("two\nlines"), "\"two\\nlines\"\n"),
        (.object(["b": .number(-3), "a": .boolean(true), "n": .null]), "b: -3\na: true\n\"n\": null\n"),
        (.object(["a": .object(["b": .object(["c": .string("d")])])]), "a:\n  b:\n    c: d\n"),
        (.object(["a": .strings(["x", "z"]), "e": .array([]), "o": .object([:])]), "a:\n  - x\n  - z\ne: []\no: {}\n"),
        (
            .object(["p": .array([.object(["uses": .string("fetch"), "with": .object(["uri": .string("https://a.b/c-1.tar")])])])]),
            "p:\n  - uses: fetch\n    with:\n      uri: https://a.b/c-1.tar\n"
        ),
        (.array([.array([.number(1), .number(2)]), .array([])]), "- - 1\n  - 2\n- []\n"),
        (.object(["r": .string("one\n\n  two\n")]), "r: |\n  one\n\n    two\n"),
        (.object(["r": .string("one\ntwo"), "s": .string("one\n\n")]), "r: |-\n  one\n  two\ns: |+\n  one\n\n"),
        (.object(["v": .string("1.0"), "w": .string("")]), "v: \"1.0\"\nw: \"\"\n"),
        (.object([String(repeating: "k", count: 129): .number(1)]), "? \(String(repeating: "k", count: 129))\n: 1\n"),
    ])
    func writesBlocks(_ value: JSON, _ text: String) {
        #expect(value.yaml() == text)
    }

    /// Texts that some reader would take for something else, or could not read, without quotes or escapes.
    static let texts = [
        "", " ", "a", " a", "a ", "a:", "a: b", "a #b", "#a", "- a", "-", "?", "? a", "*a", "&a", "!a", "%a", "@a", "`a`", "'a'", "\"a\"",
        "[a]", "{a}", "a, b", "|", ">", "=", "<<", "~", "null", "Null", "NULL", "true", "True", "yes", "No", "ON", "off", "y", "N", "1",
        "1.5", "1e3", "0x1F", "0o17", "017", ".inf", "-.INF", ".nan", "1_000", "12:30:45", "2026-11-27", "2026-11-27T12:00:00Z", "---",
        "...", "--- a", "a\nb", "a\nb\n", "a\n\nb\n\n", "\na", " a\nb", "\ta\nb", "a\n b", "a\n\tb\n", "a \nb ", "a\n  ", "a\n  \n",
        "a\n \nb\n",
        "\n", "\n\n", "a\r\nb", "a\rb", "a\u{85}b\nc", "a\u{2028}b\nc", "\u{FEFF}a", "a\u{FEFF}\nb", "\u{0}", "\u{1B}[0m", "\u{7F}",
        "\u{FFFE}", "é", "😀", "é\n😀\n", "x\u{301}", "\\n", "a\\b\"c", "${{package.name}}", "so:libc.so.6", "a=1.0-r0", "x~1", "a\u{A0}b",
        "---\na\n", "a\n---\nb\n", "a\n...\n", "# a\nb\n", "%a\nb\n", "key: |\n  text\n", String(repeating: "long ", count: 400),
        String(repeating: "long\n", count: 400), "\u{D7FF}\u{E000}\u{10FFFF}", "a\u{200B}b",
    ]

    /// All texts as values, keys, and items at several depths.
    static let everything = JSON.object(
        [.init(key: "list", value: .strings(texts)), .init(key: "deep", value: .array([.array([.strings(texts)])]))]
            + texts.map { .init(key: "k" + $0, value: .object([.init(key: $0, value: .string($0))])) }
    )

    @Test func ourReaderReadsBackWhatWasWritten() throws {
        #expect(try parse(Self.everything.yaml()).json == Self.everything)
    }

    @Test(.enabled(if: Shell.has("python3") && (try? Shell.run("python3 -c 'import yaml'")) != nil, "needs python3-yaml"))
    func anotherReaderReadsTheSame() throws {
        try withScratch { folder in
            let (yaml, json) = (folder.appending("x.yaml"), folder.appending("x.json"))
            try Files.writeAtomically(Array(Self.everything.yaml().utf8), to: yaml)
            try Files.writeAtomically(Array(Self.everything.text().utf8), to: json)
            let program = """
                import json, sys, yaml
                read = yaml.safe_load(open(sys.argv[1], encoding="utf-8", newline=""))
                print("same" if read == json.load(open(sys.argv[2], encoding="utf-8")) else "other")
                """
            #expect(try Shell.run("python3 -c '\(program)' \(yaml) \(json)") == "same\n")
        }
    }
}

extension Node {
    /// The value with scalars as texts, unless they are plain and look like what `JSON.yaml()` writes for something else.
    var json: JSON {
        switch content {
        case .scalar(let text, let isPlain):
            if isPlain, text == "null" { return .null }
            if isPlain, text == "true" || text == "false" { return .boolean(text == "true") }
            if isPlain, let number = Int64(text) { return .number(number) }
            return .string(text)
        case .sequence(let items): return .array(items.map(\.json))
        case .mapping(let entries): return .object(entries.map { JSON.Member(key: $0.name, value: $0.value.json) })
        }
    }
}
