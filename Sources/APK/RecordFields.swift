/// Where the values of one record stand in the text of an index, by their letters (APK-FORMAT.md §6).
struct RecordFields {
    /// What makes lines no record.
    enum Problem {
        /// A line without a letter and a colon.
        case noLine(Range<Int>)
        /// A letter that means something, twice; numbers of the lines in the record, from 0. The name as far as it was read by then.
        case repeated(Unicode.Scalar, first: Int, second: Int, name: Range<Int>?)
    }

    /// The letters that mean something in an index; others may repeat, and are left out.
    private static let letters = Array("CPVASITULomtckDpi".utf8)
    private static let places: [UInt8] = {
        var places = [UInt8](repeating: .max, count: 256)
        for (place, letter) in letters.enumerated() { places[Int(letter)] = UInt8(place) }
        return places
    }()

    private var starts = InlineArray<17, Int>(repeating: -1)
    private var ends = InlineArray<17, Int>(repeating: 0)
    private var lines = InlineArray<17, Int>(repeating: 0)

    /// Finds the values of a record.
    ///
    /// - Parameters:
    ///   - record: its lines, each with its end but perhaps the last.
    ///   - report: is told what is wrong.
    init<Failure: Error>(
        _ bytes: Span<UInt8>,
        _ record: Range<Int>,
        report: (Problem) throws(Failure) -> Void
    ) throws(Failure) {
        let places = Self.places.span
        var start = record.lowerBound
        var number = 0
        while start < record.upperBound {
            let end = bytes.firstIndex(of: UInt8(ascii: "\n"), in: start..<record.upperBound) ?? record.upperBound
            // By bytes: to Swift a colon is another character before a combining mark.
            if end - start < 2 || bytes[start + 1] != UInt8(ascii: ":") {
                try report(.noLine(start..<end))
            } else {
                let place = Int(places[Int(bytes[start])])
                if place < Self.letterCount {
                    // apk-tools adds up lists and takes the last of all else: two readers could see two packages.
                    if starts[place] >= 0 {
                        let letter = Unicode.Scalar(bytes[start])
                        try report(.repeated(letter, first: lines[place], second: number, name: self[.name]))
                    }
                    starts[place] = start + 2
                    ends[place] = end
                    lines[place] = number
                }
            }
            start = end + 1
            number += 1
        }
    }

    private static let letterCount = 17

    /// A letter, by its place among all that mean something.
    enum Letter: Int, CaseIterable {
        case checksum, name, version, architecture, size, installedSize, description, url, license, origin, maintainer, buildTime
        case commit, priority, dependencies, provides, installIf
    }

    /// The bytes of a value; nil when there is no such line.
    subscript(_ letter: Letter) -> Range<Int>? {
        starts[letter.rawValue] < 0 ? nil : starts[letter.rawValue]..<ends[letter.rawValue]
    }

    /// In which line of the record a value stands, from 0.
    func line(_ letter: Letter) -> Int { lines[letter.rawValue] }
}
