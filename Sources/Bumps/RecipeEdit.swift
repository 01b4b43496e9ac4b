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
    /// The text as it will be: as many lines as before.
    public let edited: [UInt8]
    /// What changes, in the order of the text.
    public let changes: [Change]
    /// What a person should look at.
    public let warnings: [Diagnostic]

    init(_ path: FilePath, _ editor: RecipeEditor, warnings: [Diagnostic] = []) {
        self.path = path
        file = editor.file
        edited = editor.edited
        changes = editor.changes.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        self.warnings = warnings
    }

    /// The changed lines, as `diff -U0` shows them.
    public var difference: String {
        let old = file.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let new = edited.split(separator: 0x0A, omittingEmptySubsequences: false)
        let changed = old.indices.filter { !old[$0].elementsEqual(new[$0]) }
        if changed.isEmpty { return "" }
        var text = "--- \(file.name)\n+++ \(file.name)\n"
        var start = changed.startIndex
        while start < changed.endIndex {
            var end = start + 1
            while end < changed.endIndex, changed[end] == changed[end - 1] + 1 { end += 1 }
            let range = end - start == 1 ? "\(changed[start] + 1)" : "\(changed[start] + 1),\(end - start)"
            text += "@@ -\(range) +\(range) @@\n"
            for (sign, lines) in [("-", old), ("+", new)] {
                for index in changed[start..<end] {
                    text += sign + String(decoding: lines[index], as: UTF8.self) + "\n"
                    if index == old.count - 1 { text += "\\ No newline at end of file\n" }
                }
            }
            start = end
        }
        return text
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
