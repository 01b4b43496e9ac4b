/// What a server asks for before it does anything: one scheme of `WWW-Authenticate` (RFC 9110 §11.6.1).
struct Challenge: Hashable {
    /// The scheme in lower case: `basic`, `bearer`.
    let scheme: String
    /// Its parameters, their names in lower case.
    let parameters: [String: String]

    /// Reads the value of a field, which may hold several challenges; what is malformed ends it.
    static func list(_ text: String) -> [Challenge] {
        var reader = Reader(rest: text[...])
        var list: [Challenge] = []
        while let scheme = reader.word() {
            var parameters: [String: String] = [:]
            while let (name, value) = reader.parameter() { parameters[name.lowercased()] = value }
            list.append(Challenge(scheme: scheme.lowercased(), parameters: parameters))
        }
        return list
    }

    private struct Reader {
        var rest: Substring

        mutating func word() -> String? {
            rest = rest.drop { $0 == " " || $0 == "," || $0 == "\t" }
            let word = rest.prefix { $0.isAlphanumeric || "!#$%&'*+-.^_`|~".contains($0) }
            rest = rest.dropFirst(word.count)
            return word.isEmpty ? nil : String(word)
        }

        /// A name, `=` and a value in quotes or without; nothing is taken when there is none.
        mutating func parameter() -> (String, String)? {
            let start = rest
            guard let name = word() else { return nil }
            rest = rest.drop { $0 == " " }
            guard rest.first == "=" else {
                rest = start
                return nil
            }
            rest = rest.dropFirst().drop { $0 == " " }
            guard rest.first == "\"" else { return (name, word() ?? "") }
            rest = rest.dropFirst()
            var value = ""
            while let character = rest.popFirst(), character != "\"" {
                if character == "\\", let next = rest.popFirst() { value.append(next) } else { value.append(character) }
            }
            return (name, value)
        }
    }
}
