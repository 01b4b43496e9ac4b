public import Diagnostics
import Files
public import RecipeLinting
public import Recipes
public import SystemPackage

/// Compiles many recipes, on all cores, only to find what is wrong with them.
public struct RecipeCheck: Sendable {
    private let files: [FilePath]
    private let compiler: RecipeCompiler
    private let options: RecipeOptions
    private let architectures: [Architecture]
    private let linter: RecipeLinter
    /// How many recipes one task takes: enough that starting it does not show, and so few that all cores end at the same time.
    private static let batch = 12

    /// - Parameters:
    ///   - files: the recipes.
    ///   - architectures: what to compile for; empty means what each recipe is for, or the two that distributions are built for.
    ///   - linter: looks at each recipe that can be read.
    public init(
        _ files: [FilePath],
        library: PipelineLibrary,
        options: RecipeOptions = RecipeOptions(),
        architectures: [Architecture],
        linter: RecipeLinter = RecipeLinter()
    ) {
        self.files = files
        compiler = RecipeCompiler(library: library, options: options)
        self.options = options
        self.architectures = architectures
        self.linter = linter
    }

    /// What was found.
    public struct Report: Sendable {
        /// Recipes that compiled for at least one architecture, and without an error for all.
        public var compiled = 0
        /// Recipes that are for none of the architectures: why.
        public var skipped: [Diagnostic] = []
        /// The problems, in the order of the recipes' files.
        public var diagnostics: [Diagnostic] = []

        fileprivate mutating func take(_ result: RecipeResult, _ names: inout PublishedNames, _ hosts: inout [RecipeHosts]) {
            if result.isCompiled { compiled += 1 }
            if let skipped = result.skipped { self.skipped.append(skipped) }
            diagnostics += result.diagnostics
            diagnostics += names.add(result.names)
            if let recipe = result.hosts { hosts.append(recipe) }
        }
    }

    /// Compiles everything.
    public func run() async -> Report {
        await withTaskGroup(of: Part.self) { group in
            for start in stride(from: 0, to: files.count, by: Self.batch) {
                group.addTask { check(start..<min(start + Self.batch, files.count)) }
            }
            var report = Report()
            var names = PublishedNames()
            var hosts: [RecipeHosts] = []
            // Taken in the order of the files, and as soon as may be, so that little is left to do when the last one has come.
            var waiting: [Int: Part] = [:]
            var position = 0
            for await part in group {
                waiting[part.position] = part
                while let next = waiting.removeValue(forKey: position) {
                    for result in next.results { report.take(result, &names, &hosts) }
                    position += Self.batch
                }
            }
            report.diagnostics += linter.compare(hosts)
            return report
        }
    }

    private struct Part: Sendable {
        let position: Int
        var results: [RecipeResult] = []
    }

    /// What is kept of a recipe once it has been looked at.
    fileprivate struct RecipeResult: Sendable {
        var isCompiled = false
        var skipped: Diagnostic?
        var diagnostics: [Diagnostic] = []
        var names: [PublishedNames.Entry] = []
        var hosts: RecipeHosts?
    }

    private func check(_ range: Range<Int>) -> Part {
        var part = Part(position: range.lowerBound)
        for file in files[range] {
            do throws(Diagnostic) {
                part.results.append(check(try Recipe.source(file)))
            } catch {
                part.results.append(RecipeResult(diagnostics: [error]))
            }
        }
        return part
    }

    private func check(_ file: SourceFile) -> RecipeResult {
        var result = RecipeResult()
        let (recipe, problems) = Recipe.read(file, options: options)
        result.diagnostics = problems
        guard let recipe else { return result }
        compile(recipe, &result)
        if problems.isEmpty { result.names = PublishedNames.entries(of: recipe) }
        let linted = linter.lint(recipe)
        // A line that is an error already needs no rule's word on the same mistake.
        let lines = Set(result.diagnostics.filter { $0.severity == .error }.compactMap { $0.span?.line })
        result.diagnostics += linted.diagnostics.filter { finding in finding.span.map { !lines.contains($0.line) } ?? true }
        result.hosts = linted.hosts
        return result
    }

    private func compile(_ recipe: Recipe, _ result: inout RecipeResult) {
        let wanted = architectures(for: recipe)
        let unknown = recipe.package.targetArchitectures.filter { $0 != "all" && Architecture($0) == nil }
        for name in unknown {
            result.diagnostics.append(
                Diagnostic(
                    .wrongArchitecture,
                    "\"\(name)\" in target-architecture is not an architecture",
                    severity: .warning,
                    at: recipe.package.nameSpan.locating(name),
                    hint: Similarity.hint(for: name, in: Architecture.all.map(\.name))
                        ?? "known: \(Architecture.all.map(\.name).joined(separator: ", "))"
                )
            )
        }
        if wanted.isEmpty {
            let architectures = architectures.isEmpty ? Architecture.usual : architectures
            let names = architectures.map(\.name).joined(separator: ", ")
            result.skipped = Diagnostic(
                .wrongArchitecture,
                "\(recipe.package.name) is for \(recipe.package.targetArchitectures.joined(separator: ", ")) only, not for \(names)",
                severity: .info,
                at: recipe.package.nameSpan
            )
            return
        }
        for architecture in wanted {
            let (found, dependsOnArchitecture) = compiler.check(recipe, for: architecture)
            // What is wrong for every architecture is told once.
            result.diagnostics += result.diagnostics.isEmpty ? found : found.filter { !result.diagnostics.contains($0) }
            if !dependsOnArchitecture { break }
        }
        result.isCompiled = !result.diagnostics.contains { $0.severity == .error }
    }

    private func architectures(for recipe: Recipe) -> [Architecture] {
        if !architectures.isEmpty { return architectures.filter(recipe.package.isFor) }
        if recipe.package.targetArchitectures.isEmpty { return Architecture.usual }
        let usual = Architecture.usual.filter(recipe.package.isFor)
        return usual.isEmpty ? recipe.package.targetArchitectures.compactMap { Architecture($0) } : usual
    }
}
