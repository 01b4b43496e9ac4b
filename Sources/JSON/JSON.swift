/// A JSON value whose object keys keep the order in which they are written.
///
/// Formats that Cuttle writes (OCI, SPDX, compiled recipes) fix the order of their keys, and equal input must give
/// equal bytes; Foundation's encoder can only sort them.
public indirect enum JSON: Hashable, Sendable {
    case null
    case boolean(Bool)
    case number(Int64)
    /// A number with a fraction or an exponent, or one too large for 64 bits, as it was written: nothing is computed with it.
    case decimal(String)
    case string(String)
    case array([JSON])
    case object([Member])

    /// One key with its value.
    public struct Member: Hashable, Sendable {
        public let key: String
        public let value: JSON

        /// A key with its value.
        public init(key: String, value: JSON) {
            self.key = key
            self.value = value
        }
    }

    /// An object from keys and values in order; a nil value leaves its key out.
    public static func object(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        .object(members.compactMap { key, value in value.map { Member(key: key, value: $0) } })
    }

    /// An object from a dictionary, its keys in byte order.
    public static func sorted(_ members: [String: JSON]) -> JSON {
        let keys = members.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return .object(keys.compactMap { key in members[key].map { Member(key: key, value: $0) } })
    }

    /// An array of strings.
    public static func strings(_ values: some Sequence<String>) -> JSON {
        .array(values.map { .string($0) })
    }

    /// A string that is left out of its object when it is empty.
    public static func nonEmpty(_ value: String) -> JSON? {
        value.isEmpty ? nil : .string(value)
    }

    /// An array of strings that is left out of its object when it is empty.
    public static func nonEmpty(_ values: [String]) -> JSON? {
        values.isEmpty ? nil : .strings(values)
    }

    /// An array that is left out of its object when it is empty.
    public static func nonEmpty(_ values: [JSON]) -> JSON? {
        values.isEmpty ? nil : .array(values)
    }

    /// An object of strings, its keys in byte order, that is left out of its own object when it is empty.
    public static func nonEmpty(_ values: [String: String]) -> JSON? {
        values.isEmpty ? nil : .sorted(values.mapValues { .string($0) })
    }

    /// An array of strings.
    public static func strings(_ values: [String]) -> JSON {
        .array(values.map { .string($0) })
    }
}
