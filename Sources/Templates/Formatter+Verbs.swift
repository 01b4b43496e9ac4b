extension Formatter.Directive {
    /// A value by this directive; the parts of a value of several parts one by one.
    func text(of value: TemplateValue) throws(FunctionProblem) -> String {
        guard "vsdqtxXobcUeEfFgG".contains(verb) else { return "%!\(verb)(\(value.goType)=\(value.text))" }
        if verb == "v", isAlternate { throw FunctionProblem(message: "printf does not know \"%#v\" here", hint: "use %v or %q") }
        switch value {
        case .list(let items):
            var texts: [String] = []
            for item in items { texts.append(try text(of: item)) }
            return "[" + texts.joined(separator: " ") + "]"
        case .table(let table):
            var texts: [String] = []
            for key in table.sortedKeys { texts.append(try text(of: .string(key)) + ":" + (try text(of: table.entries[key] ?? .missing))) }
            return "map[" + texts.joined(separator: " ") + "]"
        case .record(let record):
            var texts: [String] = []
            for field in record.fields { texts.append((isSigned ? field.name + ":" : "") + (try text(of: field.value))) }
            return "{" + texts.joined(separator: " ") + "}"
        case .missing, .null: return verb == "v" ? padded("<nil>") : "%!\(verb)(<nil>)"
        case .boolean: return verb == "v" || verb == "t" ? padded(value.text) : mismatch(value)
        case .string(let string): return text(ofString: string) ?? mismatch(value)
        case .integer(let number): return text(ofInteger: number) ?? mismatch(value)
        case .duration(let number): return verb == "v" || verb == "s" ? padded(value.text) : text(ofInteger: number) ?? mismatch(value)
        case .float(let number): return text(ofFloat: number) ?? mismatch(value)
        }
    }

    private func mismatch(_ value: TemplateValue) -> String { "%!\(verb)(\(value.goType)=\(value.text))" }

    private func text(ofString string: String) -> String? {
        let cut = precision.map { String(String.UnicodeScalarView(string.unicodeScalars.prefix($0))) } ?? string
        switch verb {
        case "v", "s": return padded(cut)
        case "q": return padded(Escape.quote(cut))
        case "x", "X":
            let bytes = string.utf8.prefix(precision ?? .max).map { Escape.hexadecimal(UInt32($0), 2) }
            let digits = bytes.joined(separator: isSpaced ? " " : "")
            return padded(verb == "x" ? digits.lowercased() : digits)
        default: return nil
        }
    }

    private func text(ofInteger number: Int64) -> String? {
        switch verb {
        case "v", "d": return signed(String(number.magnitude), isNegative: number < 0)
        case "b": return signed((isAlternate ? "0b" : "") + String(number.magnitude, radix: 2), isNegative: number < 0)
        case "o": return signed((isAlternate ? "0" : "") + String(number.magnitude, radix: 8), isNegative: number < 0)
        case "x", "X":
            let digits = String(number.magnitude, radix: 16, uppercase: verb == "X")
            return signed((isAlternate ? "0\(verb)" : "") + digits, isNegative: number < 0)
        case "c": return padded(Self.character(number))
        case "q": return padded(Escape.quote(Self.character(number), by: "'"))
        case "U": return padded("U+" + Escape.hexadecimal(UInt32(clamping: number), 4))
        default: return nil
        }
    }

    private func text(ofFloat number: Double) -> String? {
        let shortest = verb == "v" || (verb == "g" || verb == "G") && precision == nil
        guard "veEfFgG".contains(verb) else { return nil }
        let letter: Character = verb == "v" ? "g" : verb
        let digits =
            shortest && precision == nil
            ? NumberText.shortest(number.magnitude)
            : NumberText.formatted(number.magnitude, verb: letter, precision: precision ?? 6)
        return signed(digits, isNegative: number.sign == .minus, usesPrecision: false)
    }

    private static func character(_ number: Int64) -> String {
        String(Character(Unicode.Scalar(UInt32(clamping: number)) ?? "\u{FFFD}"))
    }

    private func signed(_ magnitude: String, isNegative: Bool, usesPrecision: Bool = true) -> String {
        let sign = isNegative ? "-" : isSigned && verb != "v" ? "+" : isSpaced ? " " : ""
        var digits = magnitude
        var least = usesPrecision ? precision ?? 0 : 0
        if isZeroPadded, !isLeft, !usesPrecision || precision == nil { least = max(least, width - sign.count) }
        if digits.count < least { digits = String(repeating: "0", count: least - digits.count) + digits }
        return padded(sign + digits)
    }

    private func padded(_ text: String) -> String {
        let missing = width - text.unicodeScalars.count
        if missing <= 0 { return text }
        let padding = String(repeating: isZeroPadded && !isLeft ? "0" : " ", count: missing)
        return isLeft ? text + padding : padding + text
    }
}

extension TemplateValue {
    /// The name of its type as printf shows it.
    var goType: String {
        switch self {
        case .missing, .null: "nil"
        case .boolean: "bool"
        case .integer: "int"
        case .duration: "time.Duration"
        case .float: "float64"
        case .string: "string"
        case .list: "list"
        case .table: "map"
        case .record(let record): record.typeName
        }
    }
}
