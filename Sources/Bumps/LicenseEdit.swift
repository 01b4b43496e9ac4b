public import Diagnostics
import Files
import Recipes
public import SystemPackage
import YAML

/// Other licenses for a recipe (PACKAGE.md §8), written into its section `copyright`.
public enum LicenseEdit {
    /// The edit that it takes.
    ///
    /// - Parameters:
    ///   - replacements: licenses by their place in the list `package.copyright`.
    ///   - additions: what is to stand behind them, each with the file of its text.
    /// - Throws: what is wrong with the recipe; `cannot-edit` where its layout leaves no safe place.
    public static func edit(
        _ path: FilePath,
        replacements: [Int: String],
        additions: [(license: String, path: String)]
    ) throws(Diagnostic) -> RecipeEdit {
        let file = try Recipe.source(path)
        let written = try Recipe(file).package
        var editor = try RecipeEditor(file)
        var expected = written.copyright.map { [$0.license, $0.licensePath, $0.attestation, $0.detectionOverride] + $0.paths }
        for (index, license) in replacements.sorted(by: { $0.key < $1.key }) where written.copyright.indices.contains(index) {
            let span = written.copyright[index].span
            if editor.writtenText(at: span).contains("${{") {
                throw Diagnostic(.cannotEdit, "package.copyright is made of variables", at: span, hint: "change those by hand")
            }
            try editor.set("package.copyright.license", at: span, to: license)
            expected[index][0] = license
        }
        if !additions.isEmpty {
            let layout = try CopyrightLayout(file, last: written.copyright.last?.span)
            try editor.insert(
                additions.flatMap { layout.lines(license: $0.license, path: $0.path) },
                under: layout.heading,
                after: layout.line
            )
            expected += additions.map { [$0.license, $0.path, "", ""] }
        }
        let now = try Recipe(SourceFile(name: file.name, bytes: editor.edited)).package
        guard now.copyright.map({ [$0.license, $0.licensePath, $0.attestation, $0.detectionOverride] + $0.paths }) == expected,
            now.fullVersion == written.fullVersion
        else {
            throw Diagnostic(
                .cannotEdit,
                "package.copyright cannot be changed in place; nothing was written",
                at: written.copyright.last?.span ?? written.nameSpan,
                hint: "change it by hand"
            )
        }
        return RecipeEdit(path, editor)
    }
}

/// Where declarations of licenses can be added to a recipe's text, and how they are written there.
struct CopyrightLayout {
    /// The line, counted from 1, behind which they go.
    let line: Int
    /// What stands in front of them: nothing, or the key of a list that there was not.
    let heading: String?
    private let indent: String

    /// - Parameter last: where the last declaration's license stands; nil when there is none.
    init(_ file: SourceFile, last: SourceSpan?) throws(Diagnostic) {
        let lines = file.bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        let section = try Node.parse(file).member("package")
        guard let section, let list = section.member("copyright") else {
            // Behind the epoch, or the version where there is none.
            guard let place = (section?.member("epoch") ?? section?.member("version"))?.span, lines.indices.contains(place.line - 1),
                case let line = lines[place.line - 1], case let indent = line.prefix(while: { $0 == " " }), !indent.isEmpty,
                ["epoch:", "version:"].contains(where: line.dropFirst(indent.count).hasPrefix)
            else { throw Self.impossible(at: section?.span) }
            self.line = place.line
            self.indent = indent + "  "
            heading = indent + "copyright:"
            return
        }
        guard let last, case .sequence(let items) = list.content, let start = items.last?.span, lines.indices.contains(start.line - 1)
        else { throw Self.impossible(at: list.span) }
        // The last declaration stands behind a dash, and goes on as long as lines are further in than the dash.
        let before = lines[start.line - 1].prefix(start.column - 1)
        let outer = before.prefix { $0 == " " }
        guard before.dropFirst(outer.count).first == "-", before.dropFirst(outer.count + 1).allSatisfy({ $0 == " " }),
            lines[start.line - 1].dropFirst(before.count).first != "{"
        else { throw Self.impossible(at: last) }
        var end = start.line
        for (index, text) in lines.enumerated().dropFirst(start.line) {
            if text.allSatisfy(\.isWhitespace) { continue }
            if text.prefix(while: { $0 == " " }).count <= outer.count { break }
            end = index + 1
        }
        line = end
        indent = String(outer)
        heading = nil
    }

    /// The lines of a declaration.
    func lines(license: String, path: String) -> [String] {
        ["\(indent)- license: \(license)", "\(indent)  license-path: \(Self.scalar(path))"]
    }

    /// A path as YAML writes it: plain where nothing in it has a meaning.
    private static func scalar(_ path: String) -> String {
        let isPlain = path.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "+"):
                true
            default: false
            }
        }
        if isPlain && path.utf8.first.map({ $0 >= UInt8(ascii: "A") }) == true { return path }
        return "\"" + path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private static func impossible(at span: SourceSpan?) -> Diagnostic {
        Diagnostic(
            .cannotEdit,
            "package.copyright is not written as a list with a dash for each license, so nothing can be added to it",
            at: span,
            hint: "add what  cuttle license-check  shows by hand"
        )
    }
}

extension Node {
    /// The value of a key of a map.
    fileprivate func member(_ key: String) -> Node? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.name == key }?.value
    }
}
