/// The type of a field, and so what it is when the recipe does not have it.
indirect enum FieldType: Sendable {
    case text
    case boolean
    case integer
    /// A length of time in nanoseconds.
    case duration
    case list(FieldType)
    /// Values by keys that the recipe chooses.
    case table(FieldType)
    case record(String)
    /// A record or an integer that may be nil.
    case optional(FieldType)

    static let texts = FieldType.list(.text)
    static let pairs = FieldType.table(.text)
}

/// One field: the name that templates have, the key that recipes have, its type.
struct Field: Sendable {
    let name: String
    let key: String
    let type: FieldType

    init(_ name: String, _ key: String, _ type: FieldType) {
        self.name = name
        self.key = key
        self.type = type
    }
}

/// The names by which templates ask for the parts of a recipe, in the order in which they are shown (RECIPE.md §3, §14).
enum FieldTable {
    /// The fields of a kind of record; none for a kind that is not in the table.
    static func fields(of kind: String) -> [Field] { records[kind] ?? [] }

    private static let backend = [
        Field("StripPrefix", "strip-prefix", .text), Field("StripSuffix", "strip-suffix", .text),
    ]
    private static let tagFilters = [
        Field("TagFilterPrefix", "tag-filter-prefix", .text), Field("TagFilterContains", "tag-filter-contains", .text),
    ]

