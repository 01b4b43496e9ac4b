import APK
import Cryptography
public import Diagnostics
import Files
import JSON
public import Recipes
import Repositories
public import SystemPackage
import YAML

/// What packages tell of how they were made, beside the compiled recipe: all that is needed to make the same bits again.
///
/// It is carried as annotations of the recipe in `.melange.yaml` (PACKAGE §2.2), which other tools have no use for.
public struct BuildRecord: Hashable, Sendable {
    /// A package of the build environment.
    public struct Part: Hashable, Sendable {
        public let name: String
        public let version: String
        /// What an index names it by: `Q1` and the digest of its control member.
        public let identity: String

        /// `name=version`.
        public var locked: String { "\(name)=\(version)" }
    }

    /// Which rules Cuttle followed: with others, equal inputs may give other packages.
    public let behaviour: String
    /// The build environment in install order.
    public let environment: [Part]
    /// The names of files and checkouts from upstream in the store, which are made of their digests; in the order of the steps.
    public let sources: [String]
    /// The SHA-256 over names, executable bits and contents of the recipe's own files; nil when it has none.
    public let files: String?
    /// The build options that were enabled.
    public let options: [String]
    /// Which C library the triplets of the host name.
    public let libraryFlavour: String
    /// The file name of the recipe, and what the bill of materials names: distribution, address and license of the recipes.
    public let recipe: String
    public let namespace: String
    public let recipeRepository: String
    public let recipeLicense: String
    /// Whether each package names itself as its origin.
    public let stripsOriginName: Bool

    /// The record of a plan.
    init(
        _ compiled: CompiledRecipe,
        environment: [RepositorySet.Choice],
        sources: [FilePath],
        sourceDirectory: FilePath?,
        settings: BuildSettings
    ) throws(Diagnostic) {
        behaviour = BuildKey.behaviour
        self.environment = environment.map { Part(name: $0.record.name, version: $0.record.version, identity: "\($0.record.identity)") }
        // The store names sources by their digest, also those that the recipe gives none for, and checkouts by what they come from.
        self.sources = sources.map { $0.lastComponent?.string ?? "" }
        files = try sourceDirectory.map { folder throws(Diagnostic) in try Self.digest(of: folder) }
        options = compiled.options.enabled
        libraryFlavour = compiled.options.libraryFlavour
        recipe = FilePath(compiled.recipe.file.name).lastComponent?.string ?? compiled.recipe.package.name
        namespace = settings.namespace
        recipeRepository = settings.recipeRepository
        recipeLicense = settings.recipeLicense
        stripsOriginName = settings.stripsOriginName
    }

    /// Whether the rules that were followed are those of this program.
    public var isOfThisProgram: Bool { behaviour == BuildKey.behaviour }

    /// The SHA-256 over names, executable bits and contents of the files in a folder.
    public static func digest(of folder: FilePath) throws(Diagnostic) -> String {
        var lines: [String] = []
        for entry in try Files.walk(folder) where entry.status.kind == .regular {
            let digest = try Digest.ofFile(folder.appending(entry.path))
            lines.append("\(entry.path) \(entry.status.mode & 0o100 != 0 ? "x" : "-") \(digest)")
        }
        return Digest.of(JSON.strings(lines).text()).hex
    }
}

extension BuildRecord {
    private static let prefix = "dev.cuttle.build."

    /// The record as annotations; empty parts are left out.
    var annotations: [String: String] {
        var annotations = ["behaviour": behaviour, "environment": environment.map { "\($0.name) \($0.version) \($0.identity)\n" }.joined()]
        annotations["sources"] = sources.map { $0 + "\n" }.joined()
        annotations["files"] = files
        annotations["options"] = options.joined(separator: ",")
        annotations["libc"] = libraryFlavour == RecipeOptions().libraryFlavour ? "" : libraryFlavour
        annotations["recipe"] = recipe
        annotations["namespace"] = namespace
        annotations["repository"] = recipeRepository
        annotations["recipe-license"] = recipeLicense
        annotations["strip-origin-name"] = stripsOriginName ? "true" : ""
        let members = annotations.filter { !$0.value.isEmpty }
        return Dictionary(members.map { (Self.prefix + $0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// Reads the record out of a recipe that a package carried; nil when there is none in it.
    ///
    /// - Throws: `damaged-record` when it is not as `annotations` has it.
    public init?(_ recipe: Recipe) throws(Diagnostic) {
        let annotations = recipe.package.annotations
        func value(_ name: String) -> String { annotations[Self.prefix + name] ?? "" }
        if value("behaviour").isEmpty { return nil }
        behaviour = value("behaviour")
        var environment: [Part] = []
        for line in value("environment").utf8.split(separator: 0x0A) {
            let words = line.split(separator: 0x20).map { String(Substring($0)) }
            guard words.count == 3 else {
                throw Diagnostic(.damagedRecord, "\(recipe.file.name): \(Self.prefix)environment has a line of \(words.count) words, not 3")
            }
            environment.append(Part(name: words[0], version: words[1], identity: words[2]))
        }
        self.environment = environment
        sources = value("sources").utf8.split(separator: 0x0A).map { String(Substring($0)) }
        files = value("files").isEmpty ? nil : value("files")
        self.recipe = value("recipe")
        namespace = value("namespace")
        recipeRepository = value("repository")
        recipeLicense = value("recipe-license")
        stripsOriginName = value("strip-origin-name") == "true"
        options = value("options").split(separator: ",").map(String.init)
        libraryFlavour = value("libc").isEmpty ? RecipeOptions().libraryFlavour : value("libc")
    }

    /// The text of `.melange.yaml`: the compiled recipe with its environment locked and this record (PACKAGE §2.2).
    ///
    /// - Parameter commit: what packages name as their commit.
    public func configuration(of compiled: CompiledRecipe, commit: String) -> String {
        let packages = environment.map(\.locked).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return compiled.configuration(commit: commit, packages: packages, annotations: annotations).yaml()
    }
}

extension Diagnostic.Code {
    /// What a package tells of its build cannot be understood.
    public static let damagedRecord = work("damaged-record")
}
