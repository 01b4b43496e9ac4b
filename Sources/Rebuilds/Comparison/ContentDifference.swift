import Archives
import Diagnostics
import Files

/// What is different between two contents of one file, as far down as its format is known.
struct ContentDifference {
    /// In words; empty when there is no difference.
    let text: String
    let cause: PackageDifference.Cause?

    var isEmpty: Bool { text.isEmpty }

    init(text: String, cause: PackageDifference.Cause?) {
        self.text = text
        self.cause = cause
    }

    /// - Parameters:
    ///   - names: what the two are called.
    ///   - depth: how many formats it lies in.
    init(_ left: [UInt8], _ right: [UInt8], names: (first: String, second: String), depth: Int = 0) {
        if left == right {
            self.init(text: "", cause: nil)
            return
        }
        let formats = depth > 3 ? [] : [Self.elf, Self.gzip, Self.zip, Self.ar, Self.bytecode, Self.lines]
        for format in formats {
            if let found = format(left, right, names, depth) {
                self = found
                return
            }
        }
        self = Self.bytes(left, right, names)
    }

    /// Two values of something.
    static func values(_ what: String, _ left: String, _ right: String, _ names: (first: String, second: String)) -> String {
        "\(what): \(left) \(names.first), \(right) \(names.second)"
    }

    // MARK: Texts

    private static func lines(_ left: [UInt8], _ right: [UInt8], _ names: (first: String, second: String), _: Int) -> ContentDifference? {
        guard isText(left), isText(right) else { return nil }
        let (one, other) = (split(left), split(right))
        if one.sorted() == other.sorted(), one != other {
            let place = Swift.zip(one, other).enumerated().first { $0.element.0 != $0.element.1 }
            let line = (place?.offset ?? 0) + 1
            return ContentDifference(
                text: values("line \(line)", quote(one[line - 1]), quote(other[line - 1]), names) + "; all lines are the same otherwise",
                cause: .order
            )
        }
        for index in 0..<max(one.count, other.count) {
            let (first, second) = (one.indices.contains(index) ? one[index] : nil, other.indices.contains(index) ? other[index] : nil)
            if first == second { continue }
            return ContentDifference(
                text: values("line \(index + 1)", first.map(quote) ?? "no such line", second.map(quote) ?? "no such line", names),
                cause: Self.cause(first ?? "", second ?? "")
            )
        }
        return nil
    }

    private static func isText(_ bytes: [UInt8]) -> Bool {
        !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
    }

    private static func split(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A line in quotes, cut when it is long.
    static func quote(_ line: String) -> String {
        let shown = line.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0) }.joined()
        return shown.count > 80 ? "\"\(shown.prefix(80))…\"" : "\"\(shown)\""
    }

    // MARK: All else

    /// The first byte that differs, with the readable text around it.
    static func bytes(_ left: [UInt8], _ right: [UInt8], _ names: (first: String, second: String)) -> ContentDifference {
        let length = min(left.count, right.count)
        let place = (0..<length).first { left[$0] != right[$0] } ?? length
        let (one, other) = (printable(left, around: place), printable(right, around: place))
        if one.count >= 4 || other.count >= 4 {
            return ContentDifference(text: values("at byte \(place)", quote(one), quote(other), names), cause: cause(one, other))
        }
        let sizes = left.count == right.count ? "" : values("; bytes", "\(left.count)", "\(right.count)", names)
        return ContentDifference(text: "first at byte \(place)" + sizes, cause: nil)
    }

    /// The readable text that a place lies in.
    private static func printable(_ bytes: [UInt8], around place: Int) -> String {
        func isPrintable(_ index: Int) -> Bool { bytes.indices.contains(index) && (0x20...0x7E).contains(bytes[index]) }
        guard isPrintable(place) || isPrintable(place - 1) else { return "" }
        var (start, end) = (place, place)
        while isPrintable(start - 1), place - start < 60 { start -= 1 }
        while isPrintable(end), end - place < 60 { end += 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    // MARK: Causes

    /// What most likely makes two lines differ.
    static func cause(_ left: String, _ right: String) -> PackageDifference.Cause? {
        if [left, right].contains(where: { $0.contains("/tmp/") || $0.contains("/dev/shm/") }) { return .path }
        if isTime(left), isTime(right) { return .time }
        return nil
    }

    /// Whether a text holds what looks like a time: `12:34`, ten digits of seconds, or more of parts of them, or a year with a month.
    private static func isTime(_ text: String) -> Bool {
        let isSeconds = text.split { !("0"..."9").contains($0) }.contains {
            [10, 13, 16, 19].contains($0.count) && ["1", "2"].contains($0.first)
        }
        let clock = /[0-9]{1,2}:[0-9]{2}/
        let date = /(19|20)[0-9]{2}-[01][0-9]|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ 0-9][0-9]/
        return isSeconds || text.firstMatch(of: clock) != nil || text.firstMatch(of: date) != nil
    }
}