    private static let records: [String: [Field]] = [
        "Configuration": [
            Field("Package", "package", .record("Package")),
            Field("Environment", "environment", .record("ImageConfiguration")),
            Field("Capabilities", "capabilities", .record("Capabilities")),
            Field("Pipeline", "pipeline", .list(.record("Pipeline"))),
            Field("Subpackages", "subpackages", .list(.record("Subpackage"))),
            Field("Data", "data", .list(.record("RangeData"))),
            Field("Update", "update", .record("Update")),
            Field("Vars", "vars", .pairs),
            Field("VarTransforms", "var-transforms", .list(.record("VarTransforms"))),
            Field("Options", "options", .table(.record("BuildOption"))),
            Field("Test", "test", .optional(.record("Test"))),
        ],
        "Package": [
            Field("Name", "name", .text), Field("Version", "version", .text), Field("Epoch", "epoch", .integer),
            Field("Description", "description", .text), Field("Annotations", "annotations", .pairs), Field("URL", "url", .text),
            Field("Commit", "commit", .text), Field("TargetArchitecture", "target-architecture", .texts),
            Field("Copyright", "copyright", .list(.record("Copyright"))),
            Field("Dependencies", "dependencies", .record("Dependencies")),
            Field("Options", "options", .optional(.record("PackageOption"))),
            Field("Scriptlets", "scriptlets", .optional(.record("Scriptlets"))),
            Field("Checks", "checks", .record("Checks")), Field("CPE", "cpe", .record("CPE")),
            Field("SetCap", "setcap", .list(.record("Capability"))), Field("Timeout", "timeout", .duration),
            Field("Resources", "resources", .optional(.record("Resources"))),
            Field("TestResources", "test-resources", .optional(.record("Resources"))),
        ],
        "Subpackage": [
            Field("If", "if", .text), Field("Range", "range", .text), Field("Name", "name", .text),
            Field("Pipeline", "pipeline", .list(.record("Pipeline"))),
            Field("Dependencies", "dependencies", .record("Dependencies")),
            Field("Options", "options", .optional(.record("PackageOption"))),
            Field("Scriptlets", "scriptlets", .optional(.record("Scriptlets"))),
            Field("Description", "description", .text), Field("Annotations", "annotations", .pairs), Field("URL", "url", .text),
            Field("Commit", "commit", .text), Field("Checks", "checks", .record("Checks")),
            Field("Test", "test", .optional(.record("Test"))), Field("SetCap", "setcap", .list(.record("Capability"))),
        ],
        "Pipeline": [
            Field("If", "if", .text), Field("Name", "name", .text), Field("Uses", "uses", .text), Field("With", "with", .pairs),
            Field("Runs", "runs", .text), Field("Pipeline", "pipeline", .list(.record("Pipeline"))),
            Field("Inputs", "inputs", .table(.record("Input"))), Field("Needs", "needs", .optional(.record("Needs"))),
            Field("Label", "label", .text), Field("Assertions", "assertions", .optional(.record("PipelineAssertions"))),
            Field("WorkDir", "working-directory", .text), Field("Environment", "environment", .pairs),
        ],
        "Test": [
            Field("Environment", "environment", .record("ImageConfiguration")),
            Field("Pipeline", "pipeline", .list(.record("Pipeline"))),
        ],
        "Copyright": [
            Field("Paths", "paths", .texts), Field("Attestation", "attestation", .text), Field("License", "license", .text),
            Field("LicensePath", "license-path", .text), Field("DetectionOverride", "detection-override", .text),
        ],
        "Dependencies": [
            Field("Runtime", "runtime", .texts), Field("Provides", "provides", .texts), Field("Replaces", "replaces", .texts),
            Field("ProviderPriority", "provider-priority", .text), Field("ReplacesPriority", "replaces-priority", .text),
        ],
        "PackageOption": [
            Field("NoProvides", "no-provides", .boolean), Field("NoDepends", "no-depends", .boolean),
            Field("NoCommands", "no-commands", .boolean), Field("NoVersionedShlibDeps", "no-versioned-shlib-deps", .boolean),
        ],
        "Scriptlets": [
            Field("Trigger", "trigger", .record("Trigger")),
            Field("PreInstall", "pre-install", .text), Field("PostInstall", "post-install", .text),
            Field("PreDeinstall", "pre-deinstall", .text), Field("PostDeinstall", "post-deinstall", .text),
            Field("PreUpgrade", "pre-upgrade", .text), Field("PostUpgrade", "post-upgrade", .text),
        ],
        "Trigger": [Field("Script", "script", .text), Field("Paths", "paths", .texts)],
        "Checks": [Field("Disabled", "disabled", .texts)],
        "CPE": [
            Field("Part", "part", .text), Field("Vendor", "vendor", .text), Field("Product", "product", .text),
            Field("Edition", "edition", .text), Field("Language", "language", .text), Field("SWEdition", "sw_edition", .text),
            Field("TargetSW", "target_sw", .text), Field("TargetHW", "target_hw", .text), Field("Other", "other", .text),
        ],
        "Capability": [Field("Path", "path", .text), Field("Add", "add", .pairs), Field("Reason", "reason", .text)],
        "Resources": [
            Field("CPU", "cpu", .text), Field("CPUModel", "cpumodel", .text), Field("Memory", "memory", .text),
            Field("Disk", "disk", .text),
        ],
        "Capabilities": [Field("Add", "add", .texts), Field("Drop", "drop", .texts)],
        "Needs": [Field("Packages", "packages", .texts)],
        "PipelineAssertions": [Field("RequiredSteps", "required-steps", .integer)],
        "Input": [Field("Description", "description", .text), Field("Default", "default", .text), Field("Required", "required", .boolean)],
        "RangeData": [Field("Name", "name", .text), Field("Items", "items", .pairs)],
        "VarTransforms": [
            Field("From", "from", .text), Field("Match", "match", .text), Field("Replace", "replace", .text), Field("To", "to", .text),
        ],
        "BuildOption": [Field("Vars", "vars", .pairs), Field("Environment", "environment", .record("EnvironmentOption"))],
        "EnvironmentOption": [Field("Contents", "contents", .record("ContentsOption"))],
        "ContentsOption": [Field("Packages", "packages", .record("ListOption"))],
        "ListOption": [Field("Add", "add", .texts), Field("Remove", "remove", .texts)],
        "Update": [
            Field("Enabled", "enabled", .boolean), Field("Manual", "manual", .boolean),
            Field("RequireSequential", "require-sequential", .boolean), Field("Shared", "shared", .boolean),
            Field("VersionSeparator", "version-separator", .text),
            Field("IgnoreRegexPatterns", "ignore-regex-patterns", .texts),
            Field("ReleaseMonitor", "release-monitor", .optional(.record("ReleaseMonitor"))),
            Field("GitHubMonitor", "github", .optional(.record("GitHubMonitor"))),
            Field("GitMonitor", "git", .optional(.record("GitMonitor"))),
            Field("OCIMonitor", "oci", .optional(.record("OCIMonitor"))),
            Field("VersionDataMonitor", "version_data", .optional(.record("VersionDataMonitor"))),
            Field("VersionTransform", "version-transform", .list(.record("VersionTransform"))),
            Field("ExcludeReason", "exclude-reason", .text), Field("Schedule", "schedule", .optional(.record("Schedule"))),
            Field("EnablePreReleaseTags", "enable-prerelease-tags", .boolean),
        ],
        "ReleaseMonitor": [Field("Identifier", "identifier", .integer)] + backend + [
            Field("VersionFilterContains", "version-filter-contains", .text),
            Field("VersionFilterPrefix", "version-filter-prefix", .text),
        ],
        "GitHubMonitor": [Field("Identifier", "identifier", .text)] + backend + [Field("TagFilter", "tag-filter", .text)] + tagFilters
            + [Field("UseTags", "use-tag", .boolean)],
        "GitMonitor": backend + tagFilters,
        "OCIMonitor": [Field("Identifier", "identifier", .text)] + backend + tagFilters,
        "VersionDataMonitor": [
            Field("Format", "version_format", .text), Field("Sources", "sources", .list(.record("VersionDataSource"))),
        ],
        "VersionDataSource": [
            Field("Name", "name", .text), Field("Stream", "stream", .text), Field("Ignore", "ignore", .texts),
            Field("CommitSource", "commit_source", .text), Field("UseRelease", "use_release", .boolean),
        ],
        "VersionTransform": [Field("Match", "match", .text), Field("Replace", "replace", .text)],
        "Schedule": [Field("Reason", "reason", .text), Field("Period", "period", .text)],
        "ImageConfiguration": [
            Field("Contents", "contents", .record("ImageContents")), Field("Entrypoint", "entrypoint", .record("ImageEntrypoint")),
            Field("Cmd", "cmd", .text), Field("StopSignal", "stop-signal", .text), Field("WorkDir", "work-dir", .text),
            Field("Accounts", "accounts", .record("ImageAccounts")), Field("Archs", "archs", .texts),
            Field("Environment", "environment", .pairs), Field("Paths", "paths", .list(.record("PathMutation"))),
            Field("VCSUrl", "vcs-url", .text), Field("Annotations", "annotations", .pairs), Field("Include", "include", .text),
            Field("Volumes", "volumes", .texts), Field("Layering", "layering", .optional(.record("Layering"))),
            Field("Format", "format", .text), Field("Certificates", "certificates", .optional(.record("ImageCertificates"))),
        ],
        "ImageContents": [
            Field("BuildRepositories", "build_repositories", .texts),
            Field("RuntimeOnlyRepositories", "runtime_repositories", .texts), Field("Repositories", "repositories", .texts),
            Field("Keyring", "keyring", .texts), Field("RuntimeKeyring", "runtime_keyring", .list(.record("NamedContent"))),
            Field("Packages", "packages", .texts), Field("BaseImage", "baseimage", .optional(.record("BaseImageDescriptor"))),
        ],
        "ImageEntrypoint": [
            Field("Type", "type", .text), Field("Command", "command", .text), Field("ShellFragment", "shell-fragment", .text),
            Field("Services", "services", .pairs),
        ],
        "ImageAccounts": [
            Field("RunAs", "run-as", .text), Field("Users", "users", .list(.record("User"))),
            Field("Groups", "groups", .list(.record("Group"))),
        ],
        "User": [
            Field("UserName", "username", .text), Field("UID", "uid", .integer), Field("GID", "gid", .optional(.integer)),
            Field("Shell", "shell", .text), Field("HomeDir", "homedir", .text),
        ],
        "Group": [Field("GroupName", "groupname", .text), Field("GID", "gid", .integer), Field("Members", "members", .texts)],
        "PathMutation": [
            Field("Path", "path", .text), Field("Type", "type", .text), Field("UID", "uid", .optional(.integer)),
            Field("GID", "gid", .optional(.integer)), Field("Permissions", "permissions", .integer), Field("Source", "source", .text),
            Field("Recursive", "recursive", .boolean),
        ],
        "BaseImageDescriptor": [Field("Image", "image", .text), Field("APKIndex", "apkindex", .text)],
        "NamedContent": [Field("Name", "name", .text), Field("Content", "content", .text)],
        "Layering": [Field("Strategy", "strategy", .text), Field("Budget", "budget", .integer)],
        "ImageCertificates": [Field("Additional", "additional", .list(.record("NamedContent"))), Field("Providers", "providers", .texts)],
    ]
}
