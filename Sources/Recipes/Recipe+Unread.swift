import Diagnostics
import ImageConfigurations
import YAML

/// Sections that builds have no use for: read all the same, so that a mistake in them is found at once (RECIPE.md §2, §3.8, §13).
extension Recipe {
    private static let updateKeys = [
        "enabled", "manual", "require-sequential", "shared", "version-separator", "ignore-regex-patterns", "version-transform",
        "exclude-reason", "schedule", "enable-prerelease-tags", "release-monitor", "github", "git", "oci", "version_data",
    ]
    private static let filterKeys = ["strip-prefix", "strip-suffix", "tag-filter-prefix", "tag-filter-contains"]
    private static let backendKeys = [
        "release-monitor": ["identifier", "strip-prefix", "strip-suffix", "version-filter-contains", "version-filter-prefix"],
        "github": ["identifier", "tag-filter", "use-tag"] + filterKeys,
        "git": filterKeys,
        "oci": ["identifier"] + filterKeys,
        "version_data": ["version_format", "sources"],
        "schedule": ["reason", "period"],
    ]

    /// Checks the keys of `update` and of every `test`.
    static func checkUnread(_ recipe: Fields) throws(Diagnostic) {
        if let update = try recipe.fields("update", known: updateKeys) {
            for (key, known) in backendKeys.sorted(by: { $0.key < $1.key }) { _ = try update.fields(key, known: known) }
        }
        try checkTest(recipe)
        for node in try recipe.items("subpackages") {
            let subpackage = try Fields(node, "a subpackage")
            try checkTest(subpackage)
            try PackageSection.checkLists(subpackage)
        }
    }

    private static func checkTest(_ fields: Fields) throws(Diagnostic) {
        guard let test = try fields.fields("test", known: ["environment", "pipeline"]) else { return }
        if let environment = test.node("environment") { _ = try ImageConfiguration(environment) }
        try checkSteps(test)
    }

    private static func checkSteps(_ fields: Fields) throws(Diagnostic) {
        for node in try fields.items("pipeline") { try checkSteps(Fields(node, "a step", known: Step.keys)) }
    }
}

extension PackageSection {
    /// Checks the keys of what a package says to linters, schedulers and bills of materials.
    static func checkUnread(_ package: Fields) throws(Diagnostic) {
        try checkLists(package)
        let cpe = ["part", "vendor", "product", "edition", "language", "sw_edition", "target_sw", "target_hw", "other"]
        _ = try package.fields("cpe", known: cpe)
        for key in ["resources", "test-resources"] { _ = try package.fields(key, known: ["cpu", "cpumodel", "memory", "disk"]) }
    }

    /// Checks the keys of `checks`, which subpackages have as well.
    static func checkLists(_ fields: Fields) throws(Diagnostic) {
        _ = try fields.fields("checks", known: ["disabled"])?.texts("disabled")
    }
}
