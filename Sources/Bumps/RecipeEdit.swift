public import Diagnostics
import Files
import Glibc
public import JSON
public import SystemPackage

/// A recipe whose text is to change: nothing is written yet.
public struct RecipeEdit: Sendable {
    /// A scalar with another value.
    public struct Change: Sendable, Hashable {
        /// What it is: `package.version`, `expected-sha256`…
        public let name: String
        /// Where it begins, both counted from 1.
        public let line: Int
        public let column: Int
        /// Its values, without quotes.
        public let old: String
        public let new: String
    }

    /// Which file it is.
    public let path: FilePath
    /// The text as it is.
    public let file: SourceFile
    /// The text as it will be: as many lines as before, but for those that are added.
    public let edited: [UInt8]
    /// What changes, in the order of the text.
    public let changes: [Change]
    /// What a person should look at.
    public let warnings: [Diagnostic]
    /// How many lines are added behind a line, counted from 1.
    private let added: [Int: Int]

    init(_ path: FilePath, _ editor: RecipeEditor, warnings: [Diagnostic] = []) {
        self.path = path
        file = editor.file
        edited = editor.edited
        added = editor.insertions.mapValues(\.count)
        changes = editor.changes.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        self.warnings = warnings
    }

    /// The changed lines, as `diff -U0` shows them.
    public var difference: String {
        let old = file.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let new = edited.split(separator: 0x0A, omittingEmptySubsequences: false)
        var hunks: [(old: Range<Int>, new: Range<Int>)] = []
        var position = 0
        for index in old.indices {
            let extra = added[index + 1] ?? 0
            let isSame = old[index].elementsEqual(new[position])
            let oldLines = isSame ? index + 1..<index + 1 : index..<index + 1
            let newLines = (isSame ? position + 1 : position)..<position + 1 + extra
            position += 1 + extra
            if oldLines.isEmpty && newLines.isEmpty { continue }
            if let last = hunks.last, last.old.upperBound == oldLines.lowerBound, last.new.upperBound == newLines.lowerBound {
                hunks[hunks.count - 1] = (last.old.lowerBound..<oldLines.upperBound, last.new.lowerBound..<newLines.upperBound)
            } else {
                hunks.append((oldLines, newLines))
            }
        }
        if hunks.isEmpty { return "" }
        var text = "--- \(file.name)\n+++ \(file.name)\n"
        for hunk in hunks {
            text += "@@ -\(Self.range(hunk.old)) +\(Self.range(hunk.new)) @@\n"
            for (sign, lines, range) in [("-", old, hunk.old), ("+", new, hunk.new)] {
                for index in range {
                    text += sign + String(decoding: lines[index], as: UTF8.self) + "\n"
                    if index == lines.count - 1 { text += "\\ No newline at end of file\n" }
                }
            }
        }
        return text
    }

    /// Lines as patches name them: of none, the line in front.
    private static func range(_ lines: Range<Int>) -> String {
        switch lines.count {
        case 0: "\(lines.lowerBound),0"
        case 1: "\(lines.lowerBound + 1)"
        default: "\(lines.lowerBound + 1),\(lines.count)"
        }
    }

    /// The changes for programs.
    public func json(isWritten: Bool) -> JSON {
        .object([
            "recipe": .string(file.name),
            "written": .boolean(isWritten),
            "changes": .array(
                changes.map { change in
                    .object([
                        "name": .string(change.name), "line": .number(Int64(change.line)), "column": .number(Int64(change.column)),
                        "old": .string(change.old), "new": .string(change.new),
                    ])
                }
            ),
            "warnings": .strings(warnings.map(\.message)),
        ])
    }

    /// Writes all the texts, or none when one cannot be written: each file keeps its mode, and links stay links.
    public static func write(_ edits: [RecipeEdit]) throws(Diagnostic) {
        var files: [AtomicFile] = []
        for edit in edits where !edit.changes.isEmpty {
            guard let resolved = realpath(edit.path.string, nil) else { throw .system("examine", edit.path, .current) }
            defer { free(resolved) }
            let path = FilePath(platformString: resolved)
            if try Files.read(path) != edit.file.bytes {
                throw Diagnostic(.system, "\(edit.path) was changed by somebody else meanwhile", hint: "run the command again")
            }
            if !Files.isWritable(path) { throw .system("write", edit.path, .permissionDenied) }
            let file = try AtomicFile(path, mode: FileStatus(path).mode)
            try file.write(edit.edited)
            try file.prepare()
            files.append(file)
        }
        for file in files { try file.commit() }
    }
}
