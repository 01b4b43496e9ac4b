/// The part of a pkg-config file that makes dependencies.
enum PkgConfigFile {
    /// The modules of `Requires`, `Requires.private` and `Requires.internal`, variables replaced, versions dropped.
    static func requirements(_ text: String) -> [String] {
        var variables: [String: String] = [:]
        var modules: [String] = []
        // To Swift the two characters of a Windows line end are one.
        let joined = text.replacing("\r\n", with: "\n").replacing("\\\n", with: " ")
        for line in joined.split(separator: "\n") {
            let line = line.prefix { $0 != "#" }
            guard let mark = line.firstIndex(where: { $0 == ":" || $0 == "=" }) else { continue }
            let key = line[..<mark].split(separator: " ").joined(separator: " ")
            let value = expand(line[line.index(after: mark)...], variables)
            if line[mark] == "=" {
                variables[key] = value.split(separator: " ").joined(separator: " ")
            } else if ["Requires", "Requires.private", "Requires.internal"].contains(key) {
                modules += names(value)
            }
        }
        return modules
    }

    private static func expand(_ text: Substring, _ variables: [String: String]) -> String {
        var result = ""
        var rest = text
        while let start = rest.firstRange(of: "${"), let end = rest[start.upperBound...].firstIndex(of: "}") {
            result += rest[..<start.lowerBound] + (variables[String(rest[start.upperBound..<end])] ?? "")
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// Module names; a name may be followed by an operator and a version.
    private static func names(_ text: String) -> [String] {
        var names: [String] = []
        var skipsVersion = false
        for word in text.split(whereSeparator: { ", \t".contains($0) }) {
            // `a >= 1.2` in three words, or fewer where blanks are missing.
            let name = word.prefix { !"<>=!".contains($0) }
            let rest = word.dropFirst(name.count)
            if !name.isEmpty && !skipsVersion { names.append(String(name)) }
            skipsVersion = !rest.isEmpty && rest.allSatisfy { "<>=!".contains($0) }
        }
        return names
    }
}
