/// The identifiers of elements of an SPDX document (PACKAGE.md §3).
enum SPDXIdentifier {
    static let document = "SPDXRef-DOCUMENT"
    static let operatingSystem = "SPDXRef-OperatingSystem"

    /// The identifier of a package, made of what tells it from others.
    ///
    /// `:` and `/` become `-`; any other character that may not stand in an identifier becomes `C` and its code point.
    static func package(_ parts: [String]) -> String {
        "SPDXRef-Package-" + parts.filter { !$0.isEmpty }.map(escape).joined(separator: "-")
    }

    private static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", ".", "-": escaped.unicodeScalars.append(scalar)
            case ":", "/": escaped += "-"
            default: escaped += "C\(scalar.value)"
            }
        }
        return escaped
    }
}
