/// What a template is evaluated on, and what its expressions come to.
public indirect enum TemplateValue: Sendable {
    /// A key that a table does not have; shown as `<no value>`.
    case missing
    /// Nil: an optional part that is not there; shown as `<nil>`.
    case null
    case boolean(Bool)
    case integer(Int64)
    case float(Double)
    /// A length of time in nanoseconds; shown as `1h30m0s`.
    case duration(Int64)
    case string(String)
    case list([TemplateValue])
    case table(TemplateTable)
    case record(TemplateRecord)
}

/// Values by keys that the input chose, such as variables.
public struct TemplateTable: Sendable {
    /// The values by key.
    public let entries: [String: TemplateValue]
    /// What `index` gives for a key that is not there.
    public let zero: TemplateValue

    /// Wraps the entries.
    public init(_ entries: [String: TemplateValue], zero: TemplateValue) {
        self.entries = entries
        self.zero = zero
    }

    /// The keys in byte order, in which tables are shown and ranged over.
    var sortedKeys: [String] {
        entries.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

/// Values by names that the format fixes: another name is an error in the template.
public struct TemplateRecord: Sendable {
    /// One name with its value.
    public struct Field: Sendable {
        let name: String
        let value: TemplateValue

        /// Names a value.
        public init(_ name: String, _ value: TemplateValue) {
            self.name = name
            self.value = value
        }
    }

    /// What such a record is called in messages: `Package`.
    public let typeName: String
    /// The fields in the order in which they are shown.
    public let fields: [Field]
    /// Values that are worked out of the fields: asked for like a field, but not shown with the record.
    public let derived: [Field]

    /// Wraps the fields.
    public init(_ typeName: String, fields: [Field], derived: [Field] = []) {
        self.typeName = typeName
        self.fields = fields
        self.derived = derived
    }

    /// The value of a name; nil for a name that such a record does not have.
    public subscript(name: String) -> TemplateValue? {
        (fields.first { $0.name == name } ?? derived.first { $0.name == name })?.value
    }

    /// All names that may be asked for.
    var names: [String] { fields.map(\.name) + derived.map(\.name) }
}
