public import Diagnostics

/// The section `package` (RECIPE.md §3.2).
public struct PackageSection: Sendable {
    public var name = ""
    public var version = ""
    public var epoch: UInt64 = 0
    public var description = ""
    public var annotations: [String: String] = [:]
    public var url = ""
    /// Given in the recipe; empty otherwise.
    public var commit = ""
    /// Architectures as the recipe lists them; empty means all.
    public var targetArchitectures: [String] = []
    public var copyright: [Copyright] = []
    public var dependencies = DependencySection()
    public var options: PackageOptions?
    public var scriptlets: Scriptlets?
    /// Linters whose findings are warnings only.
    public var disabledChecks: [String] = []
    public var productName = ProductName()
    public var fileCapabilities: [FileCapability] = []
    /// Nanoseconds that the whole build may take; 0 for no limit.
    public var timeout: Int64 = 0
    public var resources: Resources?
    public var testResources: Resources?
    /// Where name, version and epoch stand.
    public var nameSpan: SourceSpan
    public var versionSpan: SourceSpan
    /// Where the epoch stands; nil when the recipe leaves it out.
    public var epochSpan: SourceSpan?

    init(nameSpan: SourceSpan, versionSpan: SourceSpan) {
        self.nameSpan = nameSpan
        self.versionSpan = versionSpan
    }

    /// `<version>-r<epoch>`.
    public var fullVersion: String { "\(version)-r\(epoch)" }

    /// The licences in order, as written.
    public var licenses: [String] { copyright.map(\.license) }

    /// Whether the recipe is for an architecture.
    public func isFor(_ architecture: Architecture) -> Bool {
        targetArchitectures.isEmpty || targetArchitectures == ["all"] || targetArchitectures.contains(architecture.name)
    }

    /// The variables that the section gives.
    var variables: PackageVariables {
        PackageVariables(name: name, version: version, epoch: epoch, description: description)
    }
}

/// One of the list `copyright` (RECIPE.md §3.2).
public struct Copyright: Hashable, Sendable {
    public var license = ""
    /// The file of the licence's text, relative to the workspace.
    public var licensePath = ""
    public var paths: [String] = []
    public var attestation = ""
    public var detectionOverride = ""
    /// Where the licence stands.
    public var span: SourceSpan
}

/// The section `dependencies` (RECIPE.md §3.5).
public struct DependencySection: Hashable, Sendable {
    public var runtime: [String] = []
    public var provides: [String] = []
    public var replaces: [String] = []
    public var providerPriority: Int?
    public var replacesPriority: Int?
    /// Where each runtime dependency stands; parallel to them.
    public var runtimeSpans: [SourceSpan] = []
    /// The priorities as written.
    var providerText = ""
    var replacesText = ""
}

/// What is left out of the automatic analysis (RECIPE.md §3.7, PACKAGE.md §7).
public struct PackageOptions: Hashable, Sendable {
    public var noProvides = false
    public var noDepends = false
    public var noCommands = false
    public var noVersionedLibraryDependencies = false
}

/// Scripts that an installer runs (RECIPE.md §3.7).
public struct Scriptlets: Hashable, Sendable {
    /// Content by name: `post-install`, `trigger`…
    public var scripts: [String: String] = [:]
    /// Directories that fire the trigger.
    public var triggerPaths: [String] = []
}

/// The section `cpe`: how vulnerability databases call the software (RECIPE.md §3.2).
public struct ProductName: Hashable, Sendable {
    /// Values by key, empty ones left out.
    public var values: [String: String] = [:]
}

/// One of the list `setcap`: capabilities of a file of the package (RECIPE.md §3.7).
public struct FileCapability: Hashable, Sendable {
    public var path = ""
    /// Flags by a list of capabilities.
    public var add: [String: String] = [:]
    public var reason = ""
}

/// The sections `resources` and `test-resources`: what a build would like to have.
public struct Resources: Hashable, Sendable {
    public var processors = ""
    public var processorModel = ""
    public var memory = ""
    public var disk = ""
}
