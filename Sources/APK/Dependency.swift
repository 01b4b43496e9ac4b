public import Diagnostics

/// An item of `depends`, `install_if` or a world: `[!]name[@tag][operator version]` (APK-FORMAT.md §9).
public struct Dependency: Hashable, Sendable, CustomStringConvertible {
    /// Which providers of the name count.
    public enum Constraint: Hashable, Sendable {
        /// Those whose version stands to this one in any of the relations.
        case version(Operators, Version)
        /// The one package with this identity, written `name><Q1…`.
        case identity(String)
    }

    /// The relations that an operator allows; an operator is the union of its characters (APK-FORMAT.md §9).
    public struct Operators: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// `<`
        public static let less = Operators(rawValue: 1)
        /// `=`
        public static let equal = Operators(rawValue: 2)
        /// `>`
        public static let greater = Operators(rawValue: 4)
        /// `~` without the equality it implies: only the components that the required version has are compared.
        public static let fuzzy = Operators(rawValue: 8)
    }

    /// Whether the item forbids what it names: `!name`.
    public let isConflict: Bool
    /// The name that is asked for: of a package or of something packages provide.
    public let name: String
    /// The tag of the repositories that the item may also use, in a world only.
    public let tag: String?
    /// Which providers count; nil for all of them.
    public let constraint: Constraint?

    /// Makes an item from its parts.
    public init(name: String, constraint: Constraint? = nil, tag: String? = nil, isConflict: Bool = false) {
        self.name = name
        self.constraint = constraint
        self.tag = tag
        self.isConflict = isConflict
    }

    /// Reads one item; the tag may stand after the name, as apk-tools writes it, or after the version, as apko does.
    ///
    /// - Throws: `invalid-dependency`, or `invalid-version` for the version in it.
    public init(_ text: String) throws(Diagnostic) {
        let parts = try ConstraintText(text, allowing: .conflictAndTag)
        isConflict = parts.isConflict
        name = parts.name
        tag = parts.tag
        guard let operators = parts.operators, !operators.holdForAll else {
            constraint = nil
            return
        }
        constraint = operators.nameIdentity ? .identity(parts.version) : .version(operators, try Version(parts.version))
    }

    /// Whether a provider meets the item; for a conflict, whether it is not what is forbidden.
    ///
    /// - Parameters:
    ///   - version: The version that the provider offers for the name; nil when it provides the name without one.
    ///   - identity: The identity of the providing package, for the operator `><`.
    public func isSatisfied(by version: Version?, identity: String? = nil) -> Bool {
        names(version, identity: identity) != isConflict
    }

    /// Whether a provider is among those that the item names, to ask for or to forbid them.
    public func names(_ version: Version?, identity: String? = nil) -> Bool {
        switch constraint {
        case nil: true
        case .identity(let wanted): identity == wanted
        case .version(let operators, let wanted):
            switch Version.compare(version, wanted, fuzzy: operators.contains(.fuzzy)) {
            case .less: operators.contains(.less)
            case .equal: operators.contains(.equal)
            case .greater: operators.contains(.greater)
            }
        }
    }

    /// The item as apk-tools writes it.
    public var description: String {
        let head = (isConflict ? "!" : "") + name + (tag.map { "@" + $0 } ?? "")
        switch constraint {
        case nil: return head
        case .identity(let identity): return "\(head)><\(identity)"
        case .version(let operators, let version): return "\(head)\(operators)\(version)"
        }
    }
}

extension Dependency.Operators {
    /// All three relations together, `<=>`, hold for every version (APK-FORMAT.md §9).
    var holdForAll: Bool { isSuperset(of: [.less, .equal, .greater]) }
    /// `><`, behind which an identity stands.
    var nameIdentity: Bool { self == [.less, .greater] }
}

extension Dependency.Operators: CustomStringConvertible {
    /// The printed form: `<` `<=` `<~` `~` `=` `>=` `>~` `>` (APK-FORMAT.md §9).
    public var description: String {
        let direction = contains(.less) ? "<" : contains(.greater) ? ">" : ""
        return direction + (contains(.fuzzy) ? "~" : contains(.equal) ? "=" : "")
    }
}

extension Diagnostic.Code {
    /// A text that should be a dependency or a provided name is none.
    public static let invalidDependency = input("invalid-dependency")
}
