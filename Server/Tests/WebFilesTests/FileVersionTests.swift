import Testing
import WebFiles

/// Validators: different for all contents that a reader could have seen, and not there while that is not sure.
@Suite struct FileVersionTests {
    static let second: Int64 = 1_000_000_000
    static let milli: Int64 = 1_000_000

    private func version(inode: UInt64 = 7, size: Int64 = 100, modified: Int64 = 0, changed: Int64) -> FileVersion {
        FileVersion(device: 1, inode: inode, size: size, modified: modified, changed: changed)
    }

    @Test func tagsAreStrongAndTellVersionsApart() throws {
        let now = 1000 * Self.second
        let versions = [
            version(changed: 5), version(inode: 8, changed: 5), version(size: 101, changed: 5), version(modified: 1, changed: 5),
            version(changed: 6), FileVersion(device: 2, inode: 7, size: 100, modified: 0, changed: 5),
        ]
        let tags = try versions.map { try #require($0.validators(at: now).entityTag) }
        #expect(Set(tags).count == versions.count)
        #expect(tags.allSatisfy { $0.count == 34 && $0.hasPrefix("\"") && $0.hasSuffix("\"") })
        #expect(versions[0].validators(at: now + 1) == versions[0].validators(at: now))
    }

    /// Times in milliseconds: of the last change, of the look; the `Last-Modified` in seconds.
    static let ages: [(Int64, Int64, Bool, Int64?)] = [
        (10_500, 10_510, false, nil), (10_500, 10_519, false, nil), (10_500, 10_520, true, nil), (10_500, 10_999, true, nil),
        (10_500, 11_000, true, 11), (10_500, 99_000, true, 11),
        // So close to the next second that the clock may have lagged behind it.
        (10_985, 11_500, true, nil), (10_985, 12_000, true, 12), (10_980, 11_000, true, 11), (10_000, 11_000, true, 11),
        // The clock was set back.
        (10_500, 9_000, false, nil),
    ]

    @Test(arguments: ages)
    func youngFiles(_ changed: Int64, _ now: Int64, _ hasTag: Bool, _ lastModified: Int64?) {
        let validators = version(changed: changed * Self.milli).validators(at: now * Self.milli)
        #expect((validators.entityTag != nil) == hasTag)
        #expect(validators.lastModified == lastModified)
    }

    /// Whatever times a reader notes, its own or the server's: it is never told that it has what was published later.
    @Test func nobodyIsToldThatOldIsNew() {
        let step = 7 * Self.milli
        for first in stride(from: Int64(0), to: 2 * Self.second, by: Int(13 * step)) {
            for look in stride(from: first, to: 3 * Self.second, by: Int(5 * step)) {
                for second in stride(from: look, to: 3 * Self.second, by: Int(11 * step)) {
                    // The second change happens after the look, and is stamped with a clock that may be 10 ms late.
                    let later = version(inode: 8, changed: max(first, second - 10 * Self.milli))
                    let seen = version(changed: first).validators(at: look)
                    let noted = [seen.lastModified, look / Self.second].compactMap { $0 }
                    let now = later.validators(at: 60 * Self.second)
                    let wrong = noted.filter { time in (now.lastModified ?? .max) <= time }
                    if !wrong.isEmpty || (seen.entityTag != nil && seen.entityTag == now.entityTag) {
                        Issue.record("first \(first), look \(look), second \(second)")
                    }
                }
            }
        }
    }
}
