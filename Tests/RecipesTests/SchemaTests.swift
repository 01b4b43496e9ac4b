import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing
import YAML

@testable import Recipes

/// `cuttle schema`: editors are told what the reader does.
@Suite struct SchemaTests {
    static let hasValidator = (try? Shell("python3 -c 'import yaml; from jsonschema import Draft202012Validator'"))?.status == 0

    /// Where an unknown key of each object of the schema can be put.
    static let places = [
        ("", "@"), ("package", "package:\n  @"), ("imageConfiguration", "environment: {@}"), ("contents", "environment: {contents: {@}}"),
        ("baseImage", "environment: {contents: {baseimage: {@}}}"), ("entrypoint", "environment: {entrypoint: {@}}"),
        ("accounts", "environment: {accounts: {@}}"), ("user", "environment: {accounts: {users: [{@}]}}"),
        ("group", "environment: {accounts: {groups: [{@}]}}"), ("path", "environment: {paths: [{@}]}"),
        ("capabilities", "capabilities: {@}"),
        ("step", "pipeline: [{@}]"), ("step", "subpackages: [{name: a, test: {pipeline: [{@}]}}]"),
        ("input", "pipeline: [{inputs: {a: {@}}}]"),
        ("needs", "pipeline: [{needs: {@}}]"), ("assertions", "pipeline: [{assertions: {@}}]"), ("subpackage", "subpackages: [{@}]"),
        ("test", "test: {@}"), ("test", "subpackages: [{name: a, test: {@}}]"),
        ("dependencies", "subpackages: [{name: a, dependencies: {@}}]"),
        ("packageOptions", "subpackages: [{name: a, options: {@}}]"), ("scriptlets", "subpackages: [{name: a, scriptlets: {@}}]"),
        ("trigger", "subpackages: [{name: a, scriptlets: {trigger: {@}}}]"), ("checks", "subpackages: [{name: a, checks: {@}}]"),
        ("setcap", "subpackages: [{name: a, setcap: [{@}]}]"), ("copyright", "package:\n  copyright: [{@}]"),
        ("cpe", "package:\n  cpe: {@}"),
        ("resources", "package:\n  resources: {@}"), ("resources", "package:\n  test-resources: {@}"), ("list", "data: [{@}]"),
        ("variableTransform", "var-transforms: [{@}]"), ("buildOption", "options: {a: {@}}"),
        ("optionEnvironment", "options: {a: {environment: {@}}}"), ("optionContents", "options: {a: {environment: {contents: {@}}}}"),
        ("optionPackages", "options: {a: {environment: {contents: {packages: {@}}}}}"), ("update", "update: {@}"),
        ("versionTransform", "update: {version-transform: [{@}]}"), ("schedule", "update: {schedule: {@}}"),
        ("releaseMonitor", "update: {release-monitor: {@}}"), ("github", "update: {github: {@}}"), ("git", "update: {git: {@}}"),
        ("oci", "update: {oci: {@}}"), ("versionData", "update: {version_data: {@}}"),
        ("versionSource", "update: {version_data: {sources: [{@}]}}"),
    ]

    /// The reader lists the keys that it knows when it meets one that it does not.
    @Test(arguments: places) func hasTheKeysOfTheReader(_ definition: String, _ place: String) throws {
        let section = place.replacing("@", with: "qqqqqqqqqq: 1")
        let text = section.hasPrefix("package:") ? section.replacing("package:\n", with: Given.head) : Given.head + section
        let (_, problems) = Recipe.read(SourceFile(name: "a.yaml", bytes: Array(text.utf8)))
        let hint = try #require(problems.first { $0.code == .unknownKey }?.hints.first)
        let known = hint.dropFirst("known here: ".count).split(separator: ", ").map { String($0) }
        let object = try definition.isEmpty ? Schema() : Schema()["$defs", definition]
        #expect(try object.keys("properties").sorted() == known.sorted())
        #expect(try object["additionalProperties"].node.text == "false")
    }

    @Test func hasAPlaceForEachObject() throws {
        let definitions = try Schema()["$defs"]
        let objects = try definitions.keys().filter { try definitions[$0].has("properties") }
        #expect(Set(objects + [""]) == Set(Self.places.map(\.0)))
    }

    @Test func suggestsTheBuiltInPipelines() throws {
        let names = try Schema()["$defs", "step", "properties", "uses", "anyOf"].items.first?["enum"].items.compactMap(\.node.text)
        #expect(names == PipelineLibrary.builtIn.keys.sorted())
    }

