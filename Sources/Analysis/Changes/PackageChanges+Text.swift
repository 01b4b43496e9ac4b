public import JSON

extension PackageChanges {
    /// The changes for people, each line with its line end; empty when nothing changed.
    public var text: String {
        if isEmpty { return "" }
        var lines = [from == to ? "\(name) \(to), built again" : "\(name) \(from) → \(to)"]
        lines += Self.lines("needs", dependencies)
        lines += Self.lines("offers", provides)
        lines += Self.lines(files)
        if !scripts.isEmpty { lines.append("  ~ scripts \(scripts.joined(separator: ", "))") }
        let sizes = [("installed size", installedSize), ("package", packageSize)].compactMap { label, size in
            size.map { "\(label) \(Self.change($0))\(Self.percentage($0))" }
        }
        if !sizes.isEmpty { lines.append("  ~ " + sizes.joined(separator: ", ")) }
        return lines.map { Self.visible($0) + "\n" }.joined()
    }

    /// More than this of one kind are counted only.
    private static let mostLines = 12

    private static func lines(_ verb: String, _ changes: ListChanges) -> [String] {
        limited(changes.added.map { "  + \(verb) \($0)" }, "+ \(verb)") + limited(changes.removed.map { "  - \(verb) \($0)" }, "- \(verb)")
            + limited(changes.changed.map { "  ~ \(verb) \($0.from) → \($0.to)" }, "~ \(verb)")
    }

    private static func lines(_ files: FileChanges) -> [String] {
        let notable = files.changed.filter(\.concernsMoreThanContent).map { change in
            let parts = [
                change.kind.map { "\($0.from) → \($0.to)" },
                change.mode.map { "mode \(String($0.from, radix: 8)) → \(String($0.to, radix: 8))" },
                change.owner.map { "owner \($0.from) → \($0.to)" }, change.target.map { "leads to \($0.from) → \($0.to)" },
            ]
            return "  ~ \(change.path): \(parts.compactMap { $0 }.joined(separator: ", "))"
        }
        let contents = files.changed.count { $0.content != nil }
        return limited(files.added.map { "  + \($0)" }, "+ paths") + limited(files.removed.map { "  - \($0)" }, "- paths")
            + limited(notable, "~ paths")
            + (contents == 0 ? [] : ["  ~ \(contents) \(contents == 1 ? "file has" : "files have") other content"])
    }

    private static func limited(_ lines: [String], _ kind: String) -> [String] {
        lines.count <= mostLines ? lines : lines.prefix(mostLines - 1) + ["  \(kind): and \(lines.count - mostLines + 1) more"]
    }

    /// In bytes where a difference is too small to be seen otherwise.
    private static func change(_ size: FileChanges.Difference<Int64>) -> String {
        let (from, to) = (bytes(size.from), bytes(size.to))
        return from == to ? "\(size.from) B → \(size.to) B" : "\(from) → \(to)"
    }

    private static func bytes(_ count: Int64) -> String {
        if count < 1024 { return "\(count) B" }
        if count < 1 << 20 { return "\(count >> 10) KiB" }
        let tenths = count / 1024 * 10 / 1024
        return "\(tenths / 10).\(tenths % 10) MiB"
    }

    private static func percentage(_ size: FileChanges.Difference<Int64>) -> String {
        let (difference, isLarge) = (size.to - size.from).multipliedReportingOverflow(by: 100)
        guard size.from > 0, !isLarge, difference / size.from != 0 else { return "" }
        return " (\(difference > 0 ? "+" : "−")\((difference / size.from).magnitude) %)"
    }

    /// Names from inside of packages may hold anything, also what moves a terminal's cursor.
    private static func visible(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
    }

    /// The changes for programs; only what changed has a key.
    public var json: JSON {
        .object([
            "name": .string(name),
            "from": .string(from),
            "to": .string(to),
            "dependencies": Self.json(dependencies),
            "provides": Self.json(provides),
            "files": files.isEmpty
                ? nil
                : .object([
                    "added": .nonEmpty(files.added),
                    "removed": .nonEmpty(files.removed),
                    "changed": .nonEmpty(files.changed.map(Self.json)),
                ]),
            "scripts": .nonEmpty(scripts),
            "installed_size": installedSize.map { Self.json($0) { .number($0) } },
            "package_size": packageSize.map { Self.json($0) { .number($0) } },
        ])
    }

    private static func json(_ changes: ListChanges) -> JSON? {
        if changes.isEmpty { return nil }
        let changed = changes.changed.map { JSON.object(["from": .string($0.from), "to": .string($0.to)]) }
        return .object(["added": .nonEmpty(changes.added), "removed": .nonEmpty(changes.removed), "changed": .nonEmpty(changed)])
    }

    private static func json(_ change: FileChanges.Change) -> JSON {
        .object([
            "path": .string(change.path),
            "kind": change.kind.map { json($0) { .string($0) } },
            "mode": change.mode.map { json($0) { .string(String($0, radix: 8)) } },
            "owner": change.owner.map { json($0) { .string($0) } },
            "target": change.target.map { json($0) { .string($0) } },
            "content_size": change.content.map { json($0) { .number($0) } },
        ])
    }

    private static func json<Value>(_ difference: FileChanges.Difference<Value>, _ value: (Value) -> JSON) -> JSON {
        .object(["from": value(difference.from), "to": value(difference.to)])
    }
}
