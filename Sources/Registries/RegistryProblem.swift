import JSON

/// What a registry says of a failure (distribution-spec, "Error Codes").
enum RegistryProblem {
    /// A line for each of its errors; nothing for a body of another kind, which may be a whole page.
    static func list(_ body: [UInt8]) -> [String] {
        guard let document = try? JSON(parsing: body), let errors = document["errors"]?.items else { return [] }
        return errors.prefix(3).compactMap { error in
            let parts = ["code", "message"].compactMap { error[$0]?.string }.filter { !$0.isEmpty }
            // A line of its own is for us to begin.
            let text = parts.joined(separator: ": ").map { $0.isNewline ? " " : $0 }
            return text.isEmpty ? nil : "it says: \(String(text).prefix(300))"
        }
    }
}
