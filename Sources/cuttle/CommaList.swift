import ArgumentParser

/// A list option as apko takes it: commas between items, and given again; an item in quotes may hold commas (IMAGE.md §1).
enum CommaList {
    /// The items of all values, in their order.
    static func items(_ values: [String]) throws -> [String] { try values.flatMap { try items($0) } }

    private static func items(_ value: String) throws -> [String] {
        if value.isEmpty { return [] }
        if !value.contains("\"") { return value.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        var items: [String] = []
        var rest = Substring(value)
        while true {
            if rest.first == "\"" {
                items.append(try quoted(&rest, of: value))
            } else {
                let item = rest.prefix { $0 != "," }
                items.append(String(item))
                rest = rest.dropFirst(item.count)
            }
            if rest.isEmpty { return items }
            guard rest.first == "," else { throw ValidationError("\"\(value)\" has something behind a quoted item: put a comma there") }
            rest = rest.dropFirst()
            if rest.isEmpty { return items + [""] }
        }
    }

    /// An item in quotes; a quote in it is written twice.
    private static func quoted(_ rest: inout Substring, of value: String) throws -> String {
        var item = ""
        rest = rest.dropFirst()
        while let character = rest.first {
            rest = rest.dropFirst()
            if character != "\"" {
                item.append(character)
            } else if rest.first == "\"" {
                item.append("\"")
                rest = rest.dropFirst()
            } else {
                return item
            }
        }
        throw ValidationError("\"\(value)\" has an open quote")
    }

    /// Annotations from `key:value` items.
    static func annotations(_ values: [String]) throws -> [String: String] {
        var annotations: [String: String] = [:]
        for item in try items(values) {
            guard let colon = item.firstIndex(of: ":") else {
                throw ValidationError("the annotation \"\(item)\" has no colon: write it as key:value")
            }
            let (key, value) = (String(item[..<colon]), String(item[item.index(after: colon)...]))
            let isKey = key.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            }
            if key.isEmpty || !isKey {
                throw ValidationError("\"\(key)\" is not the key of an annotation: use small letters, digits, - and .")
            }
            if value.isEmpty { throw ValidationError("the annotation \"\(key)\" has no value") }
            if annotations.updateValue(value, forKey: key) != nil { throw ValidationError("the annotation \"\(key)\" is given twice") }
        }
        return annotations
    }
}
