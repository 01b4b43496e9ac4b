public import JSON
public import Templates

extension TemplateValue {
    /// A recipe as templates see it.
    ///
    /// - Parameter recipe: its JSON form, whose keys are those of the YAML text (RECIPE.md §14.1). What it does not have gets the
    ///   zero value of its type; what the table does not know is left out.
    public init(recipe: JSON) {
        self = Self.value(recipe, .record("Configuration"))
    }

    private static func value(_ json: JSON?, _ type: FieldType) -> TemplateValue {
        switch type {
        case .text: return .string(text(json))
        case .boolean: return .boolean(json == .boolean(true) || json == .string("true"))
        case .integer: return .integer(number(json) ?? 0)
        case .duration: return .duration(number(json) ?? 0)
        case .list(let item): return .list((json?.items ?? []).map { value($0, item) })
        case .table(let item):
            let members = (json?.members ?? []).map { ($0.key, value($0.value, item)) }
            return .table(TemplateTable(Dictionary(members, uniquingKeysWith: { $1 }), zero: value(nil, item)))
        case .optional(let some):
            guard let json, json != .null else { return .null }
            return value(json, some)
        case .record(let kind): return record(json, kind)
        }
    }

    private static func record(_ json: JSON?, _ kind: String) -> TemplateValue {
        let fields = FieldTable.fields(of: kind).map { field in
            // Some parts of compiled recipes are written with the names that templates use (RECIPE.md §14.1).
            TemplateRecord.Field(field.name, value(json?[field.key] ?? json?[field.name], field.type))
        }
        let record = TemplateRecord(kind, fields: fields)
        return .record(TemplateRecord(kind, fields: fields, derived: derived(from: record)))
    }

    /// What is worked out of the fields of a record.
    private static func derived(from record: TemplateRecord) -> [TemplateRecord.Field] {
        func shown(_ name: String) -> String { record[name]?.text ?? "" }
        func same(_ names: KeyValuePairs<String, String>) -> [TemplateRecord.Field] {
            names.map { name, source in TemplateRecord.Field(name, record[source] ?? .missing) }
        }
        switch record.typeName {
        case "Configuration":
            guard case .record(let package) = record["Package"], case .list(let subpackages) = record["Subpackages"] else { return [] }
            let name = package["Name"] ?? .missing
            let names = subpackages.compactMap { item -> TemplateValue? in
                if case .record(let subpackage) = item { subpackage["Name"] } else { nil }
            }
            return [TemplateRecord.Field("Name", name), TemplateRecord.Field("AllPackageNames", .list([name] + names))]
        case "Package": return [TemplateRecord.Field("FullVersion", .string("\(shown("Version"))-r\(shown("Epoch"))"))]
        case "ReleaseMonitor":
            return same([
                "GetStripPrefix": "StripPrefix", "GetStripSuffix": "StripSuffix", "GetFilterPrefix": "VersionFilterPrefix",
                "GetFilterContains": "VersionFilterContains",
            ])
        case "GitHubMonitor", "GitMonitor", "OCIMonitor":
            return same([
                "GetStripPrefix": "StripPrefix", "GetStripSuffix": "StripSuffix", "GetFilterPrefix": "TagFilterPrefix",
                "GetFilterContains": "TagFilterContains",
            ])
        default: return []
        }
    }

    private static func text(_ json: JSON?) -> String {
        switch json {
        case .string(let text): text
        case .number(let number): String(number)
        case .boolean(let boolean): boolean ? "true" : "false"
        default: ""
        }
    }

    private static func number(_ json: JSON?) -> Int64? {
        switch json {
        case .number(let number): number
        case .string(let text): Int64(text)
        default: nil
        }
    }
}
