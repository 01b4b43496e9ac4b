import Testing
import WebFiles

@Suite struct HTTPDateTests {
    /// 1994-11-06T08:49:37Z, the example of RFC 9110.
    static let example: Int64 = 784_111_777
    /// In 2026.
    static let now: Int64 = 1_790_000_000

    @Test func written() {
        #expect(HTTPDate.text(Self.example) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(HTTPDate.logText(Self.example) == "06/Nov/1994:08:49:37 +0000")
    }

    static let dates: [(String, Int64)] = [
        ("Sun, 06 Nov 1994 08:49:37 GMT", example), ("Sunday, 06-Nov-94 08:49:37 GMT", example), ("Sun Nov  6 08:49:37 1994", example),
        ("Wed Nov 16 08:49:37 1994", example + 864_000), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Friday, 01-Jan-27 00:00:00 GMT", 1_798_761_600), ("Friday, 01-Jan-70 00:00:00 GMT", 3_155_760_000),
        ("Thursday, 01-Jan-99 00:00:00 GMT", 915_148_800),
    ]

    @Test(arguments: dates)
    func read(_ text: String, _ seconds: Int64) {
        #expect(HTTPDate.seconds(text, now: Self.now) == seconds)
    }

    @Test(arguments: [
        "", "0", "784111777", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, 06 Nov 1994 08:49 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 -8:49:37 GMT",
        "Sun, 06 Nov 1969 08:49:37 GMT", "\"x\"", "1994-11-06T08:49:37Z",
    ])
    func noDates(_ text: String) {
        #expect(HTTPDate.seconds(text, now: Self.now) == nil)
    }
}
