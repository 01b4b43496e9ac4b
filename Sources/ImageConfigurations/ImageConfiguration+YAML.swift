public import JSON
import YAML

extension ImageConfiguration {
    /// The configuration as the YAML text that apko shows of it (IMAGE.md §14): the keys of the format in their order, defaults left
    /// out where apko leaves them out, passwords in addresses of repositories and keys replaced.
    public var yaml: String { shown.wideYAML() }

    /// The configuration as a document without passwords.
    public var shownDocument: JSON {
        var copy = self
        copy.contents = contents.withoutPasswords
        return copy.document
    }

    private var shown: JSON {
        .object([
            "contents": contents.withoutPasswords.shown,
            "entrypoint": entrypoint == Entrypoint()
                ? nil
                : .object([
                    "type": .string(entrypoint.type),
                    "command": .string(entrypoint.command),
                    "shell-fragment": .string(entrypoint.shellFragment),
                    "services": .sorted(entrypoint.services.mapValues { .string($0) }),
                ]),
            "cmd": .nonEmpty(command),
            "stop-signal": .nonEmpty(stopSignal),
            "work-dir": .nonEmpty(workDirectory),
            "accounts": accounts.shown,
            "archs": .nonEmpty(architectures),
            "environment": .nonEmpty(environment),
            "paths": .nonEmpty(paths.map(\.shown)),
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

extension ImageConfiguration.Contents {
    fileprivate var shown: JSON? {
        guard case .object(let members) = document, !members.isEmpty else { return nil }
        return .object(members)
    }

    /// The same, every password in an address replaced.
    fileprivate var withoutPasswords: ImageConfiguration.Contents {
        var copy = self
        for path in [\Self.buildRepositories, \.runtimeRepositories, \.repositories, \.keyring] {
            copy[keyPath: path] = self[keyPath: path].map(\.withoutPassword)
        }
        return copy
    }
}

extension Accounts {
    fileprivate var shown: JSON? {
        if runAs.isEmpty, users.isEmpty, groups.isEmpty { return nil }
        return .object([
            "run-as": .string(runAs),
            "users": .array(
                users.map { user in
                    .object([
                        "username": .string(user.name),
                        "uid": .number(Int64(user.id)),
                        "gid": user.givenGroup.map { .number(Int64($0)) },
                        "shell": .string(user.givenShell),
                        "homedir": .string(user.givenHome),
                    ])
                }
            ),
            "groups": .array(
                groups.map { group in
                    .object([
                        "groupname": .string(group.name), "gid": .number(Int64(group.id)), "members": .strings(group.members),
                    ])
                }
            ),
        ])
    }
}

extension PathMutation {
    fileprivate var shown: JSON {
        .object([
            "path": .string(givenPath),
            "type": .string(kind.rawValue),
            "uid": user.map { .number(Int64($0)) },
            "gid": group.map { .number(Int64($0)) },
            "permissions": .number(Int64(givenPermissions)),
            "source": .string(source),
            "recursive": .boolean(isRecursive),
        ])
    }
}

extension String {
    /// An address without the password in it.
    public var withoutPassword: String {
        guard let start = firstRange(of: "://")?.upperBound else { return self }
        let authority = self[start...].prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else { return self }
        return self[...colon] + "xxxxx" + self[at...]
    }
}
