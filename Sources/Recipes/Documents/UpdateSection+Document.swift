import JSON

extension UpdateSection {
    var document: JSON {
        .object([
            "enabled": .boolean(isEnabled),
            "manual": Self.flag(isManual),
            "require-sequential": Self.flag(requiresSequence),
            "shared": Self.flag(isShared),
            "version-separator": .nonEmpty(versionSeparator),
            "ignore-regex-patterns": .nonEmpty(ignoredVersions),
            "release-monitor": releaseMonitor.map { monitor in
                .object([
                    "identifier": .number(monitor.identifier),
                    "strip-prefix": .nonEmpty(monitor.filters.stripPrefix),
                    "strip-suffix": .nonEmpty(monitor.filters.stripSuffix),
                    "version-filter-contains": .nonEmpty(monitor.filters.contains),
                    "version-filter-prefix": .nonEmpty(monitor.filters.prefix),
                ])
            },
            "github": github.map { github in
                .object([
                    "identifier": .string(github.identifier),
                    "strip-prefix": .nonEmpty(github.filters.stripPrefix),
                    "strip-suffix": .nonEmpty(github.filters.stripSuffix),
                    "tag-filter": .nonEmpty(github.tagFilter),
                    "tag-filter-prefix": .nonEmpty(github.filters.prefix),
                    "tag-filter-contains": .nonEmpty(github.filters.contains),
                    "use-tag": Self.flag(github.usesTags),
                ])
            },
            "git": git.map { Self.filters($0, identifier: nil) },
            "oci": oci.map { Self.filters($0.filters, identifier: $0.identifier) },
            "version_data": versionData.map(\.document),
            "version-transform": .nonEmpty(
                versionTransforms.map { .object(["match": .string($0.match), "replace": .string($0.replace)]) }
            ),
            "exclude-reason": .nonEmpty(excludeReason),
            "schedule": schedule.map { .object(["reason": .nonEmpty($0.reason), "period": .nonEmpty($0.period)]) },
            "enable-prerelease-tags": Self.flag(enablesPrereleases),
        ])
    }

    private static func flag(_ value: Bool) -> JSON? { value ? .boolean(true) : nil }

    private static func filters(_ filters: Filters, identifier: String?) -> JSON {
        .object([
            "identifier": identifier.map { .string($0) },
            "strip-prefix": .nonEmpty(filters.stripPrefix),
            "strip-suffix": .nonEmpty(filters.stripSuffix),
            "tag-filter-prefix": .nonEmpty(filters.prefix),
            "tag-filter-contains": .nonEmpty(filters.contains),
        ])
    }
}

extension UpdateSection.VersionData {
    fileprivate var document: JSON {
        let list = sources.map { source -> JSON in
            .object([
                "name": .string(source.name),
                "stream": .string(source.stream),
                "ignore": .nonEmpty(source.ignore),
                "commit_source": .nonEmpty(source.commitSource),
                "use_release": source.usesRelease ? .boolean(true) : nil,
            ])
        }
        return .object(["version_format": .string(format), "sources": hasSources ? .array(list) : .null])
    }
}
