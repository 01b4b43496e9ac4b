import Diagnostics
import Testing

@Suite struct SourceFileTests {
    @Test(arguments: [
        (1, "one"), (2, ""), (3, "three"), (4, "four"), (5, ""), (1000, ""),
    ])
    func givesLinesWithoutTheirEnds(_ number: Int, _ line: String) {
        #expect(SourceFile(name: "x", bytes: Array("one\n\nthree\r\nfour".utf8)).line(number) == line)
    }

    @Test func anEmptyTextHasOnlyEmptyLines() {
        #expect(SourceFile(name: "x", bytes: []).line(1).isEmpty)
        #expect(SourceFile(name: "x", bytes: []).line(2).isEmpty)
    }

    @Test func bytesThatAreNotTextAreShownAsReplacements() {
        #expect(SourceFile(name: "x", bytes: [0x61, 0xFF, 0x62]).line(1) == "a\u{FFFD}b")
    }

    @Test func spansAreEqualByPlaceAndNotByObject() {
        let one = SourceFile(name: "x", bytes: [])
        let other = SourceFile(name: "x", bytes: [])
        #expect(SourceSpan(file: one, line: 1, column: 2) == SourceSpan(file: other, line: 1, column: 2))
        #expect(SourceSpan(file: one, line: 1, column: 2) != SourceSpan(file: other, line: 2, column: 2))
        #expect(SourceSpan(file: one, line: 1, column: 2, length: 0).length == 1)
        #expect(SourceSpan(file: one, line: 7, column: 2).description == "x:7:2")
    }
}
