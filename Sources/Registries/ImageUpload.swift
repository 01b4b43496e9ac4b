public import Diagnostics
import JSON

/// An image of a layout on its way to registries: content first, then manifests, tags last, so that no tag stands for half an image.
public struct ImageUpload: Sendable {
    /// What is pushed.
    public let image: ImageTree
    /// Why something that the layout says of the image is not pushed with it: it is damaged.
    public let warnings: [Diagnostic]
    /// What the layout holds that was said of the image: signatures, attestations.
    private let referrers: [Manifest]
    private let layout: OCILayout
    /// Each once.
    private let blobs: [Descriptor]

    /// What it took.
    public struct Summary: Sendable {
        /// Pieces of content, and their bytes, by what became of them.
        public fileprivate(set) var count: [BlobOutcome: Int] = [:]
        public fileprivate(set) var bytes: [BlobOutcome: Int64] = [:]
    }

    /// Finds what there is to push, and checks that it is there.
    ///
    /// - Parameters:
    ///   - name: which image of the layout; nil: the only one.
    ///   - index: the index over an image for one platform, under which it is put.
    public init(_ layout: OCILayout, named name: String? = nil, below index: [UInt8]? = nil) async throws {
        self.layout = layout
        var root = try layout.image(named: name)
        if let index, !root.isIndex {
            let above = try Manifest(index, type: MediaType.index, place: "the index")
            guard above.manifests.map(\.digest) == [root.descriptor.digest] else {
                throw Diagnostic.damagedImage("the index does not name the image of \(layout.name)")
            }
            root = above
        }
        image = try await ImageTree(root) { try layout.manifest($0) }
        (referrers, warnings) = try Self.referrers(of: image, in: layout)
        var seen: Set<ContentDigest> = []
        blobs = (image.blobs + referrers.flatMap(\.blobs)).filter { seen.insert($0.digest).inserted }
        var missing: [Diagnostic] = []
        for blob in blobs {
            do throws(Diagnostic) {
                try layout.checkPresence(blob)
            } catch {
                missing.append(error)
            }
        }
        if !missing.isEmpty { throw DiagnosticList(missing) }
    }

    /// What is said of an image and whole, each once, and what is wrong with the rest.
    private static func referrers(of image: ImageTree, in layout: OCILayout) throws(Diagnostic) -> ([Manifest], [Diagnostic]) {
        var referrers: [Manifest] = []
        var warnings: [Diagnostic] = []
        var seen: Set<ContentDigest> = []
        for entry in image.manifests.flatMap({ layout.referrers(of: $0.descriptor.digest) }) where seen.insert(entry.digest).inserted {
            do throws(Diagnostic) {
                let manifest = try layout.manifest(entry)
                for blob in manifest.blobs { _ = try layout.file(blob) }
                referrers.append(manifest)
            } catch {
                guard error.isAboutContent else { throw error }
                warnings.append(
                    Diagnostic(
                        error.code,
                        "a signature or attestation is not pushed: \(error.message)",
                        severity: .warning,
                        hint: "sign the image again"
                    )
                )
            }
        }
        return (referrers, warnings)
    }

    /// Pushes the image, and gives it all of the tags.
    ///
    /// - Parameters:
    ///   - references: names with tags; they may be in several repositories.
    ///   - sources: repositories of the same registries that may have some of the content.
    ///   - parallel: how many pieces of content at a time.
    ///   - report: is told before something is sent.
    public func run(
        to references: [ImageReference],
        settings: RegistryClient.Settings,
        mountingFrom sources: [RepositoryName] = [],
        parallel: Int = 4,
        report: @escaping @Sendable (String) -> Void
    ) async throws -> Summary {
        var repositories: [RepositoryName] = []
        for reference in references where !repositories.contains(reference.repository) { repositories.append(reference.repository) }
        var summary = Summary()
        for (index, name) in repositories.enumerated() {
            let client = try RegistryClient(name, settings: settings)
            let others = (sources + repositories[..<index]).filter { $0.registry == name.registry }.map(\.path)
            try await pushContent(to: client, others: others, parallel: parallel, summary: &summary, report: report)
            let tags = references.filter { $0.repository == name }.compactMap(\.tag)
            for manifest in image.manifests {
                let isRoot = manifest.descriptor.digest == image.root.descriptor.digest
                if isRoot, !tags.isEmpty { continue }
                if try await client.hasManifest(manifest.descriptor.digest) { continue }
                report("\(name): \(manifest.isIndex ? "index" : "manifest") \(manifest.descriptor.digest)")
                try await client.push(manifest)
            }
            for tag in tags {
                report("\(name):\(tag)")
                try await client.push(image.root, tag: tag)
            }
            // Put though it may be there: a push that was interrupted may not have got as far as the list that names it.
            for referrer in referrers {
                report("\(name): signature or attestation \(referrer.descriptor.digest)")
                try await client.push(referrer)
            }
        }
        return summary
    }

    private func pushContent(
        to client: RegistryClient,
        others: [String],
        parallel: Int,
        summary: inout Summary,
        report: @escaping @Sendable (String) -> Void
    ) async throws {
        let layout = layout
        let outcomes = try await withThrowingTaskGroup(of: (Descriptor, BlobOutcome).self) { group in
            var outcomes: [(Descriptor, BlobOutcome)] = []
            for (index, blob) in blobs.enumerated() {
                if index >= max(1, parallel), let outcome = try await group.next() { outcomes.append(outcome) }
                group.addTask {
                    if try await client.has(blob.digest) { return (blob, .present) }
                    try layout.checkContent(blob)
                    report("\(client.name): \(blob.digest), \(blob.size) bytes")
                    return (blob, try await client.send(blob, .file(layout.path(of: blob.digest)), mountingFrom: others))
                }
            }
            for try await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
        for (blob, outcome) in outcomes {
            summary.count[outcome, default: 0] += 1
            summary.bytes[outcome, default: 0] += blob.size
        }
    }
}
