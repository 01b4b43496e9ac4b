import Glibc

/// Floating-point numbers as texts.
enum NumberText {
    /// The fewest digits that give the number again, with an exponent when that is below -4 or from 6 on.
    static func shortest(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        let parts = value.magnitude.description.lowercased().split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = mantissa.count > 1 && mantissa[1] != "0" ? String(mantissa[1]) : ""
        var digits = String(mantissa[0]) + fraction
        var point = mantissa[0].count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        while digits.hasPrefix("0"), digits.count > 1 {
            digits.removeFirst()
            point -= 1
        }
        while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
        let sign = value.sign == .minus ? "-" : ""
        if digits == "0" { return sign + "0" }
        let exponent = point - 1
        if exponent < -4 || exponent >= 6 {
            let rest = digits.dropFirst()
            let magnitude = String(abs(exponent))
            return sign + digits.prefix(1) + (rest.isEmpty ? "" : ".\(rest)") + (exponent < 0 ? "e-" : "e+")
                + (magnitude.count < 2 ? "0" : "") + magnitude
        }
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        if digits.count <= point { return sign + digits + String(repeating: "0", count: point - digits.count) }
        return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    }

    /// The number with a precision, as printf(3) of C has it.
    static func formatted(_ value: Double, verb: Character, precision: Int) -> String {
        var buffer = [CChar](repeating: 0, count: 512 + precision)
        let length = withVaList([Int32(precision), value]) { vsnprintf(&buffer, buffer.count, "%.*\(verb)", $0) }
        return String(decoding: buffer.prefix(Int(max(0, length))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
