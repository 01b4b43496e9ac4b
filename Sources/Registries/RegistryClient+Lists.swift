import Cryptography
import Diagnostics
import JSON
import Transfers

extension RegistryClient {
    private static let mostPages = 1_000
    private static let mostEntries = 200_000
    private static let largestPage = 16 << 20

    /// The tags of the repository, in byte order.
    ///
    /// - Throws: `missing-image` when there is no such repository.
    public func tags() async throws -> [String] {
        var tags: Set<String> = []
        let isThere = try await pages(try address("tags/list").adding("n", "1000"), "list the tags of \(name)") {
            document,
            _ throws(Diagnostic) in
            let found = document["tags"]?.items ?? []
            for tag in found.compactMap(\.string) where ImageReference.isTag(tag) { tags.insert(tag) }
            return tags.count
        }
        if !isThere { throw Diagnostic(.missingImage, "there is no repository \(name)", hint: "it is made when an image is pushed to it") }
        return tags.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// What refers to a manifest: signatures, attestations, bills of materials (SIGNING.md §4.1).
    ///
    /// Registries without a list of referrers are asked for the index under the fallback tag.
    ///
    /// - Parameter artifactType: only those of this type.
    public func referrers(of digest: ContentDigest, artifactType: String? = nil) async throws -> [Descriptor] {
        var place = try address("referrers/\(digest)")
        if let artifactType, let filtered = place.adding("artifactType", artifactType) { place = filtered }
        var found: [Descriptor] = []
        let isKnown = try await pages(place, "list what refers to \(digest)") { document, _ throws(Diagnostic) in
            for item in document["manifests"]?.items ?? [] { found.append(try Descriptor(item, in: "the list of referrers")) }
            return found.count
        }
        if !isKnown { found = try await fallback(digest)?.manifests ?? [] }
        return artifactType.map { type in found.filter { $0.artifactType == type } } ?? found
    }

    /// The tag under which the referrers of a manifest are listed where the registry does not do it (distribution-spec, "Referrers Tag Schema").
    public static func fallbackTag(_ digest: ContentDigest) -> String {
        "\(digest.algorithm)-\(digest.value.hex.prefix(64))"
    }

    /// Whether a tag is of what refers to images, and not of an image: a list of referrers, or one of signatures, attestations or bills of
    /// materials (SIGNING.md §3, §4.1).
    public static func isOfReferrers(_ tag: String) -> Bool {
        tag.wholeMatch(of: /sha(256-[0-9a-f]{64}(\.(sig|att|sbom))?|512-[0-9a-f]{64})/) != nil
    }

    private func fallback(_ digest: ContentDigest) async throws -> Manifest? {
        try await manifest(Self.fallbackTag(digest))
    }

    /// Adds a referrer to the list under the fallback tag. Another client may write it at the same time, so it is looked at again.
    func addReferrer(_ referrer: Descriptor, to subject: ContentDigest) async throws {
        for _ in 1...3 {
            let old = try await fallback(subject)
            if let old, !old.isIndex {
                throw Diagnostic(.registryFailed, "\(name):\(Self.fallbackTag(subject)) is not a list of referrers, and is left as it is")
            }
            if old?.manifests.contains(where: { $0.digest == referrer.digest }) == true { return }
            let index = JSON.object([
                "schemaVersion": .number(2),
                "mediaType": .string(MediaType.index),
                "manifests": .array((old?.document["manifests"]?.items ?? []) + [referrer.document]),
            ])
            try await push(Manifest(Array(index.text().utf8), place: "the list of referrers"), tag: Self.fallbackTag(subject))
        }
        guard try await fallback(subject)?.manifests.contains(where: { $0.digest == referrer.digest }) == true else {
            throw Diagnostic(.registryFailed, "the list of referrers of \(subject) is written by others all the time", hint: "run it again")
        }
    }

    /// Reads a list page by page; false when there is none.
    private func pages(
        _ first: WebAddress?,
        _ action: String,
        _ take: (JSON, HTTPResponse) throws(Diagnostic) -> Int
    ) async throws -> Bool {
        var next = first
        for page in 0..<Self.mostPages {
            guard let address = next else { return true }
            let response = try await send(HTTPRequest("GET", address), for: .pull, limit: Self.largestPage)
            if page == 0, response.status == 404 { return false }
            guard response.status == 200, let document = try? JSON(parsing: response.body), document.members != nil else {
                throw await refusal(response, to: action)
            }
            if try take(document, response) > Self.mostEntries { break }
            next = try Self.next(response.header("Link"), from: address)
        }
        throw Diagnostic(.limit, "\(name.registry) has more to say than is read, when asked to \(action)")
    }

    /// Where a list goes on, `<address>; rel="next"` (RFC 8288); of the same registry.
    private static func next(_ link: String?, from address: WebAddress) throws(Diagnostic) -> WebAddress? {
        guard let link, link.contains("rel=\"next\"") || link.contains("rel=next"), let start = link.firstIndex(of: "<"),
            let end = link[start...].firstIndex(of: ">")
        else { return nil }
        guard let next = address.resolving(String(link[link.index(after: start)..<end])), next.hasSameOrigin(as: address) else {
            throw Diagnostic(.registryFailed, "\(address.host) continues a list at another place")
        }
        return next
    }
}
