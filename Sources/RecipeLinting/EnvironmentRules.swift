import Diagnostics
import ImageConfigurations
import Recipes

extension RecipeLinter {
    private static let published = "https://packages.wolfi.dev/os"
    private static let publishedKey = "https://packages.wolfi.dev/os/wolfi-signing.rsa.pub"
    private static let givenFromOutside = "remove it: what a build installs from is given to the build, not written into recipes"

    /// What a build environment may consist of.
    static let environmentRules: [LintRule] = [
        LintRule(
            name: "forbidden-repository-used",
            severity: .error,
            summary: "no build environment names the repository that the recipes are published in"
        ) { recipe, findings in
            for (address, span) in repositories(recipe.environment) where address == published {
                findings.append(Finding("recipes must not name the repository \(address)", at: span, hint: givenFromOutside))
            }
        },
        LintRule(
            name: "forbidden-keyring-used",
            severity: .error,
            summary: "no build environment names the key that the recipes are published under"
        ) { recipe, findings in
            for (key, span) in zip(recipe.environment.contents.keyring, recipe.environment.keyringSpans) where key == publishedKey {
                findings.append(Finding("recipes must not name the key \(key)", at: span, hint: givenFromOutside))
            }
        },
        LintRule(
            name: "tagged-repository-in-environment-repos",
            severity: .error,
            summary: "no repository of a build environment has a tag such as @local"
        ) { recipe, findings in
            for (address, span) in repositories(recipe.environment) where address.utf8.first == UInt8(ascii: "@") {
                findings.append(Finding("the repository \"\(address)\" has a tag", at: span, hint: givenFromOutside))
            }
        },
        LintRule(
            name: "no-repeated-deps",
            severity: .error,
            summary: "no package is listed twice in the build environment"
        ) { recipe, findings in
            let packages = recipe.environment.contents.packages
            if packages.count < 2 { return }
            var lines: [String: Int] = [:]
            lines.reserveCapacity(packages.count)
            for (package, span) in zip(packages, recipe.environment.packageSpans) {
                if let first = lines[package] {
                    findings.append(Finding("\(package) is listed twice", at: span, notes: ["first in line \(first)"], hint: "remove one"))
                } else {
                    lines[package] = span.line
                }
            }
        },
    ]

    private static func repositories(_ environment: ImageConfiguration) -> [(address: String, span: SourceSpan)] {
        let contents = environment.contents
        return Array(zip(contents.buildRepositories, environment.buildRepositorySpans))
            + Array(zip(contents.repositories, environment.repositorySpans))
    }
}
