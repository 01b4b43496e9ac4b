/// Where the dependencies and provides of a package come from: the recipe, or a rule and a file.
public struct Explanation: Hashable, Sendable {
    /// What an entry is to the package.
    public enum Relation: String, Hashable, Sendable {
        case dependency
        case provide
        /// There for the package's own use.
        case vendored
    }

    /// Why something that was found is not in the package (PACKAGE.md §5.10).
    public enum Omission: String, Hashable, Sendable {
        case noDepends = "no-depends"
        case noProvides = "no-provides"
        case noCommands = "no-commands"
        /// The package has it for its own use.
        case vendored
        /// The package offers it itself.
        case provided
        /// The text cannot be the name of a dependency.
        case notAName = "not-a-name"
        /// The package does not say: an option of its recipe, or a dependency that is declared in another way.
        case unknown
    }

    /// A dependency or provide with its reasons.
    public struct Entry: Hashable, Sendable {
        public let relation: Relation
        /// As it stands in the package: `so:libc.so.6`, `cmd:xz=5.8.1-r0`.
        public let text: String
        /// Files that show it; none when only the recipe asks for it.
        public internal(set) var reasons: [Reason]
        /// Whether the recipe declares it.
        public internal(set) var isDeclared = false
        /// Why it is not in the package; nil when it is.
        public internal(set) var omission: Omission?

        init(_ relation: Relation, _ text: String, _ reasons: [Reason] = [], omission: Omission? = nil) {
            self.relation = relation
            self.text = text
            self.reasons = reasons
            self.omission = omission
        }
    }

    /// The package.
    public let name: String
    /// `<version>-r<epoch>`.
    public let version: String
    /// Dependencies, provides and what is vendored, each in byte order; then what could not be used.
    public let entries: [Entry]

    init(_ name: String, _ version: String, needed: EntryTable, offered: EntryTable, kept: EntryTable, unusable: [Findings.Finding]) {
        self.name = name
        self.version = version
        let rejected = unusable.map { Entry(.dependency, $0.text, [$0.reason], omission: .notAName) }
        entries = needed.entries + offered.entries + kept.entries + rejected
    }
}
