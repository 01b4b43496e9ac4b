import ArgumentParser
import Diagnostics
import Files
import Glibc
import JSON
import Registries
import SystemPackage

/// How registries are spoken to.
struct RegistryOptions: ParsableArguments {
    @Flag(help: "Speak plain http also to registries that are not on this machine.")
    var insecure = false

    /// The settings, with the credentials of Docker and podman.
    var settings: RegistryClient.Settings {
        let store = CredentialStore { name in getenv(name).map { String(cString: $0) } }
        var settings = RegistryClient.Settings(credentials: store)
        settings.isInsecure = insecure
        return settings
    }
}

/// What an image is called in registries, and where its digests are written to.
struct PublishedImageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Write the references by digest to a file: of each architecture, then of the whole image.", valueName: "file"),
        completion: .file()
    )
    var imageRefs: String?

    @Option(
        help: ArgumentHelp(
            "A repository of the same registry whose layers it may take over, as ghcr.io/team/base; may be given again.",
            valueName: "repository"
        )
    )
    var mountFrom: [String] = []

    @OptionGroup var registry: RegistryOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    /// Where an image goes.
    struct Target {
        /// What tags on the command line stand for.
        let references: [ImageReference]
        /// The repositories of `--mount-from`.
        let sources: [RepositoryName]
    }

    /// Where an image goes that is to have these tags.
    func target(_ tags: [String]) throws -> Target {
        var references: [ImageReference] = []
        for tag in tags {
            let reference = try ImageReference(tag)
            if reference.digest != nil {
                throw Diagnostic(.invalidReference, "\(tag) has a digest: an image is pushed by tag, its digest follows from its content")
            }
            if !references.contains(reference) { references.append(reference) }
        }
        let sources = try mountFrom.map { try RepositoryName($0) }
        let registries = references.map(\.repository.registry)
        if let other = sources.first(where: { !registries.contains($0.registry) }) {
            throw Diagnostic(
                .usage,
                "--mount-from \(other) is in another registry than the image: layers are taken over within one",
                hint: "name a repository with its registry: \(registries[0])/\(other.path)"
            )
        }
        return Target(references: references, sources: sources)
    }

    /// Pushes an image, and says what it is called then.
    func push(_ upload: ImageUpload, to target: Target) async throws {
        let references = target.references
        for warning in upload.warnings { Console.warn(warning) }
        let status = StatusLine()
        defer { status.clear() }
        let summary = try await upload.run(to: references, settings: registry.settings, mountingFrom: target.sources) { status.show($0) }
        status.clear()
        let repository = references[0].repository
        let digest = upload.image.root.descriptor.digest
        let names = (upload.image.images.map(\.descriptor.digest).filter { $0 != digest } + [digest]).map { "\(repository)@\($0)" }
        if let imageRefs, !imageRefs.isEmpty {
            try Files.writeOutput(Array((names.joined(separator: "\n") + "\n").utf8), to: FilePath(imageRefs))
        }
        if json {
            Console.print(document(summary, repository: repository, digest: digest, references: references).text(indent: 2))
        } else {
            Console.note(Self.text(summary))
            Console.print("\(repository)@\(digest)")
        }
    }

    private func document(
        _ summary: ImageUpload.Summary,
        repository: RepositoryName,
        digest: ContentDigest,
        references: [ImageReference]
    ) -> JSON {
        func part(_ outcome: BlobOutcome) -> JSON {
            .object(["count": .number(Int64(summary.count[outcome] ?? 0)), "bytes": .number(summary.bytes[outcome] ?? 0)])
        }
        return .object([
            "image": .string("\(repository)@\(digest)"),
            "digest": .string(digest.description),
            "tags": .strings(references.map(\.description)),
            "sent": part(.uploaded), "mounted": part(.mounted), "present": part(.present),
        ])
    }

    private static func text(_ summary: ImageUpload.Summary) -> String {
        let parts: [(BlobOutcome, String)] = [
            (.uploaded, "sent"), (.mounted, "taken over from another repository"), (.present, "there before"),
        ]
        let texts = parts.compactMap { outcome, text in
            summary.count[outcome].map { "\($0) \(text) (\(Console.size(summary.bytes[outcome] ?? 0)))" }
        }
        return "configurations and layers: \(texts.joined(separator: ", "))"
    }
}
