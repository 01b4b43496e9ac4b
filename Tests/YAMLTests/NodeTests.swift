import Diagnostics
import Testing
import YAML

@Suite struct NodeTests {
    @Test(arguments: [
        ("a: b", "{a: b}"),
        ("a: 1.10\nb: 'x'\nc: \"y\\n\"", "{a: 1.10, b: \"x\", c: \"y\n\"}"),
        ("- a\n- [b, {c: d}]\n-", "[a, [b, {c: d}], ]"),
        ("a: |\n  one\n  two\n", "{a: \"one\ntwo\n\"}"),
        ("a: >-\n  one\n  two\n", "{a: \"one two\"}"),
        ("# only\nkey:   # comment\n", "{key: }"),
        ("z: 1\na: 2", "{z: 1, a: 2}"),
        ("a: &x [1, 2]\nb: *x", "{a: [1, 2], b: [1, 2]}"),
        ("a: &x 1\nb: &x 2\nc: *x", "{a: 1, b: 2, c: 2}"),
        ("d: &d {a: 1, b: 2}\ne:\n  <<: *d\n  a: 3", "{d: {a: 1, b: 2}, e: {a: 3, b: 2}}"),
        ("<<: [{a: 1}, {a: 2, b: 3}]\nc: 4", "{c: 4, a: 1, b: 3}"),
        ("'<<': x", "{<<: \"x\"}".replacing("\"x\"", with: "x")),
        ("first\n---\nsecond", "first"),
        ("{}", "{}"),
        ("[]", "[]"),
        ("\u{FEFF}a: b", "{a: b}"),
        ("a: é😀", "{a: é😀}"),
        ("!!str 5", "5"),
    ])
    func readsValuesAsTheyAreWritten(_ text: String, _ notation: String) throws {
        #expect(try parse(text).notation == notation)
    }

    @Test(arguments: [("~", true), ("null", true), ("NULL", true), ("", true), ("'null'", false), ("nil", false), ("0", false)])
    func onlyPlainNullsAreNull(_ text: String, _ isNull: Bool) throws {
        let root = try parse("a: \(text)")
        guard case .mapping(let entries) = root.content else { return #expect(Bool(false), "no map") }
        #expect(try #require(entries.first).value.isNull == isNull)
    }

    /// Keys are found in another way where there are many.
    @Test(arguments: [11, 12, 13, 14, 40])
    func keysOfLargeMapsAreGivenOnceAndMerged(_ count: Int) throws {
        let keys = (0..<count).map { "k\($0)" }
        let map = keys.map { "  \($0): v\n" }.joined()
        let error = #expect(throws: Diagnostic.self) { try parse("m:\n\(map)  k3: w\n") }
        #expect(error?.message == "the key \"k3\" is given twice")
        #expect(error?.notes == ["first in line 5"])
        let merged = try parse("m: &m\n\(map)n:\n  k3: w\n  <<: *m\n  l: x\n")
        guard case .mapping(let entries) = merged.content, case .mapping(let inner) = entries[1].value.content else {
            return #expect(Bool(false), "another shape")
        }
        #expect(inner.map(\.name) == ["k3", "l"] + keys.filter { $0 != "k3" })
        #expect(inner.map { $0.value.text } == ["w", "x"] + [String](repeating: "v", count: count - 1))
        let fields = try Fields(entries[1].value, "n", known: ["l"] + keys)
        #expect(try fields.text("k3") == "w")
        #expect(try fields.text("k\(count - 1)") == "v")
        #expect(try fields.text("k") == nil)
    }

    @Test func everyValueKnowsItsPlace() throws {
        let root = try parse("a: b\nlist:\n  - é: value\n    d: &x [1]\n  - *x\n")
        guard case .mapping(let entries) = root.content, case .sequence(let items) = entries[1].value.content,
            case .mapping(let inner) = items[0].content
        else { return #expect(Bool(false), "another shape") }
        let spans = [root, entries[1].key, inner[0].value, inner[1].value, items[1]].map(\.span)
        #expect(spans.map(\.description) == ["x.yaml:1:1", "x.yaml:2:1", "x.yaml:3:8", "x.yaml:4:8", "x.yaml:5:5"])
        #expect(spans[2].length == 5)
    }
}
