/// The ranges of bytes that a client asks for (RFC 9110, section 14).
public enum ByteRanges: Hashable, Sendable {
    /// The whole file: the field asks for something else, is wrong, or asks for too much.
    case whole
    /// These parts, none of which overlap, in the order asked for; at least one, none empty.
    case parts([Range<Int64>])
    /// None of the ranges is in the file.
    case unsatisfiable

    /// How many parts one response may have; who asks for more gets the whole file, which costs less.
    public static let limit = 16

    /// Reads the `Range` field of a request.
    ///
    /// - Parameter size: the file's length in bytes.
    public init(_ field: String, size: Int64) {
        let halves = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        // Of nothing there is no part that a partial response could name, and to ignore the field is always allowed (section 14.2).
        guard size > 0, halves.count == 2, halves[0].lowercased() == "bytes" else { self = .whole; return }
        var parts: [Range<Int64>] = []
        var count = 0
        for element in halves[1].split(separator: ",") {
            let text = element.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed()
            // Empty elements of a list mean nothing (section 5.6.1).
            if text.isEmpty { continue }
            guard let range = Self.range(String(text), size: size) else { self = .whole; return }
            count += 1
            if !range.isEmpty { parts.append(range) }
        }
        if count == 0 || count > Self.limit { self = .whole; return }
        if parts.isEmpty { self = .unsatisfiable; return }
        self = .parts(Self.joined(parts))
    }

    /// One range, empty when it is not in the file; nil when it is no range.
    private static func range(_ text: String, size: Int64) -> Range<Int64>? {
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        if ends[0].isEmpty {
            guard let length = number(ends[1]) else { return nil }
            return max(0, size - length)..<size
        }
        guard let first = number(ends[0]) else { return nil }
        if ends[1].isEmpty { return min(first, size)..<size }
        guard let last = number(ends[1]), first <= last else { return nil }
        return min(first, size)..<min(last, size - 1) + 1
    }

    /// A number of any length; what is more than a file can have is as good as the most it can.
    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int64(text) ?? Int64.max - 1
    }

    /// Ranges without overlaps: those that do are one, at the place of the first of them (section 15.3.7.2).
    private static func joined(_ parts: [Range<Int64>]) -> [Range<Int64>] {
        var result: [Range<Int64>] = []
        for part in parts {
            var part = part
            var place = result.count
            for index in result.indices.reversed()
            where result[index].lowerBound <= part.upperBound && part.lowerBound <= result[index].upperBound {
                part = min(part.lowerBound, result[index].lowerBound)..<max(part.upperBound, result[index].upperBound)
                result.remove(at: index)
                place = index
            }
            result.insert(part, at: place)
        }
        return result
    }
}
