public import Diagnostics
public import ImageConfigurations

/// A recipe as it was read: typed, with places, its parse-time variables replaced (RECIPE.md §3).
public struct Recipe: Sendable {
    /// The text it was read from.
    public let file: SourceFile
    public internal(set) var package: PackageSection
    /// What the build environment consists of.
    public internal(set) var environment = ImageConfiguration()
    /// Linux capabilities of the sandbox.
    public internal(set) var capabilities = CapabilitySection()
    public internal(set) var pipeline: [Step] = []
    /// The subpackages, ranges expanded.
    public internal(set) var subpackages: [Subpackage] = []
    public internal(set) var update = UpdateSection()
    /// The variables as the recipe, or a file of variables, gives them.
    public internal(set) var variables: [String: String] = [:]
    public internal(set) var transforms: [VariableTransform] = []
    public internal(set) var options: [String: BuildOption] = [:]
    public internal(set) var test: TestSection?
    /// The variables with the results of the transforms.
    var transformed: [String: String] = [:]
    /// Where the sections begin.
    public internal(set) var spans = SectionSpans()

    /// Places of sections that messages about a whole section point to.
    public struct SectionSpans: Sendable {
        public internal(set) var update: SourceSpan?
        public internal(set) var capabilities: SourceSpan?
        /// Each variable's value.
        public internal(set) var variables: [String: SourceSpan] = [:]
    }
}

/// The section `capabilities` (RECIPE.md §3.1): what the sandbox may do beyond the usual.
public struct CapabilitySection: Hashable, Sendable {
    public var add: [String] = []
    public var drop: [String] = []
}

/// One of the list `var-transforms` (RECIPE.md §5).
public struct VariableTransform: Hashable, Sendable {
    public let from: String
    public let match: String
    public let replace: String
    /// The name of the variable that takes the result.
    public let to: String
    /// Where `from` and `match` stand.
    public let fromSpan: SourceSpan
    public let matchSpan: SourceSpan
    /// Where `to` stands.
    public let targetSpan: SourceSpan
}

/// One of the map `options`: a change to the build that is asked for by name (RECIPE.md §5).
public struct BuildOption: Hashable, Sendable {
    public var variables: [String: String] = [:]
    /// Packages added to and removed from the build environment.
    public var add: [String] = []
    public var remove: [String] = []
    /// Whether the lists were given at all, as documents tell.
    var hasVariables = false
    var hasAdd = false
    var hasRemove = false
}

/// The section `test`, of a recipe or of a subpackage (RECIPE.md §13).
public struct TestSection: Sendable {
    public internal(set) var environment = ImageConfiguration()
    public internal(set) var pipeline: [Step] = []
    /// Whether there is a list of steps, be it empty, as documents tell.
    var hasPipeline = false
}

/// A text with its place.
public struct LocatedText: Hashable, Sendable {
    public let text: String
    public let span: SourceSpan
}

/// A text with its name and place: an input, a variable.
public struct NamedText: Hashable, Sendable {
    public let name: String
    public let text: String
    /// Where the text stands.
    public let span: SourceSpan
    /// Where the name stands.
    public let nameSpan: SourceSpan
}
