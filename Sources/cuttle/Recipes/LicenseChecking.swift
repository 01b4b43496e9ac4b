import APK
import ArgumentParser
import Builds
import Bumps
import Diagnostics
import Files
import JSON
import LicenseDetection
import Recipes
import Sources
import Store
import SystemPackage
import Worlds

/// `cuttle license-check`.
struct LicenseChecking: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "license-check",
        abstract: "Compares declared licenses with the texts of licenses that are there.",
        discussion: """
            Of a recipe the sources are fetched and looked through; of a package its files; of a folder it is shown what is there.

              cuttle license-check recipes/xz.yaml
              cuttle license-check --fix recipes/xz.yaml
            """
    )

    @Argument(help: ArgumentHelp("A recipe, a package, or a folder with sources.", valueName: "path"), completion: .file())
    var path: String

    @Option(
        help: ArgumentHelp(
            "Where the sources of the recipe are; they are fetched into it when it is empty or missing.",
            valueName: "folder"
        ),
        completion: .directory
    )
    var workdir: String?

    @Flag(help: "Print a single license expression of all that was found.")
    var simple = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Flag(help: "Write what was found into the recipe; comments and layout stay. What changes is printed as a patch.")
    var fix = false

    @OptionGroup var recipes: RecipeOptionGroup

    @Option(help: ArgumentHelp("A folder or address with copies of sources; may be given again.", valueName: "place"), completion: .file())
    var sourceMirror: [String] = []

    @Flag(help: "Stay away from the network: sources come from the store and from folders.")
    var offline = false

    @OptionGroup var store: StoreOptions

    func validate() throws {
        if fix && simple { throw ValidationError("--fix writes into the recipe, and --simple prints: give one of them") }
    }

    func run() async throws {
        guard let status = FileStatus.ifPresent(FilePath(path)) else { throw Diagnostic(.missingFile, "there is no file \(path)") }
        if fix && (status.kind == .directory || path.hasSuffix(".apk")) {
            throw Diagnostic(.usage, "--fix changes recipes, and \(path) is none")
        }
        if status.kind == .directory {
            show(try LicenseSearch(FilePath(path)).texts(), [])
        } else if path.hasSuffix(".apk") {
            let file = try PackageFile(FilePath(path))
            let texts = try LicenseSearch.texts(of: file)
            let declared = file.info.licenses.map { LicenseCheck.Declaration(license: $0) }
            show(texts, LicenseCheck(package: file.info.name, declared: declared, texts: texts).diagnostics)
        } else {
            try await checkRecipe()
        }
    }

    private func checkRecipe() async throws {
        guard let architecture = Architecture.host else {
            throw Diagnostic(.usage, "this machine's architecture has no name in the format")
        }
        let options = try recipes.options()
        let set = try RecipeSet(
            [FilePath(path)],
            compiler: RecipeCompiler(library: recipes.pipelines.library, options: options),
            options: options,
            architecture: architecture
        ) {
            Console.note("skipped: \($0.message)")
        }
        guard let compiled = set.recipes.first else { return }
        let work = try store.open().workDirectory(prefix: "licenses-")
        let folder = workdir.map { FilePath($0) } ?? work.path.appending("workspace")
        if try !Files.exists(folder) || Files.list(folder).isEmpty {
            let extraction = SourceExtraction(
                store: try store.open(),
                mirrors: sourceMirror.map { SourceProvider.Mirror($0) },
                isOffline: offline
            )
            try await extraction.extract(compiled, to: folder)
        }
        let check = try LicenseCheck(compiled.recipe.package, sources: folder)
        if fix {
            try write(LicenseFix(package: compiled.recipe.package.name, declared: check.declared, texts: check.texts))
        } else {
            show(check.texts, check.diagnostics)
        }
        withExtendedLifetime(work) {}
    }

    /// Writes other licenses into the recipe, and shows what changes.
    private func write(_ fix: LicenseFix) throws {
        let edit = try LicenseEdit.edit(
            FilePath(path),
            replacements: fix.replacements,
            additions: fix.additions.map { ($0.license, $0.path) }
        )
        if !fix.warnings.isEmpty { _ = Console.show(DiagnosticList(fix.warnings)) }
        try RecipeEdit.write([edit])
        if json {
            Console.print(edit.json(isWritten: !edit.changes.isEmpty).text(indent: 2))
        } else {
            Console.write(edit.difference)
            if edit.changes.isEmpty { Console.note("\(path): nothing was changed") }
        }
    }

    /// Shows what was found, as a recipe would declare it, and what differs.
    private func show(_ texts: [LicenseText], _ differences: [Diagnostic]) {
        if json {
            let files = texts.map { text -> JSON in
                .object(["path": .string(text.path), "licenses": .strings(text.matches.map(\.identifier))])
            }
            let differences = differences.map { difference -> JSON in
                .object(["message": .string(difference.message), "notes": .nonEmpty(difference.notes)])
            }
            Console.print(JSON.object(["files": .array(files), "differences": .array(differences)]).text(indent: 2))
            return
        }
        let licenses = Set(texts.flatMap { $0.matches.map(\.identifier) }).sorted()
        if simple {
            if !licenses.isEmpty { Console.print("copyright:\n  - license: \(licenses.joined(separator: " AND "))") }
        } else if !licenses.isEmpty {
            Console.print("copyright:")
            for text in texts where !text.matches.isEmpty {
                Console.print("  - license: \(text.matches.map(\.identifier).joined(separator: " AND "))\n    license-path: \(text.path)")
            }
        }
        let unknown = texts.filter(\.matches.isEmpty).map(\.path)
        if !unknown.isEmpty { Console.note("not recognised: \(unknown.joined(separator: ", "))") }
        if texts.isEmpty { Console.note("no texts of licenses were found") }
        if !differences.isEmpty { _ = Console.show(DiagnosticList(differences)) }
    }
}
