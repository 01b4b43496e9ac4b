/// What changed between two lists of dependencies or provides.
public struct ListChanges: Hashable, Sendable {
    /// An entry whose name stayed while its version changed.
    public struct Change: Hashable, Sendable {
        public let from: String
        public let to: String
    }

    /// Entries that are new, in byte order.
    public private(set) var added: [String] = []
    /// Entries that are gone, in byte order.
    public private(set) var removed: [String] = []
    /// Entries with another version, in byte order.
    public private(set) var changed: [Change] = []

    /// Whether both lists say the same.
    public var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

    /// Compares two lists; that the package's own version is another one is no change.
    init(from old: [String], version oldVersion: String, to new: [String], version newVersion: String) {
        func key(_ text: String, _ version: String) -> String {
            text.hasSuffix("=\(version)") ? "\(text.dropLast(version.count))" : text
        }
        let before = Dictionary(old.map { (key($0, oldVersion), $0) }) { first, _ in first }
        let after = Dictionary(new.map { (key($0, newVersion), $0) }) { first, _ in first }
        let gone = before.filter { after[$0.key] == nil }.map(\.value)
        let fresh = after.filter { before[$0.key] == nil }.map(\.value)
        let goneByName = Dictionary(grouping: gone, by: Self.name)
        let freshByName = Dictionary(grouping: fresh, by: Self.name)
        // A name that stands there once before and after has another version; where it stands several times, nothing can be told.
        for (name, texts) in goneByName {
            if texts.count == 1, let others = freshByName[name], others.count == 1 {
                changed.append(Change(from: texts[0], to: others[0]))
            } else {
                removed += texts
            }
        }
        for (name, texts) in freshByName where texts.count != 1 || goneByName[name]?.count != 1 { added += texts }
        added.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        removed.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        changed.sort { $0.from.utf8.lexicographicallyPrecedes($1.from.utf8) }
    }

    private static func name(_ text: String) -> String { String(text.prefix { !"<>=~".contains($0) }) }
}
