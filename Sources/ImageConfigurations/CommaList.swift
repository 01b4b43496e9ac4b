public import Diagnostics

/// A list option as apko takes it: commas between items, and given again; an item in quotes may hold commas (IMAGE.md §1).
public enum CommaList {
    /// The items of all values, in their order.
    ///
    /// - Throws: `bad-list`.
    public static func items(_ values: [String]) throws(Diagnostic) -> [String] {
        var all: [String] = []
        for value in values { all += try items(value) }
        return all
    }

    private static func items(_ value: String) throws(Diagnostic) -> [String] {
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
            guard rest.first == "," else {
                throw Diagnostic(.badList, "\"\(value)\" has something behind a quoted item: put a comma there")
            }
            rest = rest.dropFirst()
            if rest.isEmpty { return items + [""] }
        }
    }

    /// An item in quotes; a quote in it is written twice.
    private static func quoted(_ rest: inout Substring, of value: String) throws(Diagnostic) -> String {
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
        throw Diagnostic(.badList, "\"\(value)\" has an open quote")
    }

    /// Annotations from `key:value` items.
    ///
    /// - Throws: `bad-list`.
    public static func annotations(_ values: [String]) throws(Diagnostic) -> [String: String] {
        var annotations: [String: String] = [:]
        for item in try items(values) {
            guard let colon = item.firstIndex(of: ":") else {
                throw Diagnostic(.badList, "the annotation \"\(item)\" has no colon: write it as key:value")
            }
            let (key, value) = (String(item[..<colon]), String(item[item.index(after: colon)...]))
            let isKey = key.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            }
            if key.isEmpty || !isKey {
                throw Diagnostic(.badList, "\"\(key)\" is not the key of an annotation: use small letters, digits, - and .")
            }
            if value.isEmpty { throw Diagnostic(.badList, "the annotation \"\(key)\" has no value") }
            if annotations.updateValue(value, forKey: key) != nil { throw Diagnostic(.badList, "the annotation \"\(key)\" is given twice") }
        }
        return annotations
    }
}

extension Diagnostic.Code {
    /// A list on the command line that is none.
    static let badList = input("bad-list")
}
