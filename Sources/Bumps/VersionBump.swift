import APK
import Cryptography
import Diagnostics
import Files
public import Recipes
public import SystemPackage
import YAML

/// A recipe's step to another version: its version and epoch, the digests and commits of its sources (RECIPE.md §14).
public struct VersionBump: Sendable {
    /// Which recipe.
    public let path: FilePath
    /// What it is bumped to.
    public let version: String
    /// What the sources that are checked out must be; nil looks the new tag up.
    public let expectedCommit: String?
    /// What `build.arch` in an address stands for, when the recipe is for it.
    public let architecture: Architecture?
    /// Is told what is being fetched.
    public let progress: @Sendable (String) -> Void

    /// Plans a bump.
    public init(
        _ path: FilePath,
        to version: String,
        expectedCommit: String? = nil,
        architecture: Architecture?,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.path = path
        self.version = version
        self.expectedCommit = expectedCommit
        self.architecture = architecture
        self.progress = progress
    }

    /// Fetches what is new, and gives the edit that it takes; nothing is written.
    public func edit() async throws -> RecipeEdit {
        try checkArguments()
        guard Files.exists(path) else { throw Diagnostic(.missingFile, "there is no recipe \(path)") }
        let file = SourceFile(name: path.string, bytes: try Files.read(path, limit: 8 << 20))
        let written = try Recipe(file)
        let package = try PackageScalars(file)
        var editor = try RecipeEditor(file)
        let old = editor.writtenText(at: written.package.versionSpan)
        if old.contains("${{") {
            throw Diagnostic(
                .cannotEdit,
                "package.version is made of variables",
                at: written.package.versionSpan,
                hint: "change those by hand"
            )
        }
        let epoch = old == version ? try EpochBump.next(written.package) : 0
        try editor.set("package.version", at: written.package.versionSpan, to: version, isQuoted: true)
        try editor.setEpoch(package, to: epoch)

        var warnings: [Diagnostic] = []
        let before = try recipe(file.bytes, of: written)
        let after = try recipe(editor.edited, of: written)
        func steps(_ name: String) throws -> [SourceStep] {
            try SourceStep.all(using: name, written: written, before: before, after: after)
        }
        try await updateFiles(try steps("fetch"), &editor, &warnings)
        try await updateCommits(try steps("git-checkout"), &editor, &warnings)
        try PackageScalars.check(editor.edited, name: file.name, version: version, epoch: epoch)
        return RecipeEdit(path, editor, warnings: warnings)
    }

    private func checkArguments() throws {
        if version.contains("-r") {
            throw Diagnostic(.badName, "\"\(version)\" holds an epoch", hint: "give the version alone; the epoch follows from it")
        }
        _ = try Version(version)
        if let expectedCommit, expectedCommit.utf8.count != 40 || Digest(hex: expectedCommit) == nil {
            throw Diagnostic(.badName, "\"\(expectedCommit)\" is not a commit", hint: "give all of its 40 hexadecimal digits")
        }
    }

    /// A text of the recipe, read so that blanks in the markers of variables do not matter.
    private func recipe(_ bytes: [UInt8], of written: Recipe) throws(Diagnostic) -> Recipe {
        let targets = written.package.targetArchitectures.compactMap { Architecture($0) }
        let architecture = targets.isEmpty || targets.contains { $0 == self.architecture } ? self.architecture : targets.first
        var values: [String: String] = [:]
        if let architecture { values = ["build.arch": architecture.name, "build.goarch": architecture.imageName] }
        return try Recipe(SourceFile(name: written.file.name, bytes: Variables.exact(bytes, values: values)))
    }
}
