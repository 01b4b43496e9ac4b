public import Cryptography
public import Diagnostics
public import ImageConfigurations

/// A recipe for one architecture: every pipeline loaded, every variable gone, false conditions dropped (RECIPE.md §1.3).
public struct CompiledRecipe: Sendable {
    /// What it was made from.
    public let recipe: Recipe
    public let architecture: Architecture
    /// The build environment, with what the pipelines need.
    public let environment: ImageConfiguration
    /// The main package, then the subpackages in the recipe's order.
    public let packages: [CompiledPackage]
    /// Variables of the environment of every step (RECIPE.md §10), without SOURCE_DATE_EPOCH and PATH.
    public let variables: [String: String]

    /// The files from upstream that the steps need, in order.
    public var sources: [FetchStep] {
        packages.flatMap { $0.steps.flatMap(\.sources) }
    }
}

/// One package of a compiled recipe.
public struct CompiledPackage: Sendable {
    public let name: String
    public let description: String
    public let url: String
    /// Given in the recipe; empty otherwise.
    public let commit: String
    public let dependencies: DependencySection
    public let options: PackageOptions
    public let scriptlets: Scriptlets
    public let steps: [CompiledStep]
    /// Where its name stands.
    public let span: SourceSpan
}

/// A step that will be run.
public struct CompiledStep: Sendable {
    /// What a step does before its children.
    public enum Action: Sendable {
        /// Only its working directory is made.
        case none
        /// A shell text, run in the sandbox.
        case shell(String)
        /// A file from upstream, put into the workspace by the tool.
        case fetch(FetchStep)
        /// What the tool cannot do yet; a plan refuses it before any work.
        case unsupported
    }

    /// What to call it: its name, its pipeline, or the first line of its script.
    public let label: String
    public let action: Action
    /// Absolute, in the sandbox.
    public let workingDirectory: String
    /// Variables of this step and those around it.
    public let environment: [String: String]
    public let children: [CompiledStep]
    /// Where it stands in the recipe.
    public let span: SourceSpan

    /// Whether it is more than a frame around its children.
    public var doesSomething: Bool {
        if case .none = action { false } else { true }
    }

    /// The first step, itself included, that the tool cannot do yet.
    public var unsupported: CompiledStep? {
        if case .unsupported = action { return self }
        return children.lazy.compactMap(\.unsupported).first
    }

    var sources: [FetchStep] {
        var sources = children.flatMap(\.sources)
        if case .fetch(let fetch) = action { sources.insert(fetch, at: 0) }
        return sources
    }
}

/// What the pipeline `fetch` asks for (PIPELINES.md §3.2).
public struct FetchStep: Sendable {
    /// The upstream address.
    public let address: String
    /// The digest that the file must have; nil when the recipe says that there is none.
    public let digest: Digest?
    public let function: HashFunction
    public let isUnpacked: Bool
    public let isDeleted: Bool
    public let stripComponents: Int
    /// Where to unpack, relative to the working directory.
    public let directory: String
    /// Where the digest, or else the step, stands.
    public let span: SourceSpan

    /// The last part of the address: the file's name in the workspace.
    public var fileName: String {
        let last = address.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").last ?? ""
        return ["", ".", ".."].contains(last) ? "source" : String(last)
    }
}
