import Diagnostics
import Testing
import YAML

@Suite struct FieldsTests {
    @Test func readsTextsAsTheyAreWritten() throws {
        let map = try fields("version: 1.10\nepoch: 0x1F\nempty: ''\nnothing:\nlist: [a, ~, 2.50]\ntable: {z: 1, a: , b: x}")
        #expect(try map.text("version") == "1.10")
        #expect(try map.text("empty") == "")
        #expect(try map.text("nothing") == nil)
        #expect(try map.text("absent") == nil)
        #expect(try map.texts("list") == ["a", "2.50"])
        #expect(try map.texts("absent") == [])
        #expect(try map.integer("epoch") == 31)
        #expect(try map.table("table").map { "\($0.key)=\($0.value)" } == ["z=1", "a=", "b=x"])
        #expect(map.span("list").description == "x.yaml:5:7")
        #expect(map.span("absent").description == "x.yaml:1:1")
    }

    @Test func replacesInAllTextsButVerbatimOnes() throws {
        let map = try fields("a: x\nb: [x]\nc: {k: x}\nd: {e: x}").replacing { $0 + "!" }
        #expect(try map.text("a") == "x!")
        #expect(try map.text("a", verbatim: true) == "x")
        #expect(try map.texts("b") == ["x!"])
        #expect(try map.texts("b", verbatim: true) == ["x"])
        #expect(try map.table("c").map(\.value) == ["x!"])
        #expect(try map.fields("d")?.text("e") == "x!")
    }

    @Test(arguments: [
        ("0", 0), ("7", 7), ("1_000", 1000), ("0x1f", 31), ("0o17", 15), ("017", 15), ("1e3", 1000), ("18446744073709551615", UInt64.max),
    ])
    func readsIntegers(_ text: String, _ value: UInt64) throws {
        #expect(try fields("a: \(text)").integer("a") == value)
    }

    @Test(arguments: ["-1", "1.5", "x", "'1'", "0x", "0xg", "1e99", "inf", ".nan", "18446744073709551616", "[1]"])
    func refusesWhatIsNoInteger(_ text: String) {
        let error = #expect(throws: Diagnostic.self) { try fields("a: \(text)").integer("a") }
        let found = text == "[1]" ? "a list" : "\"\(text.filter { $0 != "'" })\""
        #expect(error?.message == "a in package must be a non-negative integer without quotes, not \(found)")
    }

    @Test(arguments: [
        ("true", true), ("Yes", true), ("on", true), ("y", true), ("false", false), ("NO", false), ("off", false), ("n", false),
    ])
    func readsBooleans(_ text: String, _ value: Bool) throws {
        #expect(try fields("a: \(text)").boolean("a") == value)
    }

    struct Case: Sendable {
        let text: String
        let read: @Sendable (Fields) throws(Diagnostic) -> Void
        let shown: String
    }

    static let cases = [
        Case(
            text: "name: [xz]",
            read: { fields throws(Diagnostic) in _ = try fields.text("name") },
            shown: "x.yaml:1:7: error: name in package must be a scalar, not a list\n 1 | name: [xz]\n   |       ^\n"
        ),
        Case(
            text: "list: text",
            read: { fields throws(Diagnostic) in _ = try fields.texts("list") },
            shown: "x.yaml:1:7: error: list in package must be a list, not \"text\"\n 1 | list: text\n   |       ^~~~\n"
        ),
        Case(
            text: "list: [{a: b}]",
            read: { fields throws(Diagnostic) in _ = try fields.texts("list") },
            shown: "x.yaml:1:8: error: list in package must be a scalar, not a map\n 1 | list: [{a: b}]\n   |        ^\n"
        ),
        Case(
            text: "table: [a]",
            read: { fields throws(Diagnostic) in _ = try fields.table("table") },
            shown: "x.yaml:1:8: error: table in package must be a map, not a list\n 1 | table: [a]\n   |        ^\n"
        ),
        Case(
            text: "table: {k: [a]}",
            read: { fields throws(Diagnostic) in _ = try fields.table("table") },
            shown: "x.yaml:1:12: error: table.k in package must be a scalar, not a list\n 1 | table: {k: [a]}\n   |            ^\n"
        ),
        Case(
            text: "flag: maybe",
            read: { fields throws(Diagnostic) in _ = try fields.boolean("flag") },
            shown: "x.yaml:1:7: error: flag in package must be true or false, not \"maybe\"\n 1 | flag: maybe\n   |       ^~~~~\n"
        ),
        Case(
            text: "inner: text",
            read: { fields throws(Diagnostic) in _ = try fields.fields("inner") },
            shown: "x.yaml:1:8: error: inner must be a map, not a scalar\n 1 | inner: text\n   |        ^~~~\n"
        ),
    ]

    @Test(arguments: cases)
    func valuesOfAnotherTypeAreShown(_ item: Case) {
        let error = #expect(throws: Diagnostic.self) { try item.read(fields(item.text)) }
        #expect(shown(error) == item.shown)
        #expect(error?.code == .wrongType)
    }

    @Test(arguments: [
        ("nam: x", "did you mean \"name\"?"), ("name: x\nversio: 1", "did you mean \"version\"?"), ("zzz: 1", "known here: name, version"),
    ])
    func unknownKeysAreShownWithWhatWasMeant(_ text: String, _ hint: String) {
        let error = #expect(throws: Diagnostic.self) { try fields(text, known: ["name", "version"]) }
        #expect(error?.message.hasPrefix("unknown key \"") == true)
        #expect(error?.message.hasSuffix("\" in package") == true)
        #expect(error?.hints == [hint])
        #expect(error?.code == .unknownKey)
    }

    @Test func aMapIsNeeded() {
        let error = #expect(throws: Diagnostic.self) { try fields("- a") }
        #expect(shown(error) == "x.yaml:1:1: error: package must be a map, not a list\n 1 | - a\n   | ^\n")
    }
}
