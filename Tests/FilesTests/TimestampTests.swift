import Files
import Testing

/// Times in RFC 3339.
@Suite struct TimestampTests {
    @Test(arguments: [
        ("2025-01-31T12:00:00Z", 1_738_324_800, 0, "2025-01-31T12:00:00Z"),
        ("2025-01-31T12:00:00.5Z", 1_738_324_800, 0, "2025-01-31T12:00:00Z"),
        ("2025-01-31T12:00:00+02:00", 1_738_317_600, 120, "2025-01-31T12:00:00+02:00"),
        ("2025-01-31T12:00:00-09:30", 1_738_359_000, -570, "2025-01-31T12:00:00-09:30"),
        ("2025-01-31T12:00:00+00:00", 1_738_324_800, 0, "2025-01-31T12:00:00Z"),
        ("1970-01-01T00:00:00Z", 0, 0, "1970-01-01T00:00:00Z"),
    ])
    func timesAreReadWithTheirZone(_ text: String, _ seconds: Int64, _ offset: Int, _ written: String) throws {
        let time = try #require(Timestamp.parse(text))
        #expect(time.seconds == seconds)
        #expect(time.offset == offset)
        #expect(Timestamp.text(time.seconds, offset: time.offset) == written)
    }

    @Test(arguments: [
        "", "2025-01-31", "2025-01-31T12:00:00", "2025-01-31 12:00:00Z",
        "2025-02-31T12:00:00Z", "2025-13-01T12:00:00Z", "2025-1-31T12:00:00Z", "2025-01-31T12:00:00.Z",
        "2025-01-31T12:00:00+2:00", "2025-01-31T12:00:00+0200", "2025-01-31T12:00:00+24:00", "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00+01:00", "2025-01-31T12:00:00Zx", "2025-01-31T25:00:00Z", "２025-01-31T12:00:00Z",
    ])
    func otherTextsAreNoTimes(_ text: String) {
        #expect(Timestamp.parse(text) == nil)
    }
}
