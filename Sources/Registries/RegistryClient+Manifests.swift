import Diagnostics
import Transfers

extension RegistryClient {
    /// A manifest by its tag or digest; nil when there is none.
    ///
    /// - Throws: `damaged-image` when it is not what its digest, or the registry's, names.
    public func manifest(_ reference: String) async throws -> Manifest? {
        let request = HTTPRequest("GET", try address("manifests/\(reference)"), headers: [HTTPHeader("Accept", MediaType.accepted)])
        let response = try await send(request, for: .pull, limit: Manifest.largest)
        if response.status == 404 { return nil }
        let place = "\(name):\(reference)"
        guard response.status == 200 else { throw await refusal(response, to: "pull \(place)") }
        let promised = ContentDigest(reference) ?? response.header("Docker-Content-Digest").flatMap { ContentDigest($0) }
        if let promised, !promised.matches(response.body) {
            throw Diagnostic.damagedImage("\(name.registry) gives something else for \(place) than the digest says")
        }
        let type = response.header("Content-Type").map { String($0.prefix { $0 != ";" }) }
        let manifest = try Manifest(response.body, type: type, place: place)
        if let type, [MediaType.isIndex, MediaType.isManifest].contains(where: { $0(type) }), type != manifest.descriptor.mediaType {
            throw Diagnostic.damagedImage(
                "\(name.registry) gives \(place) as \(type), and it calls itself \(manifest.descriptor.mediaType)"
            )
        }
        return manifest
    }

    /// Whether the registry has a manifest of a digest.
    public func hasManifest(_ digest: ContentDigest) async throws -> Bool {
        let accept = HTTPHeader("Accept", MediaType.accepted)
        let response = try await send(HTTPRequest("HEAD", try address("manifests/\(digest)"), headers: [accept]), for: .push)
        return response.status == 200
    }

    /// Puts a manifest under a tag, or under its digest; what it names must be there.
    ///
    /// A registry may see what it has just taken a little later, as when others push the same at the same time: it is asked again then.
    ///
    /// When it has a subject and the registry keeps no list of referrers, it is added to the list under the subject's fallback tag.
    ///
    /// - Parameter tag: nil: the digest.
    public func push(_ manifest: Manifest, tag: String? = nil) async throws {
        let reference = tag ?? manifest.descriptor.digest.description
        let request = HTTPRequest(
            "PUT",
            try address("manifests/\(reference)"),
            headers: [HTTPHeader("Content-Type", manifest.descriptor.mediaType)],
            body: .bytes(manifest.bytes)
        )
        var response = try await send(request, for: .push)
        for attempt in 1..<max(1, settings.patience.attempts) where RegistryProblem.isMissingContent(response) {
            try await settings.patience.sleep(settings.patience.pause(after: attempt))
            response = try await send(request, for: .push)
        }
        let place = tag.map { "\(name):\($0)" } ?? "\(name)@\(reference)"
        guard response.isSuccess else { throw await refusal(response, to: "take \(place)") }
        try check(response, manifest.descriptor.digest, place)
        if let subject = manifest.subject, response.header("OCI-Subject") == nil {
            try await addReferrer(manifest.descriptor, to: subject.digest)
        }
    }

    /// A registry that has stored something says under which digest.
    func check(_ response: HTTPResponse, _ digest: ContentDigest, _ place: String) throws(Diagnostic) {
        if let said = response.header("Docker-Content-Digest").flatMap({ ContentDigest($0) }), said.function == digest.function,
            said != digest
        {
            throw Diagnostic(
                .registryFailed,
                "\(name.registry) has stored something else than \(place): it says \(said)",
                notes: ["what was sent is \(digest)"]
            )
        }
    }
}
