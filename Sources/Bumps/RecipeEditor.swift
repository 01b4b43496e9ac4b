import Diagnostics
import Files
import SystemPackage
import YAML

/// Changes scalars of a recipe's text and nothing around them.
struct RecipeEditor {
    let file: SourceFile
    private let places: ScalarPlaces
    private var replacements: [Int: (bytes: Range<Int>, text: String)] = [:]
    private(set) var changes: [RecipeEdit.Change] = []

    init(_ file: SourceFile) throws(Diagnostic) {
        self.file = file
        places = try ScalarPlaces(file)
    }

    /// What stands in the text for a scalar, before any variable is replaced.
    func writtenText(at span: SourceSpan) -> String { places[span]?.text ?? "" }

    /// Gives a scalar another value.
    ///
    /// - Parameters:
    ///   - name: what it is called in messages.
    ///   - value: letters, digits, dots, dashes and such: nothing that YAML would have to escape.
    ///   - isQuoted: whether it gets double quotes; otherwise it keeps those that it has.
    mutating func set(_ name: String, at span: SourceSpan, to value: String, isQuoted: Bool = false) throws(Diagnostic) {
        guard let scalar = places[span] else { throw problem(name, "is not written as a value of its own", span) }
        switch scalar.style {
        case .alias:
            throw problem(name, "is an alias", span, hint: "write the value itself here, or change it by hand where it is anchored")
        case .block: throw problem(name, "is a block", span, hint: "write it on the line of its key")
        default: break
        }
        let old = String(decoding: file.bytes[scalar.bytes], as: UTF8.self)
        if old.utf8.contains(0x0A) { throw problem(name, "stands on several lines", span, hint: "write it on the line of its key") }
        var text =
            switch (isQuoted, scalar.style) {
            case (true, _), (_, .doubleQuoted): "\"\(value)\""
            case (_, .singleQuoted): "'\(value)'"
            default: value
            }
        // Where nothing stood, the value would touch its colon.
        if scalar.bytes.isEmpty { text = " " + text }
        if let earlier = replacements[scalar.bytes.lowerBound] {
            if earlier.text == text { return }
            throw problem(name, "is shared by steps that need different values", span)
        }
        if old == text { return }
        replacements[scalar.bytes.lowerBound] = (scalar.bytes, text)
        changes.append(RecipeEdit.Change(name: name, line: span.line, column: span.column, old: scalar.text, new: value))
    }

    /// The text with the changes so far.
    var edited: [UInt8] {
        var result: [UInt8] = []
        var position = 0
        for (_, replacement) in replacements.sorted(by: { $0.key < $1.key }) {
            result += file.bytes[position..<replacement.bytes.lowerBound]
            result += Array(replacement.text.utf8)
            position = replacement.bytes.upperBound
        }
        return result + file.bytes[position...]
    }

    private func problem(_ name: String, _ reason: String, _ span: SourceSpan, hint: String? = nil) -> Diagnostic {
        Diagnostic(.cannotEdit, "\(name) cannot be changed in place: it \(reason)", at: span, hint: hint)
    }
}
