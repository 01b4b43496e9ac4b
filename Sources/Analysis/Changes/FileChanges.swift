/// What changed between the files of two packages.
public struct FileChanges: Hashable, Sendable {
    /// A file that is in both packages, and differs.
    public struct Change: Hashable, Sendable {
        /// The path in the newer package.
        public let path: String
        /// `file`, `link`, `folder`…, when that changed.
        public let kind: Difference<String>?
        /// Permission bits, when they changed.
        public let mode: Difference<UInt32>?
        /// `user:group`, when that changed.
        public let owner: Difference<String>?
        /// Where a link leads, when that changed.
        public let target: Difference<String>?
        /// Lengths in bytes, when the content changed; they may be equal.
        public let content: Difference<Int64>?

        /// Whether more than the content changed.
        public var concernsMoreThanContent: Bool { kind != nil || mode != nil || owner != nil || target != nil }
    }

    /// A value before and after.
    public struct Difference<Value: Hashable & Sendable>: Hashable, Sendable {
        public let from: Value
        public let to: Value

        init?(_ from: Value, _ to: Value) {
            if from == to { return nil }
            self.from = from
            self.to = to
        }

        init(from: Value, to: Value) {
            self.from = from
            self.to = to
        }
    }

    /// Paths that are new, folders included, in byte order.
    public private(set) var added: [String] = []
    /// Paths that are gone, in byte order.
    public private(set) var removed: [String] = []
    /// What is in both and differs, in byte order.
    public private(set) var changed: [Change] = []

    /// Whether both packages install the same.
    public var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

    init(from old: PackageContents, version oldVersion: String, to new: PackageContents, version newVersion: String) {
        // A path that names the package's version, such as that of a bill of materials, is the same path in another version.
        var former: [String: String] = [:]
        for path in old.files.keys where new.files[path] == nil { former[path.replacing(oldVersion, with: newVersion)] = path }
        for (path, file) in new.files {
            let formerPath = old.files[path] == nil ? former.removeValue(forKey: path) : path
            guard let formerPath, let before = old.files[formerPath] else {
                added.append(path)
                continue
            }
            if let change = Change(path, before, file) { changed.append(change) }
        }
        removed = Array(former.values)
        added.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        removed.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        changed.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }
}

extension FileChanges.Change {
    init?(_ path: String, _ before: PackageContents.File, _ after: PackageContents.File) {
        if before == after { return nil }
        self.path = path
        kind = .init(before.kind, after.kind)
        mode = .init(before.mode, after.mode)
        owner = .init(before.owner, after.owner)
        let isSameKind = before.kind == after.kind
        target = isSameKind && after.kind == "link" ? .init(before.content, after.content) : nil
        let differs = before.content != after.content && isSameKind && after.kind == "file"
        content = differs ? .init(from: before.size, to: after.size) : nil
    }
}
