import Diagnostics
import Transfers

extension RegistryClient {
    /// Makes sure that the registry answers, and takes content into the repository; nothing is left there.
    ///
    /// - Throws: `registry-denied`, `registry-failed`, `exchange-failed`.
    public func checkPush() async throws {
        let request = HTTPRequest("POST", try address("blobs/uploads/"), body: .bytes([]))
        let response = try await send(request, for: .push)
        guard response.status == 202 else { throw await refusal(response, to: "push to \(name)") }
        guard let location = response.header("Location").flatMap({ request.address.resolving($0) }) else { return }
        // An upload that is not cancelled ends by itself.
        _ = try? await send(HTTPRequest("DELETE", location), for: .push, attempts: 1)
    }

    /// Brings content into the repository, with as few bytes as the registry needs.
    ///
    /// - Parameter sources: paths of repositories of the same registry that may have it.
    /// - Throws: `registry-denied`, `registry-failed`, `exchange-failed`.
    public func push(_ blob: Descriptor, _ content: BlobContent, mountingFrom sources: [String] = []) async throws -> BlobOutcome {
        if try await has(blob.digest) { return .present }
        return try await send(blob, content, mountingFrom: sources)
    }

    /// Brings content into the repository that is not there.
    func send(_ blob: Descriptor, _ content: BlobContent, mountingFrom sources: [String]) async throws -> BlobOutcome {
        for source in sources where source != name.path {
            if try await mount(blob.digest, from: source) { return .mounted }
        }
        try await BlobUpload(client: self, blob: blob, content: content).run()
        return .uploaded
    }

    private func mount(_ digest: ContentDigest, from source: String) async throws -> Bool {
        guard let place = try address("blobs/uploads/").adding("mount", digest.description)?.adding("from", source) else { return false }
        let response: HTTPResponse
        do {
            response = try await send(HTTPRequest("POST", place, body: .bytes([])), for: .mount(from: source))
        } catch let error as Diagnostic where error.code == .registryDenied {
            // The other repository is not for us.
            return false
        }
        if response.status == 201 { try check(response, digest, digest.description) }
        // Whatever else it answers: the content can still be sent. An upload that it began ends by itself.
        return response.status == 201
    }
}

/// One upload, through as many attempts as it takes.
struct BlobUpload {
    let client: RegistryClient
    let blob: Descriptor
    let content: BlobContent

    /// An upload that the registry has begun: where it goes on.
    private struct Session {
        var address: WebAddress
        /// Bytes that the registry has.
        var offset: Int64 = 0
        /// The least that a piece must have, but for the last.
        var smallestPiece: Int64 = 0
    }

    func run() async throws {
        var failures = 0
        var reached: Int64 = 0
        var session: Session?
        var wasContinued = false
        while true {
            try Task.checkCancellation()
            var current: Session
            if let session { current = session } else { current = try await begin() }
            do {
                try await finish(&current)
                return
            } catch let failure as Failure {
                // A connection that breaks time and again may still get there.
                failures = current.offset >= reached + 1 << 20 ? 1 : failures + 1
                reached = max(reached, current.offset)
                // What was put together of parts may have gone wrong; whole it has another chance.
                let mayPass = failure.mayPass || wasContinued
                if !mayPass || failures >= client.settings.patience.attempts { throw failure.diagnostic }
                try await client.settings.patience.sleep(client.settings.patience.pause(after: failures))
                // The answer may be what was lost.
                if try await client.has(blob.digest) { return }
                session = failure.mayPass ? await recover(current) : nil
                wasContinued = session != nil
            }
        }
    }

    private struct Failure: Error {
        let diagnostic: Diagnostic
        let mayPass: Bool
    }

    private func begin() async throws -> Session {
        let request = HTTPRequest("POST", try client.address("blobs/uploads/"), body: .bytes([]))
        let response = try await client.send(request, for: .push)
        guard response.status == 202 else { throw await client.refusal(response, to: action) }
        var session = Session(address: try location(response, from: request.address))
        session.smallestPiece = min(response.header("OCI-Chunk-Min-Length").flatMap { Int64($0) } ?? 0, Descriptor.largest)
        return session
    }

    /// Sends what is missing: a short content whole, a long one or the rest of a broken one in pieces.
    private func finish(_ session: inout Session) async throws {
        let piece = max(client.settings.pieceSize, session.smallestPiece, 1)
        let isWhole = session.offset == 0 && blob.size <= piece
        while !isWhole, session.offset < blob.size {
            let count = min(piece, blob.size - session.offset)
            let headers = [
                HTTPHeader("Content-Type", "application/octet-stream"),
                HTTPHeader("Content-Range", "\(session.offset)-\(session.offset + count - 1)"),
            ]
            let body = content.body(from: session.offset, count: count)
            let response = try await send(HTTPRequest("PATCH", session.address, headers: headers, body: body))
            session.offset = min(session.offset + count, Self.offset(response) ?? .max)
            session.address = try location(response, from: session.address)
        }
        guard let address = session.address.adding("digest", blob.digest.description) else { throw misplaced }
        let body = isWhole ? content.body(from: 0, count: blob.size) : .bytes([])
        let headers = [HTTPHeader("Content-Type", "application/octet-stream")]
        let response = try await send(HTTPRequest("PUT", address, headers: headers, body: body))
        try client.check(response, blob.digest, blob.digest.description)
    }

    /// Sends a request once: whether it can be sent again depends on what the registry has got of it.
    private func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        do {
            let response = try await client.send(request, for: .push, attempts: 1)
            if response.isSuccess { return response }
            // A part that does not fit (416), or an upload that is no more (404): another one may do.
            let mayPass = response.mayPass || response.status == 416 || response.status == 404
            throw Failure(diagnostic: await client.refusal(response, to: action), mayPass: mayPass)
        } catch let diagnostic as Diagnostic where diagnostic.code == .exchangeFailed {
            throw Failure(diagnostic: diagnostic, mayPass: true)
        }
    }

    /// Asks what the registry has of an upload; nil when nothing is worth going on with.
    private func recover(_ session: Session) async -> Session? {
        guard let response = try? await client.send(HTTPRequest("GET", session.address), for: .push), response.status == 204,
            // Some say 0-0 for nothing.
            let offset = Self.offset(response), offset > 1, offset <= blob.size
        else { return nil }
        var next = session
        next.offset = offset
        if let address = try? location(response, from: session.address) { next.address = address }
        return next
    }

    /// How many bytes a registry says that it has, `0-<last>`.
    private static func offset(_ response: HTTPResponse) -> Int64? {
        let parts = (response.header("Range") ?? "").replacing("bytes=", with: "").split(separator: "-")
        guard parts.count == 2, parts[0] == "0", let last = Int64(parts[1]), last >= 0, last < Descriptor.largest else { return nil }
        return last + 1
    }

    private func location(_ response: HTTPResponse, from address: WebAddress) throws(Diagnostic) -> WebAddress {
        guard let text = response.header("Location"), let location = address.resolving(text),
            address.scheme == "http" || location.scheme == "https"
        else { throw misplaced }
        return location
    }

    private var misplaced: Diagnostic {
        Diagnostic(
            .registryFailed,
            "\(client.name.registry) names no place to upload to, or one without TLS",
            hint: "a proxy in front of the registry may hide from it that it is spoken to by https"
        )
    }

    private var action: String { "take \(blob.digest) into \(client.name)" }
}
