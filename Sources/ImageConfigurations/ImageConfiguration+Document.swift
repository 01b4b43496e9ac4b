public import JSON

extension ImageConfiguration {
    /// The configuration as a document, with the keys and their order of the format (RECIPE.md §14.1, IMAGE.md §2).
    public var document: JSON {
        .object([
            "contents": contents.document,
            "entrypoint": .object([
                "type": .nonEmpty(entrypoint.type),
                "command": .nonEmpty(entrypoint.command),
                "shell-fragment": .nonEmpty(entrypoint.shellFragment),
                "services": .nonEmpty(entrypoint.services),
            ]),
            "cmd": .nonEmpty(command),
            "stop-signal": .nonEmpty(stopSignal),
            "work-dir": .nonEmpty(workDirectory),
            "accounts": accounts.document,
            "archs": .nonEmpty(architectures.map { ImageArchitecture($0).name }),
            "environment": .nonEmpty(environment),
            "paths": .nonEmpty(paths.map(\.document)),
            "vcs-url": .nonEmpty(sourceAddress),
            "annotations": .nonEmpty(annotations),
            "include": .nonEmpty(include),
            "volumes": .nonEmpty(volumes),
            "layering": layering.map {
                .object(["strategy": .nonEmpty($0.strategy), "budget": $0.budget == 0 ? nil : .number($0.budget)])
            },
            "format": .nonEmpty(formatName),
            "certificates": certificates.map {
                .object(["additional": .nonEmpty($0.additional.map(\.document)), "providers": .nonEmpty($0.providers)])
            },
        ])
    }
}

extension ImageConfiguration.NamedContent {
    var document: JSON { .object(["name": .nonEmpty(name), "content": .nonEmpty(content)]) }
}

extension ImageConfiguration.Contents {
    var document: JSON {
        .object([
            "build_repositories": .nonEmpty(buildRepositories),
            "runtime_repositories": .nonEmpty(runtimeRepositories),
            "repositories": .nonEmpty(repositories),
            "keyring": .nonEmpty(keyring),
            "runtime_keyring": .nonEmpty(runtimeKeyring.map(\.document)),
            "packages": .nonEmpty(packages),
            "baseimage": baseImage.map { .object(["image": .nonEmpty($0.image), "apkindex": .nonEmpty($0.index)]) },
        ])
    }
}

extension Accounts {
    fileprivate var document: JSON {
        .object([
            "run-as": .nonEmpty(runAs),
            "users": .nonEmpty(
                users.map { user in
                    .object([
                        "username": .nonEmpty(user.name),
                        "uid": user.id == 0 ? nil : .number(Int64(user.id)),
                        "gid": user.givenGroup.map { .number(Int64($0)) },
                        "shell": .nonEmpty(user.givenShell),
                        "homedir": .nonEmpty(user.givenHome),
                    ])
                }
            ),
            "groups": .nonEmpty(
                groups.map { group in
                    .object([
                        "groupname": .nonEmpty(group.name),
                        "gid": group.id == 0 ? nil : .number(Int64(group.id)),
                        "members": .nonEmpty(group.members),
                    ])
                }
            ),
        ])
    }
}

extension PathMutation {
    fileprivate var document: JSON {
        .object([
            "path": .nonEmpty(givenPath),
            "type": .string(kind.rawValue),
            "uid": user.map { .number(Int64($0)) },
            "gid": group.map { .number(Int64($0)) },
            "permissions": givenPermissions == 0 ? nil : .number(Int64(givenPermissions)),
            "source": .nonEmpty(source),
            "recursive": isRecursive ? .boolean(true) : nil,
        ])
    }
}
