/// Texts made harmless for other languages.
enum Escape {
    static func html(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&#34;"
            case "'": result += "&#39;"
            case "\0": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    static func javaScript(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", "'", "\"": result += "\\\(scalar)"
            case "<", ">", "&", "=": result += "\\u\(hexadecimal(scalar.value, 4))"
            default:
                if scalar.value < 0x20 || scalar.value >= 0x7F && !scalar.isPrintable {
                    result += "\\u\(hexadecimal(scalar.value, 4))"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }

    /// For the query of an address: a blank becomes a plus sign.
    static func query(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: result.unicodeScalars.append(Unicode.Scalar(byte))
            case 0x20: result += "+"
            default: result += "%\(hexadecimal(UInt32(byte), 2))"
            }
        }
        return result
    }

    /// In double quotes, as Go's source has it.
    static func quote(_ text: String, by mark: Unicode.Scalar = "\"") -> String {
        let names: [Unicode.Scalar: String] = [
            "\u{07}": "a", "\u{08}": "b", "\u{0C}": "f", "\n": "n", "\r": "r", "\t": "t", "\u{0B}": "v", "\\": "\\",
        ]
        var result = "\(mark)"
        for scalar in text.unicodeScalars {
            if scalar == mark {
                result += "\\\(mark)"
            } else if let name = names[scalar] {
                result += "\\" + name
            } else if scalar.isPrintable {
                result.unicodeScalars.append(scalar)
            } else if scalar.value < 0x80 {
                result += "\\x\(hexadecimal(scalar.value, 2).lowercased())"
            } else {
                let isShort = scalar.value < 0x10000
                result += (isShort ? "\\u" : "\\U") + hexadecimal(scalar.value, isShort ? 4 : 8).lowercased()
            }
        }
        return result + "\(mark)"
    }

    static func hexadecimal(_ value: UInt32, _ width: Int) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Unicode.Scalar {
    /// Whether it leaves a mark, or is the ordinary blank.
    var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: self == " "
        default: true
        }
    }
}
