public import Diagnostics
public import ImageConfigurations

/// A recipe as it was read: typed, with places, its parse-time variables replaced (RECIPE.md §3).
public struct Recipe: Sendable {
    /// The text it was read from.
    public let file: SourceFile
    public let package: PackageSection
    /// What the build environment consists of.
    public let environment: ImageConfiguration
    public let pipeline: [Step]
    /// The subpackages, ranges expanded.
    public let subpackages: [Subpackage]
    /// Variables of the recipe with the results of its transforms.
    let variables: [String: String]
}

/// The section `package` (RECIPE.md §3.2).
public struct PackageSection: Sendable {
    public var name = ""
    public var version = ""
    public var epoch: UInt64 = 0
    public var description = ""
    public var url = ""
    /// Given in the recipe; empty otherwise.
    public var commit = ""
    /// Architectures that the recipe is for; empty means all.
    public var targetArchitectures: [String] = []
    /// Licences in order, as written.
    public var licenses: [String] = []
    public var dependencies = DependencySection()
    public var options = PackageOptions()
    public var scriptlets = Scriptlets()
    public var annotations: [String: String] = [:]
    /// Where name and version stand.
    public var nameSpan: SourceSpan
    public var versionSpan: SourceSpan

    /// `<version>-r<epoch>`.
    public var fullVersion: String { "\(version)-r\(epoch)" }
}

/// A subpackage (RECIPE.md §3.3).
public struct Subpackage: Sendable {
    public let name: String
    public let description: String
    public let url: String
    public let commit: String
    public let condition: LocatedText?
    public let dependencies: DependencySection
    public let options: PackageOptions
    public let scriptlets: Scriptlets
    public let pipeline: [Step]
    /// Where it stands.
    public let span: SourceSpan
}

/// The section `dependencies` (RECIPE.md §3.5).
public struct DependencySection: Hashable, Sendable {
    public var runtime: [String] = []
    public var provides: [String] = []
    public var replaces: [String] = []
    public var providerPriority: Int?
    public var replacesPriority: Int?
}

/// What is left out of the automatic analysis (RECIPE.md §3.7, PACKAGE.md §7).
public struct PackageOptions: Hashable, Sendable {
    public var noProvides = false
    public var noDepends = false
    public var noCommands = false
}

/// Scripts that an installer runs (RECIPE.md §3.7).
public struct Scriptlets: Hashable, Sendable {
    /// Content by name: `post-install`, `trigger`…
    public var scripts: [String: String] = [:]
    /// Directories that fire the trigger.
    public var triggerPaths: [String] = []
}

/// One step of a pipeline (RECIPE.md §3.4).
public struct Step: Sendable {
    public var name = ""
    public var uses: LocatedText?
    public var with: [String: LocatedText] = [:]
    public var runs: LocatedText?
    public var pipeline: [Step] = []
    public var inputs: [String: Input] = [:]
    public var needs: [LocatedText] = []
    public var condition: LocatedText?
    public var requiredSteps: Int?
    public var workingDirectory: LocatedText?
    public var environment: [String: String] = [:]
    /// Where the step begins.
    public var span: SourceSpan

    /// An input that a pipeline definition declares.
    public struct Input: Sendable {
        public let defaultText: String
        public let isRequired: Bool
    }
}

/// A text with its place.
public struct LocatedText: Sendable {
    public let text: String
    public let span: SourceSpan
}
