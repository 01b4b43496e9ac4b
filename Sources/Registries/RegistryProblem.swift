import JSON
import Transfers

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

    /// Whether a manifest is refused because the registry lacks what it names.
    static func isMissingContent(_ response: HTTPResponse) -> Bool {
        guard !response.isSuccess, let document = try? JSON(parsing: response.body) else { return false }
        return document["errors"]?.items?.contains { ["MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN"].contains($0["code"]?.string) } ?? false
    }
}
