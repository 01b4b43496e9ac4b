import Diagnostics
import Testing
import YAML

/// The bytes of scalars: what stands there is the scalar as it was written, and nothing else.
@Suite struct ScalarPlacesTests {
    static let cases: [(text: String, written: [String])] = [
        ("a: b\n", ["a", "b"]),
        ("a:   b   # c\n", ["a", "b"]),
        ("a: \"b\\n\"\nc: 'd''e'\n", ["a", "\"b\\n\"", "c", "'d''e'"]),
        ("{a: b, \"c\": [d, 'e',f ]}", ["a", "b", "\"c\"", "d", "'e'", "f"]),
        ("é: 🪨 # ü\nü: [ß, x]\n", ["é", "🪨", "ü", "ß", "x"]),
        ("\u{FEFF}a: é\nb: c\n", ["a", "é", "b", "c"]),
        ("a: b\r\nc: d # e\r\n", ["a", "b", "c", "d"]),
        ("a: &x b\nc: !!str \"d\"\ne: !t &y\n  f\n", ["a", "b", "c", "\"d\"", "e", "f"]),
        ("a:\nb: # none\nc: ~\n", ["a", "", "b", "", "c", "~"]),
        ("- a b\n-   c\n- [d]\n", ["a b", "c", "d"]),
        ("a: b\n...\n---\nc: d\n", ["a", "b"]),
        ("a: b\u{2028}c: d\u{85}e: f\n", ["a", "b", "c", "d", "e", "f"]),
    ]

    @Test(arguments: cases.indices) func findsWhatIsWritten(_ index: Int) throws {
        let file = SourceFile(name: "x.yaml", bytes: Array(Self.cases[index].text.utf8))
        let places = try ScalarPlaces(file)
        let scalars = Self.scalars(try Node.parse(file))
        var written: [String] = []
        for node in scalars {
            let scalar = try #require(places[node.span], "\(node.span.description)")
            #expect(scalar.text == node.text)
            written.append(String(decoding: file.bytes[scalar.bytes], as: UTF8.self))
        }
        #expect(written == Self.cases[index].written)
    }

    @Test func tellsStyles() throws {
        let file = SourceFile(name: "x.yaml", bytes: Array("[a, 'b', \"c\", &x d, *x]\n".utf8))
        let places = try ScalarPlaces(file)
        let styles = Self.scalars(try Node.parse(file)).compactMap { places[$0.span]?.style }
        #expect(styles == [.plain, .singleQuoted, .doubleQuoted, .plain, .alias])
        let block = SourceFile(name: "x.yaml", bytes: Array("a: |\n  b\n".utf8))
        #expect(try ScalarPlaces(block)[SourceSpan(file: block, line: 1, column: 4)]?.style == .block)
        #expect(try ScalarPlaces(block)[SourceSpan(file: block, line: 9, column: 4)] == nil)
    }

    @Test func refusesOtherEncodings() {
        let file = SourceFile(name: "x.yaml", bytes: [0xFF, 0xFE] + "a: b".utf8.flatMap { [$0, 0] })
        #expect(
            shown(#expect(throws: Diagnostic.self) { try ScalarPlaces(file) }) == "error: x.yaml is in UTF-16\nhint: write it in UTF-8\n"
        )
        #expect(throws: Diagnostic.self) { try ScalarPlaces(SourceFile(name: "x.yaml", bytes: Array("[a".utf8))) }
    }

    private static func scalars(_ node: Node) -> [Node] {
        switch node.content {
        case .scalar: [node]
        case .sequence(let items): items.flatMap(scalars)
        case .mapping(let entries): entries.flatMap { [$0.key] + scalars($0.value) }
        }
    }
}
