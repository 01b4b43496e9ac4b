import JSON

extension ImageBase {
    private static let keys = [
        "architecture", "author", "container", "created", "docker_version", "history", "os", "rootfs", "config", "os.version",
        "variant", "os.features",
    ]
    private static let executionKeys = [
        "AttachStderr", "AttachStdin", "AttachStdout", "Cmd", "Healthcheck", "Domainname", "Entrypoint", "Env", "Hostname", "Image",
        "Labels",
        "OnBuild", "OpenStdin", "StdinOnce", "Tty", "User", "Volumes", "WorkingDir", "ExposedPorts", "ArgsEscaped", "NetworkDisabled",
        "MacAddress", "StopSignal", "Shell",
    ]

    /// The configuration document of an image on this one: what the base says stays, but for what the image says itself (IMAGE.md §13.2).
    ///
    /// apko drops the base's environment; otherwise it is kept, as it is part of how the base's programs run.
    ///
    /// - Parameter own: the document of the layers on top.
    func config(below own: JSON, order: LayerOrder) -> JSON {
        func joined(_ path: [String]) -> JSON {
            func items(_ document: JSON) -> [JSON] { path.reduce(Optional(document)) { $0?[$1] }?.items ?? [] }
            return .array(items(config) + items(own))
        }
        var execution = own["config"] ?? .object([])
        if order == .package, let environment = environment(own) {
            execution = execution.replacing(["Env": environment], in: Self.executionKeys)
        }
        let lower = config["config"] ?? .object([])
        var document = config
        // The platform is the image's own.
        document = .object((document.members ?? []).filter { $0.key != "variant" })
        var changes = Dictionary((own.members ?? []).map { ($0.key, $0.value) }) { first, _ in first }
        changes["history"] = joined(["history"])
        changes["rootfs"] = .object(["type": .string("layers"), "diff_ids": joined(["rootfs", "diff_ids"])])
        changes["config"] = lower.replacing(
            Dictionary((execution.members ?? []).map { ($0.key, $0.value) }) { first, _ in first },
            in: Self.executionKeys
        )
        return document.replacing(changes, in: Self.keys)
    }

    /// The base's environment with what it lacks of ours.
    private func environment(_ own: JSON) -> JSON? {
        guard let lower = config["config"]?["Env"]?.items else { return nil }
        func name(_ item: JSON) -> Substring { (item.string ?? "").prefix { $0 != "=" } }
        let known = Set(lower.map(name))
        return .array(lower + (own["config"]?["Env"]?.items ?? []).filter { !known.contains(name($0)) })
    }
}

extension JSON {
    /// An object with other values for some keys; keys have the order of a list, and those that are not in it come last.
    func replacing(_ changes: [String: JSON], in order: [String]) -> JSON {
        let before = members ?? []
        var values = Dictionary(before.map { ($0.key, $0.value) }) { first, _ in first }
        values.merge(changes) { $1 }
        let known = order.filter { values[$0] != nil }
        let others = before.map(\.key).filter { !order.contains($0) }
        return .object((known + others).compactMap { key in values[key].map { Member(key: key, value: $0) } })
    }
}
