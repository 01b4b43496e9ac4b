import Diagnostics
import YAML

extension PackageOptions {
    static let keys = ["no-provides", "no-depends", "no-commands", "no-versioned-shlib-deps"]

    init?(_ fields: Fields?) throws(Diagnostic) {
        guard let fields else { return nil }
        noProvides = try fields.boolean("no-provides") ?? false
        noDepends = try fields.boolean("no-depends") ?? false
        noCommands = try fields.boolean("no-commands") ?? false
        noVersionedLibraryDependencies = try fields.boolean("no-versioned-shlib-deps") ?? false
    }
}

extension Scriptlets {
    static let names = ["pre-install", "post-install", "pre-deinstall", "post-deinstall", "pre-upgrade", "post-upgrade"]
    static let keys = names + ["trigger"]

    init?(_ fields: Fields?) throws(Diagnostic) {
        guard let fields else { return nil }
        for name in Self.names { scripts[name] = try fields.text(name) }
        if let trigger = try fields.fields("trigger", known: ["script", "paths"]) {
            scripts["trigger"] = try trigger.text("script")
            triggerPaths = try trigger.texts("paths")
        }
    }
}

extension Resources {
    init?(_ fields: Fields, _ key: String) throws(Diagnostic) {
        guard let fields = try fields.fields(key, known: ["cpu", "cpumodel", "memory", "disk"]) else { return nil }
        processors = try fields.text("cpu", verbatim: true) ?? ""
        processorModel = try fields.text("cpumodel", verbatim: true) ?? ""
        memory = try fields.text("memory", verbatim: true) ?? ""
        disk = try fields.text("disk", verbatim: true) ?? ""
    }
}

extension DependencySection {
    private static let keys = ["runtime", "provides", "replaces", "provider-priority", "replaces-priority"]

    /// - Parameters:
    ///   - tolerant: all variables that are known before a build.
    ///   - declared: the variables as declared: what is replaced does not see what transforms make of them (RECIPE.md §4.3).
    init(_ section: Fields, tolerant: Substitution, declared: [String: String]) throws(Diagnostic) {
        let fields = try section.adopting(section.node, section.context, known: Self.keys)
        func list(_ key: String, _ tolerant: Substitution) throws(Diagnostic) -> [LocatedText] {
            var texts: [LocatedText] = []
            for item in try fields.located(list: key) {
                let resolved = try tolerant.resolve(item.text, at: item.span)
                if resolved.isEmpty || resolved.utf8.contains(where: { $0 <= UInt8(ascii: " ") }) {
                    throw Diagnostic(.badName, "\"\(resolved)\" is not a dependency: it holds a blank", at: item.span)
                }
                texts.append(LocatedText(text: resolved, span: item.span))
            }
            return texts
        }
        func priority(_ key: String) throws(Diagnostic) -> (number: Int?, text: String) {
            guard let text = try fields.text(key), !text.isEmpty else { return (nil, "") }
            let resolved = try tolerant.resolve(text, at: fields.span(key))
            guard let number = Int(resolved) else {
                throw Diagnostic(.wrongType, "\(key) must be an integer, not \"\(resolved)\"", at: fields.span(key))
            }
            return (number, resolved)
        }
        let dependencies = try list("runtime", tolerant)
        runtime = dependencies.map(\.text)
        runtimeSpans = dependencies.map(\.span)
        provides = try list("provides", tolerant).map(\.text)
        if fields.node("replaces") != nil {
            var plain = tolerant
            plain.variables.merge(declared) { $1 }
            replaces = try list("replaces", plain).map(\.text)
        }
        (providerPriority, providerText) = try priority("provider-priority")
        (replacesPriority, replacesText) = try priority("replaces-priority")
    }
}

extension BuildOption {
    /// Reads the map `options`.
    static func table(_ recipe: Fields) throws(Diagnostic) -> [String: BuildOption] {
        guard let options = try recipe.fields("options") else { return [:] }
        var table: [String: BuildOption] = [:]
        for entry in options.all {
            var option = BuildOption()
            if !entry.value.isNull {
                let fields = try recipe.adopting(entry.value, "a build option", known: ["vars", "environment"])
                option.variables = try fields.dictionary("vars", verbatim: true)
                option.hasVariables = fields.node("vars") != nil
                let contents = try fields.fields("environment", known: ["contents"])?.fields("contents", known: ["packages"])
                if let packages = try contents?.fields("packages", known: ["add", "remove"]) {
                    option.add = try packages.texts("add", verbatim: true)
                    option.remove = try packages.texts("remove", verbatim: true)
                    option.hasAdd = packages.node("add") != nil
                    option.hasRemove = packages.node("remove") != nil
                }
            }
            table[entry.name] = option
        }
        return table
    }
}

extension Fields {
    /// The texts of a list with their places, null elements dropped.
    func located(list key: String) throws(Diagnostic) -> [LocatedText] {
        try locatedTexts(key) { LocatedText(text: $0, span: $1) }
    }
}
