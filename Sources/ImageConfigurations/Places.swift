public import Diagnostics

extension ImageConfiguration {
    /// Where the parts of a configuration stand in its texts, for messages.
    ///
    /// A configuration that was made, not read, has none; lists are parallel to those that they are named after.
    public struct Places: Sendable {
        public var runtimeRepositories: [SourceSpan] = []
        public var runtimeKeyring: [SourceSpan] = []
        public var users: [SourceSpan] = []
        public var groups: [SourceSpan] = []
        /// Those of `certificates.additional`.
        public var certificates: [SourceSpan] = []
        /// The values of keys by their path, such as `layering` or `contents.baseimage`.
        public var keys: [String: SourceSpan] = [:]

        /// No places.
        public init() {}
    }
}
