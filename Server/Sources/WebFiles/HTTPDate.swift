import Glibc

/// Dates as HTTP writes them (RFC 9110, section 5.6.7).
public enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///
    /// - Parameter seconds: since 1970.
    public static func text(_ seconds: Int64) -> String { format(seconds, "%a, %d %b %Y %H:%M:%S GMT") }

    /// `06/Nov/1994:08:49:37 +0000`, as logs write it.
    public static func logText(_ seconds: Int64) -> String { format(seconds, "%d/%b/%Y:%H:%M:%S +0000") }

    private static func format(_ seconds: Int64, _ format: String) -> String {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        var buffer = [CChar](repeating: 0, count: 64)
        let count = strftime(&buffer, buffer.count, format, &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Seconds since 1970 of a date in any of the three formats; nil for anything else.
    ///
    /// - Parameter now: seconds since 1970: years of two digits are at most 50 years ahead of it.
    public static func seconds(_ text: String, now: Int64) -> Int64? {
        let words = text.split(separator: " ").map(String.init)
        switch words.count {
        case 6 where words[0].count == 4 && words[0].hasSuffix(",") && words[5] == "GMT":
            // Sun, 06 Nov 1994 08:49:37 GMT
            return seconds(year: number(words[3], digits: 4), month: words[2], day: number(words[1], digits: 2), time: words[4])
        case 4 where words[0].hasSuffix("day,") && words[3] == "GMT":
            // Sunday, 06-Nov-94 08:49:37 GMT
            let date = words[1].split(separator: "-").map(String.init)
            guard date.count == 3, let short = number(date[2], digits: 2) else { return nil }
            let thisYear = 1970 + Int(now / 31_556_952)
            var year = thisYear / 100 * 100 + short
            if year > thisYear + 50 { year -= 100 }
            return seconds(year: year, month: date[1], day: number(date[0], digits: 2), time: words[2])
        case 5 where words[0].count == 3:
            // Sun Nov  6 08:49:37 1994
            let day = number(words[2], digits: 2) ?? number(words[2], digits: 1)
            return seconds(year: number(words[4], digits: 4), month: words[1], day: day, time: words[3])
        default: return nil
        }
    }

    private static func seconds(year: Int?, month: String, day: Int?, time: String) -> Int64? {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { number(String($0), digits: 2) }
        guard let year, year >= 1970, let month = months.firstIndex(of: month), let day, (1...31).contains(day) else { return nil }
        guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2] else { return nil }
        guard hour < 24, minute < 60, second <= 60 else { return nil }
        var parts = tm()
        parts.tm_year = Int32(year - 1900)
        parts.tm_mon = Int32(month)
        parts.tm_mday = Int32(day)
        parts.tm_hour = Int32(hour)
        parts.tm_min = Int32(minute)
        parts.tm_sec = Int32(second)
        return Int64(timegm(&parts))
    }

    private static func number(_ text: String, digits: Int) -> Int? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int(text)
    }
}
