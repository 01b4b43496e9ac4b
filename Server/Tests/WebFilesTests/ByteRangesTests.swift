import Testing
import WebFiles

/// The `Range` field, on a file of 100 bytes unless told otherwise.
@Suite struct ByteRangesTests {
    static let satisfiable: [(String, [Range<Int64>])] = [
        ("bytes=0-0", [0..<1]), ("bytes=0-99", [0..<100]), ("bytes=0-", [0..<100]), ("bytes=99-", [99..<100]),
        ("bytes=50-1000", [50..<100]),
        ("bytes=-1", [99..<100]), ("bytes=-100", [0..<100]), ("bytes=-1000", [0..<100]), ("BYTES=1-2", [1..<3]),
        ("bytes=99999999999999999999-,5-5", [5..<6]), ("bytes=5-99999999999999999999999", [5..<100]),
        ("bytes=-99999999999999999999", [0..<100]),
        ("bytes=0-1,10-11", [0..<2, 10..<12]), ("bytes=10-11, 0-1", [10..<12, 0..<2]), ("bytes= 1-2 ,\t4-5 ,", [1..<3, 4..<6]),
        ("bytes=,,1-2", [1..<3]), ("bytes=0-1,200-300", [0..<2]),
        // Overlapping and touching ranges are one.
        ("bytes=0-5,3-9", [0..<10]), ("bytes=0-5,6-9", [0..<10]), ("bytes=3-9,0-5", [0..<10]), ("bytes=0-1,50-60,1-55", [0..<61]),
        ("bytes=0-,0-,0-", [0..<100]), ("bytes=90-,0-0,-20", [80..<100, 0..<1]),
    ]

    @Test(arguments: satisfiable)
    func parts(_ field: String, _ expected: [Range<Int64>]) {
        #expect(ByteRanges(field, size: 100) == .parts(expected))
    }

    @Test(arguments: ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=1000-2000,-0", "bytes=99999999999999999999-"])
    func unsatisfiable(_ field: String) {
        #expect(ByteRanges(field, size: 100) == .unsatisfiable)
    }

    @Test(arguments: [
        "", "bytes", "bytes=", "bytes=,", "bytes=a-b", "bytes=5-4", "bytes=-", "bytes=--1", "bytes=1-2-3", "bytes=+1-2", "bytes=1 - 2",
        "bytes 0-1",
        "lines=0-1", "bytes=0-1;5-6", "bytes=0x1-2", "bytes=٣-٤", "bytes=0-1,x",
    ])
    func whatIsNoRangeIsIgnored(_ field: String) {
        #expect(ByteRanges(field, size: 100) == .whole)
    }

    @Test func tooManyPartsAreNotWorthIt() {
        func field(_ count: Int) -> String { "bytes=" + (0..<count).map { "\($0 * 3)-\($0 * 3)" }.joined(separator: ",") }
        let all: [Range<Int64>] = (0..<16).map { (number: Int64) in number * 3..<number * 3 + 1 }
        let most = ByteRanges(field(ByteRanges.limit), size: 100)
        #expect(most == ByteRanges.parts(all))
        #expect(ByteRanges(field(ByteRanges.limit + 1), size: 100) == .whole)
    }

    @Test(arguments: ["bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0"]) func nothingHasNoParts(_ field: String) {
        #expect(ByteRanges(field, size: 0) == .whole)
    }
}
