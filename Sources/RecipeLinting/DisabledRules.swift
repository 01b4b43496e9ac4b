import Diagnostics

/// The rules that a recipe disables for itself by a line `#nolint:rule,rule`.
///
/// The line may stand anywhere, but nothing may stand in front of it, and no blank within `#nolint:`. Other than in wolfictl, every such
/// line counts, not only the first, and blanks and words around the names do no harm: whoever writes such a line means it.
/// Names that rules had earlier mean the rules of today, and names that no rule ever had are ignored.
struct DisabledRules {
    private var names: [String] = []

    init(_ file: SourceFile) {
        file.bytes.withUnsafeBufferPointer { bytes in
            var start = 0
            while let offset = bytes.offset(of: Self.marker, from: start) {
                start = offset + Self.marker.count
                if offset > 0, bytes[offset - 1] != UInt8(ascii: "\n") { continue }
                let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
                take(bytes[start..<end])
            }
        }
    }

    func contains(_ rule: String) -> Bool { !names.isEmpty && names.contains(rule) }

    private static let formerNames = ["valid-pipeline-git-checkout-tag": "valid-pipeline-git-checkout-tag-or-branch"]
    private static let marker = Array("#nolint:".utf8)

    private mutating func take(_ list: Slice<UnsafeBufferPointer<UInt8>>) {
        for part in list.split(separator: UInt8(ascii: ",")) {
            let name = part.drop(while: \.isBlank).prefix { !$0.isBlank }
            let rule = String(decoding: name, as: UTF8.self)
            names.append(Self.formerNames[rule] ?? rule)
        }
    }
}
