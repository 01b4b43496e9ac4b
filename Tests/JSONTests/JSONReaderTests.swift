import JSON
import Testing

/// Reading JSON, strictly.
@Suite struct JSONReaderTests {
    private func read(_ text: String) throws(JSONError) -> JSON { try JSON(parsing: Array(text.utf8)) }

    @Test(
        arguments: [
            ("null", "null"), (" true\n", "true"), ("false", "false"), ("0", "0"), ("-12", "-12"),
            ("9223372036854775807", "9223372036854775807"),
            ("\"\"", "\"\""), (#""a\"\\\/\b\f\n\r\t""#, #""a\"\\/\u0008\u000c\n\r\t""#), (#""\u00e9\ud83d\ude00é""#, "\"é😀é\""),
            ("[1.50,-0.1e-7,1E3,9223372036854775808]", "[1.50,-0.1e-7,1E3,9223372036854775808]"),
            ("[]", "[]"), ("[1, [2] ,{}]", "[1,[2],{}]"), (#"{ "b" : 1 , "a" : [ ] }"#, #"{"b":1,"a":[]}"#),
            (#"{"é": 1, "é": 2}"#.replacing("é", with: "e\u{301}", maxReplacements: 1), "{\"e\u{301}\":1,\"é\":2}"),
        ]
    )
    func reads(_ text: String, _ written: String) throws { #expect(try read(text).text() == written) }

    @Test(
        arguments: [
            ("", 0, "the text ends where a value should be"), ("[1", 2, "a comma or the end of the list should be here"),
            ("[1,]", 3, "no value begins like this"), ("{", 1, "a key should be here"), ("{1:2}", 1, "a key should be here"),
            (#"{"a" 1}"#, 5, "a colon should be here"), (#"{"a":1"#, 6, "a comma or the end of the object should be here"),
            (#"{"a":1,"a":2}"#, 10, "the key \"a\" is there twice"), ("1 2", 2, "text after the end of the value"),
            ("01", 0, "a number with zeros before it"), ("1.", 2, "a number ends with its point"),
            ("1e+", 3, "a number without its exponent"),
            (".5", 0, "no value begins like this"), ("+1", 0, "no value begins like this"), ("-", 0, "no value begins like this"),
            (String(repeating: "9", count: 401), 401, "a number of more than 400 characters"),
            ("tru", 0, "no value begins like this"), ("\"a", 2, "a string without an end"),
            ("\"a\nb\"", 3, "a control character in a string"),
            (#""\x""#, 3, "an escape that there is not"), (#""\u12""#, 3, "\\u needs four hexadecimal digits"),
            (#""\ud800""#, 7, "half a character"), (#""\udc00""#, 7, "half a character"), (#""\ud800\u0041""#, 13, "half a character"),
        ]
    )
    func refuses(_ text: String, _ offset: Int, _ problem: String) {
        let error = #expect(throws: JSONError.self) { try read(text) }
        #expect(error?.problem == problem)
        #expect(error?.offset == offset)
    }

    @Test func bytesThatAreNoTextAreRefused() {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: [0x22, 0xFF, 0x22]) }
        #expect(error?.problem == "a string that is not UTF-8")
    }

    @Test func depthAndNumberAreBounded() {
        let deep = #expect(throws: JSONError.self) { try read(String(repeating: "[", count: 1_000_000)) }
        #expect(deep?.problem == "more than 64 lists and objects within one another")
        let many = #expect(throws: JSONError.self) { try read("[" + String(repeating: "0,", count: 600_000) + "0]") }
        #expect(many?.problem == "more than 500000 values")
        #expect(throws: Never.self) { try read(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)) }
    }
}
