import Diagnostics

/// What the steps of one recipe have in common while they are compiled.
final class CompileContext {
    /// Bytes that the steps of a recipe may grow to; ranges, definitions and inheritance multiply them.
    static let largest = 64 << 20
    private var size = 0

    private let architecture: Architecture
    private let options: RecipeOptions
    private let declaredOptions: Set<String>
    private let subpackages: [Subpackage]
    /// The names of all packages of the recipe; most never ask for them.
    private lazy var packageNames: Set<String> = {
        var names: Set = [name]
        // By index: a loop would copy each with all its parts.
        for index in subpackages.indices { names.insert(subpackages[index].name) }
        return names
    }()
    private let variables: [String: String]
    // What steps ask for again and again: a look into the recipe's own sections would copy them.
    private let name: String
    private let version: String
    private let epoch: String
    private let fullVersion: String
    private let destination: String
    /// What the recipe says of its need of a network; empty when it says that it has none.
    let networkReason: String?
    /// Whether scripts are wanted, or only what is wrong with them.
    let keepsScripts: Bool
    /// Whether anything that depends on the architecture was asked for since it was last set to false.
    var isArchitectureUsed = false
    /// Whether what is wrong may depend on the architecture.
    var dependsOnArchitecture = false

    /// - Parameters:
    ///   - package: the variables of the recipe's section.
    ///   - variables: those of the recipe, with what transforms make of them.
    init(
        _ package: PackageVariables,
        variables: [String: String],
        subpackages: [Subpackage],
        declaredOptions: Set<String>,
        networkReason: String?,
        architecture: Architecture,
        options: RecipeOptions,
        keepsScripts: Bool
    ) {
        self.keepsScripts = keepsScripts
        self.architecture = architecture
        self.options = options
        self.declaredOptions = declaredOptions
        self.subpackages = subpackages
        self.variables = variables
        name = package.name
        version = package.version
        epoch = package.epoch
        fullVersion = package.fullVersion
        destination = "\(RecipeCompiler.output)/\(name)"
        self.networkReason = networkReason
    }

    private var usedArchitecture: Architecture {
        isArchitectureUsed = true
        return architecture
    }

    /// Takes room for a part of a step.
    func take(_ bytes: Int, at span: SourceSpan) throws(Diagnostic) {
        size += bytes
        if size > Self.largest {
            throw Diagnostic(.limit, "compiled, the steps of the recipe would be larger than \(Self.largest) bytes", at: span)
        }
    }

    /// The value of a variable that is the same for all steps (RECIPE.md §4.4).
    func value(_ variable: String) -> String? {
        if let name = variable.rest(behind: "vars.") { return variables[name] }
        switch variable {
        case "package.version": return version
        case "package.name": return name
        case "package.full-version": return fullVersion
        case "package.epoch": return epoch
        case "package.srcdir": return RecipeCompiler.workspace
        case "targets.destdir": return destination
        case "targets.outdir": return RecipeCompiler.output
        case "build.arch": return usedArchitecture.name
        case "build.goarch": return usedArchitecture.imageName
        case "host.triplet.gnu": return usedArchitecture.gnuTriplet(options.libraryFlavour)
        case "host.triplet.rust": return usedArchitecture.rustTriplet(options.libraryFlavour)
        case "cross.triplet.gnu.glibc": return usedArchitecture.gnuTriplet("gnu")
        case "cross.triplet.gnu.musl": return usedArchitecture.gnuTriplet("musl")
        case "cross.triplet.rust.glibc": return usedArchitecture.rustTriplet("gnu")
        case "cross.triplet.rust.musl": return usedArchitecture.rustTriplet("musl")
        default: break
        }
        if let package = variable.rest(behind: "targets.package.") {
            return packageNames.contains(package) ? "\(RecipeCompiler.output)/\(package)" : nil
        }
        if let option = variable.rest(behind: "options."), option.hasSuffix(".enabled") {
            let option = String(option.dropLast(".enabled".count))
            if options.enabled.contains(option) { return "true" }
            return declaredOptions.contains(option) ? "false" : nil
        }
        return nil
    }

    /// How many names there are.
    var count: Int { variables.count + subpackages.count + 1 }

