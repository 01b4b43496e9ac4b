import ImageConfigurations
public import JSON

extension Recipe {
    /// The recipe as it was read, with the keys and their order of the format (RECIPE.md §14.1): not compiled.
    ///
    /// - Parameter commit: what packages name as their commit when the recipe gives none.
    public func document(commit: String = "") -> JSON {
        let commit = package.commit.isEmpty ? commit : package.commit
        return document(
            commit: commit,
            environment: environment,
            steps: pipeline.map(\.document),
            subpackages: subpackages.map { subpackage in
                subpackage.document(
                    commit: commit,
                    steps: subpackage.pipeline.map(\.document),
                    test: subpackage.test.map { Self.test($0.environment, $0.pipeline.map(\.document), hasPipeline: $0.hasPipeline) }
                )
            },
            test: test.map { Self.test($0.environment, $0.pipeline.map(\.document), hasPipeline: $0.hasPipeline) }
        )
    }

    /// The document with what compilation makes of environment and steps.
    func document(
        commit: String,
        environment: ImageConfiguration,
        steps: [JSON],
        subpackages: [JSON],
        test: JSON?
    ) -> JSON {
        .object([
            "package": package.document(commit: commit),
            "environment": environment.document,
            "capabilities": .object(["add": .nonEmpty(capabilities.add), "drop": .nonEmpty(capabilities.drop)]),
            "pipeline": .nonEmpty(steps),
            "subpackages": .nonEmpty(subpackages),
            "update": update.document,
            "vars": .nonEmpty(variables),
            "var-transforms": .nonEmpty(
                transforms.map {
                    .object(["from": .string($0.from), "match": .string($0.match), "replace": .string($0.replace), "to": .string($0.to)])
                }
            ),
            "options": options.isEmpty ? nil : .sorted(options.mapValues(\.document)),
            "test": test,
        ])
    }

    static func test(_ environment: ImageConfiguration, _ steps: [JSON], hasPipeline: Bool) -> JSON {
        .object(["environment": environment.document, "pipeline": hasPipeline ? .array(steps) : .null])
    }
}

extension BuildOption {
    // These keys begin with capitals: the format has no names of its own for them.
    fileprivate var document: JSON {
        .object([
            "Vars": !hasVariables ? .null : .sorted(variables.mapValues { .string($0) }),
            "Environment": .object([
                "Contents": .object([
                    "Packages": .object([
                        "Add": hasAdd ? .strings(add) : .null,
                        "Remove": hasRemove ? .strings(remove) : .null,
                    ])
                ])
            ]),
        ])
    }
}

extension Step {
    /// The step as written.
    fileprivate var document: JSON {
        .object([
            "if": .nonEmpty(condition?.text ?? ""),
            "name": .nonEmpty(name),
            "uses": .nonEmpty(uses?.text ?? ""),
            "with": .nonEmpty(Dictionary(with.map { ($0.name, $0.text) }, uniquingKeysWith: { $1 })),
            "runs": .nonEmpty(runs?.text ?? ""),
            "pipeline": .nonEmpty(pipeline.map(\.document)),
            "inputs": inputs.isEmpty
                ? nil
                : .sorted(
                    Dictionary(
                        inputs.map { input in
                            let value = JSON.object([
                                "default": .nonEmpty(input.defaultText), "required": input.isRequired ? .boolean(true) : nil,
                            ])
                            return (input.name, value)
                        },
                        uniquingKeysWith: { $1 }
                    )
                ),
            "needs": needs.isEmpty ? nil : .object(["Packages": .strings(needs.map(\.text))]),
            "label": .nonEmpty(label),
            "assertions": requiredSteps.map { .object(["required-steps": $0 == 0 ? nil : .number(Int64($0))]) },
            "working-directory": .nonEmpty(workingDirectory?.text ?? ""),
            "environment": .nonEmpty(environment),
        ])
    }
}
