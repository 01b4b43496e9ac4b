import ImageConfigurations
public import JSON

extension CompiledRecipe {
    /// The compiled recipe as packages carry it in `.melange.yaml` (PACKAGE §2.2): a recipe again, with nothing left to be loaded.
    ///
    /// Read and compiled once more, it gives the same document.
    ///
    /// - Parameters:
    ///   - commit: what packages name as their commit when the recipe gives none.
    ///   - packages: the locked environment.
    ///   - annotations: put among those of the recipe.
    public func configuration(commit: String, packages: [String], annotations: [String: String]) -> JSON {
        var (recipe, environment) = (recipe, environment)
        recipe.package.annotations.merge(annotations) { $1 }
        // What a definition said of itself is said by the recipe, now that there is no definition.
        if recipe.package.annotations[Step.networkAnnotation] == nil,
            let reason = self.packages.lazy.flatMap(\.steps).compactMap(\.networked).first?.networkReason
        {
            recipe.package.annotations[Step.networkAnnotation] = reason
        }
        environment.contents.packages = packages
        for path in [\ImageConfiguration.Contents.buildRepositories, \.runtimeRepositories, \.repositories, \.keyring] {
            environment.contents[keyPath: path] = environment.contents[keyPath: path].map(\.withoutPassword)
        }
        return ConfigurationShape.recipe(document(recipe, environment, commit: commit))
    }
}

/// Turns the document of a compiled recipe into one that is a valid recipe.
private enum ConfigurationShape {
    static func recipe(_ document: JSON) -> JSON {
        members(document) { key, value in
            switch key {
            case "package": section(value)
            case "pipeline": steps(value)
            case "subpackages": .array((value.items ?? []).map(subpackage))
            case "options": members(value, keepsEmpty: true) { lowercased($1) }
            case "test": test(value)
            default: pruned(value)
            }
        }
    }

    private static func section(_ value: JSON) -> JSON {
        members(value) { key, value in
            if key == "timeout", case .number(let nanoseconds) = value { return .string(GoDuration.text(nanoseconds)) }
            return pruned(value)
        }
    }

    private static func subpackage(_ value: JSON) -> JSON {
        members(value) { key, value in
            switch key {
            case "pipeline": steps(value)
            case "test": test(value)
            default: pruned(value)
            }
        }
    }

    private static func test(_ value: JSON) -> JSON {
        members(value) { key, value in key == "pipeline" ? steps(value) : pruned(value) }
    }

    /// - Parameter inherited: the variables of the step around them, which every step names as its own once it was read (RECIPE.md §9.4).
    private static func steps(_ value: JSON, _ inherited: [JSON.Member] = []) -> JSON {
        value.items.map { .array($0.map { step($0, inherited) }) } ?? value
    }

    /// A step. What it uses is written out below it: with steps of its own, nothing is loaded (RECIPE.md §8).
    private static func step(_ written: JSON, _ inherited: [JSON.Member]) -> JSON {
        let own = written["environment"]?.members ?? []
        var variables = Dictionary(inherited.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        variables.merge(own.map { ($0.key, $0.value) }) { $1 }
        let environment = JSON.sorted(variables)
        var value = written
        if !variables.isEmpty, let found = written.members?.filter({ $0.key != "environment" }) {
            value = .object(found + [JSON.Member(key: "environment", value: environment)])
        }
        let shaped = members(value, keepsEmpty: true) { key, value in
            switch key {
            case "pipeline": steps(value, environment.members ?? [])
            case "needs": lowercased(value)
            case "assertions": value["required-steps"] == nil ? .object(["required-steps": .number(0)]) : value
            default: value
            }
        }
        guard shaped["uses"] != nil, let script = shaped["runs"] else { return shaped }
        let inner = JSON.object([
            "runs": script,
            "pipeline": shaped["pipeline"],
            "assertions": shaped["assertions"],
            "working-directory": shaped["working-directory"],
            "environment": shaped["environment"],
        ])
        var outer: [JSON.Member] = []
        for member in shaped.members ?? [] where member.key != "pipeline" && member.key != "assertions" {
            outer.append(member.key == "runs" ? JSON.Member(key: "pipeline", value: .array([inner])) : member)
        }
        return .object(outer)
    }

    /// Options and needs have names with capitals in documents, and others in recipes.
    private static func lowercased(_ value: JSON) -> JSON {
        let plain = ["Vars", "Environment", "Contents", "Packages", "Add", "Remove"]
        guard let found = value.members else { return value }
        return .object(
            found.filter { $0.value != .null }.map { member in
                let isPlain = plain.contains(member.key)
                return JSON.Member(
                    key: isPlain ? member.key.lowercased() : member.key,
                    value: isPlain ? lowercased(member.value) : member.value
                )
            }
        )
    }

    /// A map without its empty values.
    private static func pruned(_ value: JSON) -> JSON {
        value.members == nil ? value : members(value) { pruned($1) }
    }

    private static func members(_ value: JSON, keepsEmpty: Bool = false, _ change: (String, JSON) -> JSON) -> JSON {
        guard let found = value.members else { return value }
        let changed = found.map { JSON.Member(key: $0.key, value: change($0.key, $0.value)) }
        return .object(keepsEmpty ? changed : changed.filter { $0.value != .null && $0.value.members?.isEmpty != true })
    }
}
