public import APK

/// What differs between two lists of packages.
public struct RepositoryDifference: Sendable {
    /// Another version of a name: the newest of each side.
    public struct Change: Sendable {
        public let name: String
        public let old: IndexRecord
        public let new: IndexRecord
        /// Whether name and version are the same, and only the bytes differ.
        public var isRebuilt: Bool { old.version == new.version }
    }

    /// Names that only the second has, those that only the first has, and those of which the newest packages differ; sorted by name.
    public private(set) var added: [IndexRecord] = []
    public private(set) var removed: [IndexRecord] = []
    public private(set) var changed: [Change] = []

    /// Compares the newest packages of each name.
    public init(_ old: PackageIndex, _ new: PackageIndex) {
        let (left, right) = (Self.newest(old), Self.newest(new))
        for name in Set(left.keys).union(right.keys).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            switch (left[name], right[name]) {
            case (let old?, let new?):
                if old.identity != new.identity { changed.append(Change(name: name, old: old, new: new)) }
            case (nil, let new?): added.append(new)
            case (let old?, nil): removed.append(old)
            case (nil, nil): break
            }
        }
    }

    private static func newest(_ index: PackageIndex) -> [String: IndexRecord] {
        Dictionary(index.newestOfEachName.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
