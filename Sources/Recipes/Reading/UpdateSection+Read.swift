import Diagnostics
import YAML

extension UpdateSection {
    static let keys = [
        "enabled", "manual", "require-sequential", "shared", "version-separator", "ignore-regex-patterns", "version-transform",
        "exclude-reason", "schedule", "enable-prerelease-tags", "release-monitor", "github", "git", "oci", "version_data",
    ]
    private static let tagKeys = ["strip-prefix", "strip-suffix", "tag-filter-prefix", "tag-filter-contains"]

    /// Reads the section `update`.
    init(_ fields: Fields) throws(Diagnostic) {
        isEnabled = try fields.boolean("enabled") ?? false
        isManual = try fields.boolean("manual") ?? false
        requiresSequence = try fields.boolean("require-sequential") ?? false
        isShared = try fields.boolean("shared") ?? false
        versionSeparator = try fields.text("version-separator", verbatim: true) ?? ""
        ignoredVersions = try fields.texts("ignore-regex-patterns", verbatim: true)
        for node in try fields.items("version-transform") {
            let transform = try fields.adopting(node, "a version-transform", known: ["match", "replace"])
            versionTransforms.append(
                Transform(
                    match: try transform.text("match", verbatim: true) ?? "",
                    replace: try transform.text("replace", verbatim: true) ?? ""
                )
            )
        }
        excludeReason = try fields.text("exclude-reason", verbatim: true) ?? ""
        if let schedule = try fields.fields("schedule", known: ["reason", "period"]) {
            self.schedule = Schedule(
                reason: try schedule.text("reason", verbatim: true) ?? "",
                period: try schedule.text("period", verbatim: true) ?? "",
                span: schedule.span("period")
            )
        }
        enablesPrereleases = try fields.boolean("enable-prerelease-tags") ?? false
        try readBackends(fields)
    }

    private mutating func readBackends(_ fields: Fields) throws(Diagnostic) {
        let monitorKeys = ["identifier", "strip-prefix", "strip-suffix", "version-filter-contains", "version-filter-prefix"]
        if let backend = try fields.fields("release-monitor", known: monitorKeys) {
            releaseMonitor = ReleaseMonitor(
                identifier: Int64(clamping: try backend.integer("identifier") ?? 0),
                filters: try Filters(backend, filter: "version-filter", isVerbatim: false)
            )
        }
        if let backend = try fields.fields("github", known: ["identifier", "tag-filter", "use-tag"] + Self.tagKeys) {
            github = GitHub(
                identifier: try backend.text("identifier") ?? "",
                filters: try Filters(backend, filter: "tag-filter", isVerbatim: false),
                tagFilter: try backend.text("tag-filter") ?? "",
                usesTags: try backend.boolean("use-tag") ?? false,
                span: backend.span("identifier")
            )
        }
        if let backend = try fields.fields("git", known: Self.tagKeys) {
            git = try Filters(backend, filter: "tag-filter", isVerbatim: false)
        }
        if let backend = try fields.fields("oci", known: ["identifier"] + Self.tagKeys) {
            oci = Registry(
                identifier: try backend.text("identifier", verbatim: true) ?? "",
                filters: try Filters(backend, filter: "tag-filter", isVerbatim: true)
            )
        }
        if let backend = try fields.fields("version_data", known: ["version_format", "sources"]) {
            versionData = VersionData(
                format: try backend.text("version_format", verbatim: true) ?? "",
                sources: try backend.items("sources").map { node throws(Diagnostic) in
                    try VersionData.Source(
                        backend.adopting(node, "a source", known: ["name", "stream", "ignore", "commit_source", "use_release"])
                    )
                },
                hasSources: backend.node("sources") != nil
            )
        }
    }
}

extension UpdateSection.Filters {
    /// - Parameters:
    ///   - filter: what the keys of the filters begin with.
    ///   - isVerbatim: whether variables stay as they are; in what is cut off they always do.
    init(_ fields: Fields, filter: String, isVerbatim: Bool) throws(Diagnostic) {
        stripPrefix = try fields.text("strip-prefix", verbatim: true) ?? ""
        stripSuffix = try fields.text("strip-suffix", verbatim: true) ?? ""
        prefix = try fields.text("\(filter)-prefix", verbatim: isVerbatim) ?? ""
        contains = try fields.text("\(filter)-contains", verbatim: isVerbatim) ?? ""
    }
}

extension UpdateSection.VersionData.Source {
    init(_ fields: Fields) throws(Diagnostic) {
        name = try fields.text("name", verbatim: true) ?? ""
        stream = try fields.text("stream", verbatim: true) ?? ""
        ignore = try fields.texts("ignore", verbatim: true)
        commitSource = try fields.text("commit_source", verbatim: true) ?? ""
        usesRelease = try fields.boolean("use_release") ?? false
    }
}