    @Test func knowsTheArchitecturesAndFileCapabilities() throws {
        let choices = try Schema()["$defs", "package", "properties", "target-architecture", "items", "anyOf"].items
        #expect(try choices.first?["enum"].items.compactMap(\.node.text) == ["all"] + Architecture.all.map(\.name))
        let pattern = try Schema()["$defs", "setcap", "properties", "add", "propertyNames", "pattern"].node.text ?? ""
        for name in FileCapability.known { #expect(pattern.contains(name.dropFirst("cap_".count))) }
    }

    @Test func explainsEveryKeyAndRefersToWhatThereIs() throws {
        let definitions = try Schema()["$defs"]
        var used: Set<String> = []
        try Schema().visit { schema, path in
            if path.count > 1, path[path.count - 2] == "properties" {
                let description = schema.has("description") ? try schema["description"].node.text ?? "" : ""
                #expect(description.utf8.count > 10 && description.hasSuffix("."), "\(path.joined(separator: "/"))")
            }
            if schema.has("$ref"), let target = try schema["$ref"].node.text {
                let name = String(target.dropFirst("#/$defs/".count))
                #expect(definitions.has(name), "\(target)")
                used.insert(name)
            }
        }
        #expect(try used == Set(definitions.keys()))
        #expect(RecipeSchema.text.hasSuffix("}"))
    }

    @Test(arguments: SchemaCases.right) func theReaderTakesWhatIsRight(_ text: String) throws {
        _ = try Given.recipe(SchemaCases.recipe(text))
    }

    @Test(arguments: SchemaCases.wrong) func theReaderRefusesWhatIsWrong(_ text: String) {
        #expect(throws: Diagnostic.self) { _ = try Given.recipe(SchemaCases.recipe(text)) }
    }

    /// Another program's opinion: the schema is one, takes what is right and refuses what is wrong.
    @Test(.enabled(if: hasValidator, "python3-jsonschema and python3-yaml are not installed"))
    func aValidatorAgreesWithTheReader() throws {
        try withScratch { folder in
            try Files.writeAtomically(Array(RecipeSchema.text.utf8), to: folder.appending("schema.json"))
            for (kind, texts) in [("right", SchemaCases.right), ("wrong", SchemaCases.wrong)] {
                for (index, text) in texts.enumerated() {
                    try Files.writeAtomically(Array(SchemaCases.recipe(text).utf8), to: folder.appending("\(kind)-\(index).yaml"))
                }
            }
            for name in ProjectRecipeTests.recipes {
                try Files.copy(ProjectRecipeTests.folder.appending(name), to: folder.appending("right-\(name)"))
            }
            try Files.writeAtomically(Array(SchemaCases.validator.utf8), to: folder.appending("validate.py"))
            let count = SchemaCases.right.count + SchemaCases.wrong.count + ProjectRecipeTests.recipes.count
            #expect(try Shell.run("python3 -W ignore '\(folder)/validate.py' '\(folder)'") == "\(count) as expected\n")
        }
    }
}

/// A part of the schema.
private struct Schema {
    let node: Node

    init() throws {
        node = try Node.parse(SourceFile(name: "recipe.schema.json", bytes: Array(RecipeSchema.text.utf8)))
    }

    init(_ node: Node) {
        self.node = node
    }

    private var entries: [Node.Entry] {
        if case .mapping(let entries) = node.content { Array(entries) } else { [] }
    }

    func has(_ key: String) -> Bool { entries.contains { $0.name == key } }

    func keys(_ path: String...) throws -> [String] {
        var part = self
        for key in path { part = try part[key] }
        return part.entries.map(\.name)
    }

    subscript(_ path: String...) -> Schema {
        get throws {
            var part = self
            for key in path { part = Schema(try #require(part.entries.first { $0.name == key }, "\(key)").value) }
            return part
        }
    }

    var items: [Schema] {
        if case .sequence(let nodes) = node.content { nodes.map { Schema($0) } } else { [] }
    }

    /// All objects in it, with the keys that lead to them; not those that are examples or values.
    func visit(_ path: [String] = [], _ body: (Schema, [String]) throws -> Void) throws {
        try body(self, path)
        for entry in entries
        where !["examples", "enum", "const", "required", "dependentRequired", "allOf"].contains(entry.name) || path.last == "properties" {
            try Schema(entry.value).visit(path + [entry.name], body)
        }
        for item in items { try item.visit(path, body) }
    }
}
