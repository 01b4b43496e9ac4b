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
    /// New lines, without their ends, by the line that they follow, counted from 1.
    private(set) var insertions: [Int: [String]] = [:]

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

    /// Puts lines behind a line, counted from 1.
    ///
    /// - Parameter heading: a line in front of them; nil for none.
    mutating func insert(_ lines: [String], under heading: String? = nil, after line: Int) throws(Diagnostic) {
        let all = (heading.map { [$0] } ?? []) + lines
        for text in all where text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) || text.contains("${{") {
            throw Diagnostic(.cannotEdit, "\(file.name): a name with signs that a recipe cannot hold would have to be written")
        }
        insertions[line, default: []] += all
        for (index, text) in all.enumerated() {
            let name = "package.copyright"
            changes.append(RecipeEdit.Change(name: name, line: line + index + 1, column: 1, old: "", new: text))
        }
    }

    /// The text with the changes so far.
    var edited: [UInt8] {
        let text = replaced
        if insertions.isEmpty { return text }
        var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        // The text before its changes tells which ends of lines it has.
        let isOfWindows = lines.dropLast().contains { $0.last == 0x0D }
        for (line, added) in insertions.sorted(by: { $0.key > $1.key }) where lines.indices.contains(line - 1) {
            var new = added.map { Array($0.utf8) + (isOfWindows ? [0x0D] : []) }
            // Behind a last line without an end the new ones bring it, and the text again has none.
            if isOfWindows && line == lines.count {
                lines[line - 1].append(0x0D)
                new[new.count - 1].removeLast()
            }
            lines.insert(contentsOf: new, at: line)
        }
        return Array(lines.joined(separator: [0x0A]))
    }

    /// The text with other scalars: as many lines as before.
    private var replaced: [UInt8] {
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
