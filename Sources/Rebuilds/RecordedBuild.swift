public import APK
public import Builds
import Cryptography
public import Diagnostics
import Files
public import Recipes
import Repositories
import SystemPackage

/// A build as its packages tell of it, ready to be done again.
public struct RecordedBuild: Sendable {
    /// The packages that are to be compared, all of one build.
    public let packages: [PackageFile]
    /// The recipe that they carry, compiled again.
    public let compiled: CompiledRecipe
    /// What they carry beside it.
    public let record: BuildRecord

    /// Reads what packages tell of their build.
    ///
    /// - Parameter packages: packages of one build.
    /// - Throws: `no-record` for packages that tell too little, and what is wrong with the recipe.
    public init(_ packages: [PackageFile]) throws(Diagnostic) {
        self.packages = packages
        guard let package = packages.first else { throw Diagnostic(.internalError, "there is nothing to rebuild") }
        guard let text = package.configuration else {
            throw Diagnostic(
                .noRecord,
                "\(package.path) does not tell how it was made: it has no .melange.yaml",
                hint: "only packages that carry the recipe they were made from can be rebuilt"
            )
        }
        let file = SourceFile(name: "\(package.path): .melange.yaml", bytes: text)
        guard let record = try BuildRecord(Recipe(file)) else {
            throw Diagnostic(
                .noRecord,
                "\(package.path) does not tell which packages its build environment had, by digest",
                hint: "it was not built by Cuttle; build its recipe with cuttle build, and compare"
            )
        }
        guard let architecture = Architecture(package.info.architecture) else {
            throw Diagnostic(.noRecord, "\(package.path) is for \(package.info.architecture), for which nothing can be built")
        }
        self.record = record
        // The bill of materials names the recipe's file.
        let recipe = try Recipe(SourceFile(name: record.recipe, bytes: text))
        var options = RecipeOptions()
        options.enabled = record.options
        options.libraryFlavour = record.libraryFlavour
        // Everything that steps use is written out in it, so no folder of definitions is asked.
        compiled = try RecipeCompiler(library: PipelineLibrary(), options: options).compile(recipe, for: architecture)
        if let problem = compiled.problems.first { throw problem }
    }

    /// `<name>-<version>-r<epoch>` of the main package.
    public var title: String { "\(compiled.recipe.package.name)-\(compiled.recipe.package.fullVersion)" }

    /// The packages of the environment, each found by its digest.
    ///
    /// - Throws: `missing-environment`, with all that is missing.
    func environment(_ repositories: [Repository]) throws(Diagnostic) -> [RepositorySet.Choice] {
        var choices: [RepositorySet.Choice] = []
        var missing: [String] = []
        for part in record.environment {
            if let choice = RepositorySet.exact(part.name, part.version, part.identity, in: repositories) {
                choices.append(choice)
                continue
            }
            let others = repositories.flatMap(\.index.records).filter { $0.name == part.name }
            let same = others.first { $0.version == part.version }
            let found =
                same.map { "there is one with the digest \($0.identity)" } ?? others.first.map { "there is \($0.name)-\($0.version)" }
            missing.append("\(part.name)-\(part.version) with the digest \(part.identity)" + (found.map { "; \($0)" } ?? ""))
        }
        if missing.isEmpty { return choices }
        throw Diagnostic(
            .missingEnvironment,
            "\(title) cannot be built again in the same environment: \(missing.count) of its \(record.environment.count) packages "
                + "\(missing.count == 1 ? "is" : "are") missing",
            notes: missing + (repositories.isEmpty ? [] : ["looked in \(repositories.map(\.name).joined(separator: ", "))"]),
            hint: "give the repository that has them: --repository-append FOLDER"
        )
    }

    /// Makes sure that a folder holds the recipe's own files as they were.
    ///
    /// - Parameter folder: what the user gives; nil for nothing.
    /// - Returns: the folder, nil when the build had none.
    func sourceDirectory(_ folder: FilePath?) throws(Diagnostic) -> FilePath? {
        guard let digest = record.files else { return nil }
        guard let folder else {
            throw Diagnostic(
                .missingFile,
                "\(title) was built with files of the recipe's own folder, which packages do not carry",
                hint: "give that folder with --source-dir, or the recipe beside it with --recipe"
            )
        }
        guard FileStatus.ifPresent(folder)?.kind == .directory else { throw Diagnostic(.missingFile, "there is no folder \(folder)") }
        let found = try BuildRecord.digest(of: folder)
        if found != digest {
            throw Diagnostic(
                .otherFiles,
                "the files in \(folder) are not those that \(title) was built with",
                notes: ["theirs have the digest \(digest)", "these have \(found)"],
                hint: "check out the commit that the package names: \(packages.first?.info.commit ?? "unknown")"
            )
        }
        return folder
    }
}

extension Diagnostic.Code {
    /// A package that does not tell how it was made.
    public static let noRecord = input("no-record")
    /// Packages of the build environment cannot be had.
    public static let missingEnvironment = work("missing-environment")
    /// Other files than those that a package was built with.
    public static let otherFiles = input("other-files")
}
