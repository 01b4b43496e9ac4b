import JSON

extension PackageSection {
    func document(commit: String) -> JSON {
        .object([
            "name": .string(name),
            "version": .string(version),
            "epoch": .number(Int64(clamping: epoch)),
            "description": .nonEmpty(description),
            "annotations": .nonEmpty(annotations),
            "url": .nonEmpty(url),
            "commit": .nonEmpty(commit),
            "target-architecture": .nonEmpty(targetArchitectures),
            "copyright": .nonEmpty(copyright.map(\.document)),
            "dependencies": dependencies.document,
            "options": options.map(\.document),
            "scriptlets": scriptlets.map(\.document),
            "checks": .object(["disabled": .nonEmpty(disabledChecks)]),
            "cpe": productName.document,
            "setcap": .nonEmpty(
                fileCapabilities.map {
                    .object(["path": .nonEmpty($0.path), "add": .nonEmpty($0.add), "reason": .nonEmpty($0.reason)])
                }
            ),
            "timeout": timeout == 0 ? nil : .number(timeout),
            "resources": (resources ?? Resources()).document,
            "test-resources": testResources.map(\.document),
        ])
    }
}

extension Subpackage {
    func document(commit: String, steps: [JSON], test: JSON?) -> JSON {
        .object([
            "if": .nonEmpty(condition?.text ?? ""),
            "name": .string(name),
            "pipeline": .nonEmpty(steps),
            "dependencies": dependencies.document,
            "options": options.map(\.document),
            "scriptlets": scriptlets.map(\.document),
            "description": .nonEmpty(description),
            "annotations": .nonEmpty(annotations),
            "url": .nonEmpty(url),
            "commit": .nonEmpty(self.commit.isEmpty ? commit : self.commit),
            "checks": .object(["disabled": .nonEmpty(disabledChecks)]),
            "test": test,
        ])
    }
}

extension Copyright {
    fileprivate var document: JSON {
        .object([
            "paths": .nonEmpty(paths),
            "attestation": .nonEmpty(attestation),
            "license": .string(license),
            "license-path": .nonEmpty(licensePath),
            "detection-override": .nonEmpty(detectionOverride),
        ])
    }
}

extension DependencySection {
    fileprivate var document: JSON {
        .object([
            "runtime": .nonEmpty(runtime),
            "provides": .nonEmpty(provides),
            "replaces": .nonEmpty(replaces),
            "provider-priority": .nonEmpty(providerText),
            "replaces-priority": .nonEmpty(replacesText),
        ])
    }
}

extension PackageOptions {
    fileprivate var document: JSON {
        .object([
            "no-provides": noProvides ? .boolean(true) : nil,
            "no-depends": noDepends ? .boolean(true) : nil,
            "no-commands": noCommands ? .boolean(true) : nil,
            "no-versioned-shlib-deps": noVersionedLibraryDependencies ? .boolean(true) : nil,
        ])
    }
}

extension Scriptlets {
    fileprivate var document: JSON {
        .object([
            "trigger": .object(["script": .nonEmpty(scripts["trigger"] ?? ""), "paths": .nonEmpty(triggerPaths)]),
            "pre-install": .nonEmpty(scripts["pre-install"] ?? ""),
            "post-install": .nonEmpty(scripts["post-install"] ?? ""),
            "pre-deinstall": .nonEmpty(scripts["pre-deinstall"] ?? ""),
            "post-deinstall": .nonEmpty(scripts["post-deinstall"] ?? ""),
            "pre-upgrade": .nonEmpty(scripts["pre-upgrade"] ?? ""),
            "post-upgrade": .nonEmpty(scripts["post-upgrade"] ?? ""),
        ])
    }
}

extension ProductName {
    fileprivate var document: JSON {
        .object([
            "part": values["part"].map { .string($0) },
            "vendor": values["vendor"].map { .string($0) },
            "product": values["product"].map { .string($0) },
            "edition": values["edition"].map { .string($0) },
            "language": values["language"].map { .string($0) },
            "sw_edition": values["sw_edition"].map { .string($0) },
            "target_sw": values["target_sw"].map { .string($0) },
            "target_hw": values["target_hw"].map { .string($0) },
            "other": values["other"].map { .string($0) },
        ])
    }
}

extension Resources {
    fileprivate var document: JSON {
        .object([
            "cpu": .nonEmpty(processors), "cpumodel": .nonEmpty(processorModel), "memory": .nonEmpty(memory), "disk": .nonEmpty(disk),
        ])
    }
}
