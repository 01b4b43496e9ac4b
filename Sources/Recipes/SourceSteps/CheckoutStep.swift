public import Diagnostics

/// What the pipeline `git-checkout` asks for (PIPELINES.md §3.1).
public struct CheckoutStep: Sendable {
    /// What is checked out.
    public enum Reference: Hashable, Sendable {
        /// What the repository's HEAD names.
        case head
        case branch(String)
        case tag(String)
    }

    /// That submodules are wanted, and how.
    public struct Submodules: Hashable, Sendable {
        /// Whether their history is left out.
        public let isShallow: Bool
        /// How many are fetched at the same time.
        public let jobs: Int
    }

    /// A commit that is applied on top.
    public struct CherryPick: Hashable, Sendable {
        /// Where upstream has it; nil when the recipe does not say.
        public let branch: String?
        /// Its id, maybe shortened.
        public let commit: String
    }

    /// How to go on when a repository cannot be read.
    public struct Retries: Hashable, Sendable {
        /// How often to try again.
        public let limit: Int
        /// Seconds to wait before the first time; doubled each time.
        public let initialWait: Int
        /// The most seconds to wait, random extra aside.
        public let longestWait: Int
    }

    /// The address or folder of the repository, as written.
    public let repository: String
    /// Where the tree goes, relative to the working directory.
    public let destination: String
    /// How many commits of history to have; nil for all.
    public let depth: Int?
    public let reference: Reference
    /// 40 lower-case hexadecimal digits.
    public let expectedCommit: String?
    /// Whether the expected commit must be the last one of its branch.
    public let isBranchTip: Bool
    /// Nil when submodules are left alone.
    public let submodules: Submodules?
    public let cherryPicks: [CherryPick]
    /// The folders that are wanted; empty means all.
    public let sparsePaths: [String]
    public let retries: Retries
    /// What is worth a second look, though it works.
    public let warnings: [Diagnostic]
    /// Where the step stands, and the inputs that may turn out to be wrong.
    public let span: SourceSpan
    public let commitSpan: SourceSpan
    public let destinationSpan: SourceSpan
    public let cherryPicksSpan: SourceSpan
}
