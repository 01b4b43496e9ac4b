/// One way in which two packages differ.
public struct PackageDifference: Hashable, Sendable {
    /// A part of a package file (APK-FORMAT.md §1).
    public enum Member: String, Sendable {
        case control
        case data
    }

    /// What about an entry is different.
    public enum Kind: String, Sendable {
        /// Only the first package has it.
        case missing
        /// Only the second package has it.
        case added
        case content
        case mode
        case owner
        case time
        /// What a link leads to, or what kind of file it is.
        case link
        /// Extended attributes and the like.
        case attributes
        /// All entries are the same, but stand in another order.
        case order
        /// All entries are the same; only what the compressor made of them differs.
        case compression
    }

    /// What most likely makes the difference.
    public enum Cause: String, Sendable {
        case time
        case order
        case path

        /// What to do about it.
        public var hint: String {
            switch self {
            case .time: "it looks like a time: let the program take $SOURCE_DATE_EPOCH, as in date -u -d @$SOURCE_DATE_EPOCH"
            case .order: "the same lines in another order: sort what is listed, LC_ALL=C sort, and take no random order"
            case .path: "it holds the path of a temporary folder: build below a fixed one, or map it, as in -ffile-prefix-map=$PWD=."
            }
        }
    }

    public let member: Member
    /// The entry; empty when it is about the member as a whole.
    public let path: String
    public let kind: Kind
    /// What is different about it, in words.
    public let detail: String
    public let cause: Cause?

    /// The difference in one line.
    public var text: String { ["\(member.rawValue)", path, kind.rawValue, detail].filter { !$0.isEmpty }.joined(separator: ": ") }
}
