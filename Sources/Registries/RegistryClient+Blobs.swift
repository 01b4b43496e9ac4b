import Cryptography
import Diagnostics
import Files
import Glibc
public import SystemPackage
import Transfers

extension RegistryClient {
    /// Whether the repository has content of a digest.
    public func has(_ digest: ContentDigest) async throws -> Bool {
        let response = try await send(HTTPRequest("HEAD", try address("blobs/\(digest)")), for: .push)
        switch response.status {
        case 200: return true
        case 404: return false
        default: throw await refusal(response, to: "say whether it has \(digest) in \(name)")
        }
    }

    /// Writes content into a file, and goes on where an earlier transfer stopped.
    ///
    /// - Parameter path: the file, which may hold the beginning already.
    /// - Throws: `damaged-image` when it is not what its descriptor says; the file is gone then.
    public func fetch(_ descriptor: Descriptor, to path: FilePath) async throws {
        var failures = 0
        while true {
            try Task.checkCancellation()
            let start = FileStatus.ifPresent(path)?.size ?? 0
            if start < descriptor.size {
                do {
                    try await receive(descriptor, to: path, from: start)
                } catch let error as Diagnostic where error.code == .exchangeFailed {
                    let isProgress = (FileStatus.ifPresent(path)?.size ?? 0) >= start + 1 << 20
                    failures = isProgress ? 1 : failures + 1
                    if failures >= settings.patience.attempts { throw error }
                    try await settings.patience.sleep(settings.patience.pause(after: failures))
                    continue
                }
            } else if !Files.exists(path) {
                _ = try FileWriter(path)
            }
            if try FileStatus(path).size == descriptor.size, try Digest.ofFile(path, descriptor.digest.function) == descriptor.digest.value
            {
                return
            }
            try Files.removeFile(path)
            // What was there before may have been at fault.
            if start > 0 { continue }
            throw Diagnostic.damagedImage("\(name.registry) gives something else for \(descriptor.digest) in \(name) than the digest says")
        }
    }

    private func receive(_ descriptor: Descriptor, to path: FilePath, from start: Int64) async throws {
        var headers: [HTTPHeader] = []
        if start > 0 { headers.append(HTTPHeader("Range", "bytes=\(start)-")) }
        let request = HTTPRequest("GET", try address("blobs/\(descriptor.digest)"), headers: headers)
        // Retries are the caller's: each asks for what is missing then.
        let response = try await send(request, for: .pull, attempts: 1) { head throws(Diagnostic) in
            let isRest = head.status == 206 && head.header("Content-Range")?.hasPrefix("bytes \(start)-") == true
            if head.status == 206, !isRest { throw Diagnostic(.exchangeFailed, "the registry gives another part than was asked for") }
            return try PartialFile(path, keeping: isRest ? start : 0, limit: descriptor.size)
        }
        if response.isSuccess { return }
        if response.status == 416 { return try Files.removeFile(path) }
        let refusal = await refusal(response, to: "give \(descriptor.digest) of \(name)")
        throw response.mayPass ? Diagnostic(.exchangeFailed, refusal.message, notes: refusal.notes) : refusal
    }
}

/// A file that grows up to a size that was promised.
private final class PartialFile: ByteSink {
    private let writer: FileWriter
    private var room: Int64

    init(_ path: FilePath, keeping start: Int64, limit: Int64) throws(Diagnostic) {
        let descriptor = open(path.string, O_WRONLY | O_CREAT | O_CLOEXEC | O_APPEND | (start == 0 ? O_TRUNC : 0), 0o644)
        guard descriptor >= 0 else { throw .system("create", path, .current) }
        writer = FileWriter(descriptor: descriptor, path: path)
        room = limit - start
    }

    func write(_ bytes: borrowing [UInt8]) throws(Diagnostic) {
        room -= Int64(bytes.count)
        if room < 0 { throw Diagnostic.damagedImage("the registry gives more bytes than its manifest says") }
        try writer.write(bytes)
    }
}
