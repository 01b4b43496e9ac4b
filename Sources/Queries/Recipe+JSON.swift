public import Diagnostics
import ImageConfigurations
public import JSON
public import Recipes
import YAML

extension Recipe {
    /// The recipe's JSON form, as far as this type holds it; the sections that builds have no use for are those of the text.
    public func json() throws(Diagnostic) -> JSON {
        let text = JSON(try Node.parse(file))
        let written = text["package"]
        return .object([
            "package": .object([
                "name": .string(package.name), "version": .string(package.version), "epoch": .number(Int64(clamping: package.epoch)),
                "description": .string(package.description), "annotations": Self.table(package.annotations), "url": .string(package.url),
                "commit": .string(package.commit), "target-architecture": .strings(package.targetArchitectures),
                "copyright": written?["copyright"], "dependencies": Self.json(package.dependencies), "options": written?["options"],
                "scriptlets": written?["scriptlets"], "checks": written?["checks"], "cpe": written?["cpe"], "setcap": written?["setcap"],
                "resources": written?["resources"], "test-resources": written?["test-resources"],
            ]),
            "environment": environmentJSON(text["environment"]),
            "capabilities": text["capabilities"],
            "pipeline": .array(pipeline.map(Self.json)),
            "subpackages": .array(
                subpackages.map { subpackage in
                    .object([
                        "if": subpackage.condition.map { .string($0.text) }, "name": .string(subpackage.name),
                        "pipeline": .array(subpackage.pipeline.map(Self.json)), "dependencies": Self.json(subpackage.dependencies),
                        "description": .string(subpackage.description), "url": .string(subpackage.url),
                        "commit": .string(subpackage.commit),
                    ])
                }
            ),
            "update": text["update"], "vars": text["vars"], "var-transforms": text["var-transforms"], "options": text["options"],
            "test": text["test"],
        ])
    }

    private func environmentJSON(_ written: JSON?) -> JSON {
        .object([
            "contents": .object([
                "build_repositories": .strings(environment.contents.buildRepositories),
                "repositories": .strings(environment.contents.repositories), "keyring": .strings(environment.contents.keyring),
                "packages": .strings(environment.contents.packages),
            ]),
            "entrypoint": written?["entrypoint"], "accounts": written?["accounts"], "environment": Self.table(environment.environment),
        ])
    }

    private static func json(_ step: Step) -> JSON {
        .object([
            "if": step.condition.map { .string($0.text) }, "name": .string(step.name), "uses": step.uses.map { .string($0.text) },
            "with": table(step.with.mapValues(\.text)), "runs": step.runs.map { .string($0.text) },
            "pipeline": .array(step.pipeline.map(json)),
            "needs": step.needs.isEmpty ? nil : .object(["packages": .strings(step.needs.map(\.text))]),
            "working-directory": step.workingDirectory.map { .string($0.text) }, "environment": table(step.environment),
        ])
    }

    private static func json(_ dependencies: DependencySection) -> JSON {
        .object([
            "runtime": .strings(dependencies.runtime), "provides": .strings(dependencies.provides),
            "replaces": .strings(dependencies.replaces), "provider-priority": dependencies.providerPriority.map { .string(String($0)) },
            "replaces-priority": dependencies.replacesPriority.map { .string(String($0)) },
        ])
    }

    private static func table(_ values: [String: String]) -> JSON { .sorted(values.mapValues { .string($0) }) }
}

extension JSON {
    /// The value of a YAML text, every scalar in the words that stand there.
    fileprivate init(_ node: Node) {
        if node.isNull {
            self = .null
            return
        }
        switch node.content {
        case .scalar(let text, _): self = .string(text)
        case .sequence(let nodes): self = .array(nodes.filter { !$0.isNull }.map { JSON($0) })
        case .mapping(let entries): self = .sorted(Dictionary(entries.map { ($0.name, JSON($0.value)) }, uniquingKeysWith: { $1 }))
        }
    }
}
