import Cryptography
import Diagnostics
import Files
import ImageConfigurations
import JSON
import Recipes

/// The JSON documents of an image (IMAGE.md §13).
enum ImageDocuments {
    static let manifestType = "application/vnd.oci.image.manifest.v1+json"
    static let indexType = "application/vnd.oci.image.index.v1+json"
    static let configType = "application/vnd.oci.image.config.v1+json"
    static let apko = "apko"

    /// The configuration of an image: what it runs, and of what it consists.
    ///
    /// - Parameters:
    ///   - layers: its own, without those of the base.
    ///   - user: the account to run as, resolved to a number where it is known.
    ///   - order: by paths, documents say what apko's say.
    ///   - base: the image below.
    static func config(
        _ configuration: ImageConfiguration,
        architecture: Architecture,
        layers: [Layer],
        user: String,
        time: ImageDate.Time,
        order: LayerOrder,
        base: ImageBase? = nil
    ) throws(Diagnostic) -> JSON {
        let created = JSON.string(time.text)
        let parts = architecture.imageName.split(separator: "/")
        let author = order == .path ? apko : "cuttle"
        let step = JSON.object([
            "author": .string(author), "created": created, "created_by": .string(author),
            "comment": comment(configuration, layers: layers.count, order).map { .string($0) },
        ])
        let document = JSON.object([
            "architecture": .string(String(parts[0])),
            "author": .string(order == .path ? "github.com/chainguard-dev/apko" : author),
            "created": created,
            "history": .array(layers.map { _ in step }),
            "os": .string("linux"),
            "rootfs": .object(["type": .string("layers"), "diff_ids": .strings(layers.map { "sha256:\($0.contentDigest)" })]),
            "config": try execution(configuration, user: user, time: time, order: order),
            "variant": parts.count > 1 ? .string(String(parts[1])) : nil,
        ])
        return base?.config(below: document, order: order) ?? document
    }

    /// What the history says of a layer.
    private static func comment(_ configuration: ImageConfiguration, layers: Int, _ order: LayerOrder) -> String? {
        let name = "org.opencontainers.image."
        if let title = configuration.annotations[name + "title"], let vendor = configuration.annotations[name + "vendor"] {
            return "\(title) by \(vendor)"
        }
        if layers != 1 { return nil }
        return order == .path ? "This is an apko single-layer image" : "one layer"
    }

    private static func execution(
        _ configuration: ImageConfiguration,
        user: String,
        time: ImageDate.Time,
        order: LayerOrder
    ) throws(Diagnostic) -> JSON {
        var environment = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/bin:/usr/sbin:/sbin:/bin",
            "SSL_CERT_FILE": "/etc/ssl/certs/ca-certificates.crt",
        ]
        environment.merge(configuration.environment) { $1 }
        let fragment = configuration.entrypoint.shellFragment
        // Beside a fragment, a command says nothing, and may be anything.
        let entrypoint =
            try fragment.isEmpty ? ShellWords.split(configuration.entrypoint.command, order: order) : ["/bin/sh", "-c", fragment]
        let command = try ShellWords.split(configuration.command, order: order)
        return .object([
            "Cmd": list(command),
            "Entrypoint": list(entrypoint),
            "Env": list(environment.map { "\($0.key)=\($0.value)" }.sorted()),
            "Labels": .sorted(annotations(configuration, time: time)),
            "User": text(user),
            "Volumes": configuration.volumes.isEmpty
                ? nil : .sorted(Dictionary(configuration.volumes.map { ($0, JSON.object([])) }, uniquingKeysWith: { first, _ in first })),
            "WorkingDir": text(configuration.workDirectory),
            "StopSignal": text(configuration.stopSignal),
        ])
    }

    static func manifest(config: Blob, layers: [Layer], annotations: [String: JSON]) -> JSON {
        .object([
            "schemaVersion": .number(2),
            "mediaType": .string(manifestType),
            "config": descriptor(config, type: configType),
            "layers": .array(layers.map { descriptor(Blob(digest: $0.digest, size: $0.size), type: $0.mediaType) }),
            "annotations": .sorted(annotations),
        ])
    }

    /// An index over manifests.
    static func index(_ manifests: [JSON], annotations: [String: JSON] = [:]) -> JSON {
        .object([
            "schemaVersion": .number(2),
            "mediaType": .string(indexType),
            "manifests": .array(manifests),
            "annotations": annotations.isEmpty ? nil : .sorted(annotations),
        ])
    }

    /// What an index says of one manifest or index.
    ///
    /// - Parameters:
    ///   - reference: what it is called in a layout.
    ///   - name: what it is to be called where it is loaded, with registry and tag: containerd, Docker and podman look for that.
    static func descriptor(
        _ blob: Blob,
        type: String,
        architecture: Architecture? = nil,
        artifactType: String? = nil,
        reference: String? = nil,
        name: String? = nil
    ) -> JSON {
        let parts = (architecture?.imageName ?? "").split(separator: "/").map(String.init)
        return .object([
            "mediaType": .string(type),
            "size": .number(blob.size),
            "digest": .string("sha256:\(blob.digest)"),
            "platform": parts.isEmpty
                ? nil
                : .object([
                    "architecture": .string(parts[0]), "os": .string("linux"), "variant": parts.count > 1 ? .string(parts[1]) : nil,
                ]),
            "artifactType": artifactType.map { .string($0) },
            "annotations": reference.map {
                .object(["io.containerd.image.name": name.map { .string($0) }, "org.opencontainers.image.ref.name": .string($0)])
            },
        ])
    }

    /// What labels say.
    static func annotations(_ configuration: ImageConfiguration, time: ImageDate.Time) -> [String: JSON] {
        var annotations = configuration.annotations.mapValues { JSON.string($0) }
        annotations["org.opencontainers.image.created"] = .string(time.text)
        return annotations
    }

    /// The annotations of a manifest: labels, and where the configuration comes from; by paths, only the index says that (IMAGE.md §13.4).
    ///
    /// Labels never say it: the digest of the configuration is that of what runs, whatever commit it was built at.
    static func manifestAnnotations(
        _ configuration: ImageConfiguration,
        time: ImageDate.Time,
        order: LayerOrder
    ) -> [String: JSON] {
        order == .path ? annotations(configuration, time: time) : indexAnnotations(configuration, time: time, order: order)
    }

    /// The annotations of an index: labels, and where the configuration comes from.
    static func indexAnnotations(_ configuration: ImageConfiguration, time: ImageDate.Time, order: LayerOrder) -> [String: JSON] {
        var annotations = annotations(configuration, time: time)
        let source = configuration.sourceAddress
        // apko takes a user's name in an address for its end.
        if let at = order == .path ? source.firstIndex(of: "@") : source.lastIndex(of: "@") {
            annotations["org.opencontainers.image.source"] = .string(String(source[..<at]))
            annotations["org.opencontainers.image.revision"] = .string(String(source[at...].dropFirst()))
        }
        return annotations
    }

    private static func text(_ value: String) -> JSON? { value.isEmpty ? nil : .string(value) }
    private static func list(_ values: [String]) -> JSON? { values.isEmpty ? nil : .strings(values) }
}

/// A piece of content by its digest.
struct Blob {
    let digest: Digest
    let size: Int64
}
