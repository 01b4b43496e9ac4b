import Diagnostics
import YAML

/// The variables of a recipe that change with its version (RECIPE.md §14).
struct VersionNames {
    private var names: Set<String> = ["package.version", "package.full-version"]

    init(_ file: SourceFile) throws(Diagnostic) {
        let recipe = try Fields(Node.parse(file), "the recipe")
        for variable in try recipe.table("vars") where isUsed(in: variable.value) { names.insert("vars.\(variable.key)") }
        for node in try recipe.items("var-transforms") {
            let transform = try Fields(node, "a var-transform")
            guard let from = try transform.text("from"), let target = try transform.text("to") else { continue }
            if isUsed(in: from) { names.insert("vars.\(target)") } else { names.remove("vars.\(target)") }
        }
    }

    /// Whether a text holds one of them.
    func isUsed(in text: String) -> Bool {
        Variables.markers(in: Array(text.utf8)).contains { names.contains($0.name) }
    }
}

/// The markers `${{ name }}` in a text.
enum Variables {
    struct Marker {
        let name: String
        let bytes: Range<Int>
    }

    /// All well-formed markers, blanks around their names allowed.
    static func markers(in bytes: [UInt8]) -> [Marker] {
        let opening = Array("${{".utf8)
        var markers: [Marker] = []
        var position = 0
        while let dollar = bytes[position...].firstIndex(of: opening[0]) {
            position = dollar + 1
            guard bytes[dollar...].starts(with: opening) else { continue }
            var end = dollar + 3
            func skipBlanks() { while end < bytes.count, [0x20, 0x09].contains(bytes[end]) { end += 1 } }
            skipBlanks()
            let start = end
            while end < bytes.count, isNameByte(bytes[end]) { end += 1 }
            let name = String(decoding: bytes[start..<end], as: UTF8.self)
            skipBlanks()
            guard !name.isEmpty, bytes[end...].starts(with: Array("}}".utf8)) else { continue }
            markers.append(Marker(name: name, bytes: dollar..<(end + 2)))
            position = end + 2
        }
        return markers
    }

    /// The text with every marker in the exact form that recipes replace while they are read, and with some values put in.
    static func exact(_ bytes: [UInt8], values: [String: String]) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        for marker in markers(in: bytes) {
            result += bytes[position..<marker.bytes.lowerBound]
            result += Array((values[marker.name] ?? "${{\(marker.name)}}").utf8)
            position = marker.bytes.upperBound
        }
        return result + bytes[position...]
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")].contains(byte)
        }
    }
}
