import CLinux
import Glibc

/// Times as documents write them.
public enum Timestamp {
    /// RFC 3339 in UTC, such as `2025-01-31T12:00:00Z`.
    ///
    /// - Parameter seconds: since 1970.
    public static func text(_ seconds: Int64) -> String { text(seconds, offset: 0) }

    /// RFC 3339 with the offset of a zone, such as `2025-01-31T12:00:00+02:00`.
    ///
    /// - Parameters:
    ///   - seconds: since 1970.
    ///   - offset: of the zone's clocks from UTC, in minutes; 0 is written `Z`.
    public static func text(_ seconds: Int64, offset: Int) -> String {
        var time = time_t(seconds + Int64(offset) * 60)
        var parts = tm()
        gmtime_r(&time, &parts)
        var buffer = [CChar](repeating: 0, count: 32)
        let count = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%S", &parts)
        let text = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if offset == 0 { return text + "Z" }
        func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(text)\(offset < 0 ? "-" : "+")\(digits(abs(offset) / 60)):\(digits(abs(offset) % 60))"
    }

    /// Reads a time in RFC 3339, with `Z` or the offset of a zone; nil for anything else, and for what is before 1970.
    ///
    /// Fractions of seconds are left out.
    public static func parse(_ text: String) -> (seconds: Int64, offset: Int)? {
        let shape = Array("0000-00-00T00:00:00".utf8)
        let bytes = Array(text.utf8)
        guard bytes.count > shape.count, zip(shape, bytes).allSatisfy({ $0 == UInt8(ascii: "0") ? isDigit($1) : $0 == $1 }) else {
            return nil
        }
        var rest = bytes[shape.count...]
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            let fraction = rest.prefix(while: isDigit)
            if fraction.isEmpty { return nil }
            rest = rest.dropFirst(fraction.count)
        }
        guard let offset = offset(Array(rest)) else { return nil }
        let clock = String(decoding: bytes.prefix(shape.count), as: UTF8.self) + "Z"
        let local = cuttle_parse_time(clock)
        let seconds = local - Int64(offset) * 60
        // The 31st of February would become one of March.
        return seconds < 0 || Self.text(local) != clock ? nil : (seconds, offset)
    }

    /// `Z`, or `+hh:mm`, in minutes.
    private static func offset(_ zone: [UInt8]) -> Int? {
        if zone == [UInt8(ascii: "Z")] { return 0 }
        guard zone.count == 6, zone[3] == UInt8(ascii: ":"), zone[0] == UInt8(ascii: "+") || zone[0] == UInt8(ascii: "-") else {
            return nil
        }
        guard [1, 2, 4, 5].allSatisfy({ isDigit(zone[$0]) }) else { return nil }
        func number(_ index: Int) -> Int { Int(zone[index] - 0x30) * 10 + Int(zone[index + 1] - 0x30) }
        guard number(1) < 24, number(4) < 60 else { return nil }
        return (number(1) * 60 + number(4)) * (zone[0] == UInt8(ascii: "-") ? -1 : 1)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