    /// The names of all of them, for hints.
    var names: [String] {
        let fixed = [
            "package.name", "package.version", "package.epoch", "package.full-version", "package.srcdir", "targets.outdir",
            "targets.destdir", "host.triplet.gnu", "host.triplet.rust", "cross.triplet.gnu.glibc", "cross.triplet.gnu.musl",
            "cross.triplet.rust.glibc", "cross.triplet.rust.musl", "build.arch", "build.goarch",
        ]
        return fixed + variables.keys.sorted().map { "vars.\($0)" } + packageNames.sorted().map { "targets.package.\($0)" }
            + declaredOptions.sorted().map { "options.\($0).enabled" }
    }
}

/// What a step inherits from those around it.
struct Scope {
    let context: CompileContext
    /// The package whose steps these are.
    let package: String
    /// The package's tree.
    private let folder: String
    let isSubpackage: Bool
    /// Inputs of the pipelines around, outermost first.
    var inputs: [InputCompiler.Input] = []
    var directory = ""
    var environment: [String: String] = [:]
    /// Why the steps here cannot do without a network; nil when they can.
    private(set) var networkReason: String?
    var depth = 0

    init(_ context: CompileContext, package: String, isSubpackage: Bool) {
        self.context = context
        networkReason = context.networkReason.flatMap { $0.isEmpty ? nil : $0 }
        self.package = package
        folder = "\(RecipeCompiler.output)/\(package)"
        self.isSubpackage = isSubpackage
    }

    /// Takes what a pipeline declares of itself. The recipe knows better: an empty word of its own says that it needs none.
    mutating func declareNetwork(_ reason: String?) {
        if let reason, !reason.isEmpty, context.networkReason == nil { networkReason = reason }
    }

    /// The value of a variable here.
    func value(_ name: String) -> String? {
        if let input = name.rest(behind: "inputs.") { return self.input(input) }
        switch name {
        case "context.name": return package
        case "targets.contextdir": return folder
        case "subpkg.name": return isSubpackage ? package : nil
        case "targets.subpkgdir": return isSubpackage ? folder : nil
        default: return context.value(name)
        }
    }

    /// The value of an input of the innermost pipeline that has it.
    func input(_ name: String) -> String? {
        for index in inputs.indices.reversed() where inputs[index].name.isSame(as: name) {
            if inputs[index].dependsOnArchitecture { context.isArchitectureUsed = true }
            return inputs[index].value
        }
        return nil
    }

    /// Replaces every variable of a text.
    ///
    /// - Parameters:
    ///   - isQuoting: whether values are put in quotes, as conditions want them.
    func resolve(_ text: String, at span: SourceSpan?, isQuoting: Bool = false) throws(Diagnostic) -> String {
        try Markers.resolve(text, at: span) { name in
            hint(name)
        } lookup: { name in
            guard let value = value(name) else { return nil }
            return isQuoting ? value.quoted : value
        }
    }

    /// The values of the variables of a text, in their order.
    func values(of markers: [Markers.Marker], in text: String, at span: SourceSpan) throws(Diagnostic) -> [String] {
        try Markers.values(of: markers, in: text, at: span) {
            hint($0)
        } lookup: {
            value($0)
        }
    }

    /// What to write instead of an unknown name.
    func hint(_ name: String) -> String? {
        switch name {
        case "targets.subpkgdir", "subpkg.name": return "it is known in subpackages only; everywhere: targets.contextdir, context.name"
        case "package.description": return "it is known without blanks in its marker only: ${{package.description}}"
        case "range.key", "range.value": return "it is known without blanks in its marker, and in subpackages with a range only"
        default: break
        }
        if let hint = Similarity.hint(for: name, in: names) { return hint }
        if name.hasPrefix("vars.") { return "declare it: vars: {\(name.dropFirst("vars.".count)): …}" }
        if name.hasPrefix("inputs.") {
            return inputs.isEmpty ? "inputs are known inside of pipelines that declare them" : "declare it below inputs"
        }
        if name.hasPrefix("options.") { return "declare it below options" }
        return nil
    }

    private var names: [String] {
        if context.count + inputs.count > Markers.mostNames { return [] }
        let own = isSubpackage ? ["subpkg.name", "targets.subpkgdir"] : []
        return (context.names + own + ["context.name", "targets.contextdir"] + inputs.map { "inputs.\($0.name)" }).sorted()
    }
}
