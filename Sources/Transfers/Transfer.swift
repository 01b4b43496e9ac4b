import CLibCurl
import Diagnostics
import Dispatch
import Files
import Glibc
import Synchronization
import SystemPackage

/// One file on its way, through as many attempts as it takes. Attempts follow one another, so that nothing here is used twice at once.
final class Transfer: @unchecked Sendable {
    /// How an attempt ended.
    enum Outcome {
        case complete(version: String)
        case unchanged
        /// The file cannot be continued where it stopped.
        case mustStartOver
        /// - mayPass: whether another attempt may do better.
        case failed(Diagnostic, mayPass: Bool)
    }

    private let address: String
    private let path: FilePath
    private let limit: Int64
    private let staysEncrypted: Bool
    private let known: String
    private let credentials: String
    private var writer: FileWriter
    private var length: Int64 = 0
    /// What the server called the version of the file, part of which is here.
    private var validator = ""
    private var error: Diagnostic?
    private let isCancelled = Atomic(false)

    init(_ address: String, to path: FilePath, known: String, credentials: Credentials?, limit: Int64, staysEncrypted: Bool)
        throws(Diagnostic)
    {
        self.address = address
        self.known = known
        self.credentials = credentials?.text(for: address) ?? ""
        self.path = path
        self.limit = limit
        self.staysEncrypted = staysEncrypted && address.hasPrefix("https://")
        writer = try FileWriter(path)
    }

    /// Drops what is here.
    func startOver() throws(Diagnostic) {
        writer = try FileWriter(path)
        length = 0
        validator = ""
    }

    /// Drops what is here, unless the server can be asked for the rest of the very same file.
    func prepareToContinue() throws(Diagnostic) {
        if validator.isEmpty { try startOver() }
    }

    /// Makes one attempt.
    func run(_ patience: Download.Patience) async throws -> Outcome {
        let result: Result<Outcome, any Error> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // libcurl blocks, so it gets a thread outside of Swift's pool.
                DispatchQueue.global().async { continuation.resume(returning: Result { try self.fetch(patience) }) }
            }
        } onCancel: {
            isCancelled.store(true, ordering: .relaxed)
        }
        try Task.checkCancellation()
        return try result.get()
    }

    private func fetch(_ patience: Download.Patience) throws -> Outcome {
        let isContinued = length > 0
        let result = get(patience)
        if let error { throw error }
        // libcurl also takes it for an end when the server has no more bytes than are here already; of another version, maybe.
        // A server that does not look at versions knows no such part of a shorter file (416).
        let hasNoSuchPart = result.code == cuttle_curl_cannot_continue || result.status == 416 || (result.code == 0 && result.status != 206)
        if isContinued, hasNoSuchPart { return .mustStartOver }
        let found = Self.text(result.validator)
        if result.code == 0 { return result.status == 304 ? .unchanged : .complete(version: found) }
        if result.status == 200 { validator = found }
        let refused = [Self.unsupportedProtocol, Self.malformedAddress, Self.hostNotFound, Self.tooManyRedirects].contains(result.code)
        let gone = result.status == 404 || result.status == 410
        return .failed(
            Diagnostic(
                gone ? .notFound : .downloadFailed,
                "cannot fetch \(address.withoutCredentials): \(Self.text(result.message))",
                hint: result.status == 401 ? Self.passwordHint(address.host) : nil
            ),
            // Also a transfer that began well may break off.
            mayPass: result.code == Self.httpError ? result.status >= 500 || result.status == 429 : !refused
        )
    }

    private static func passwordHint(_ host: String) -> String {
        "it asks for a name and a password: set HTTP_AUTH to basic:\(host):NAME:PASSWORD, or name \(host) in ~/.netrc"
    }

    private func get(_ patience: Download.Patience) -> cuttle_curl_result {
        var receiver = cuttle_curl_receiver(
            context: Unmanaged.passUnretained(self).toOpaque(),
            sink: { context, bytes, count in
                guard let context, let bytes else { return 1 }
                return Transfer.of(context).take(UnsafeBufferPointer(start: bytes, count: Int(count)))
            },
            stop: { context in
                context.map { Transfer.of($0).isCancelled.load(ordering: .relaxed) } == false ? 0 : 1
            }
        )
        var texts = [address, "cuttle", validator, length > 0 ? "" : known, credentials].map { (text: String) in strdup(text) }
        defer { for text in texts { free(text) } }
        return texts.withUnsafeMutableBufferPointer { texts in
            var request = cuttle_curl_request()
            request.address = UnsafePointer(texts[0])
            request.agent = UnsafePointer(texts[1])
            request.offset = length
            request.validator = UnsafePointer(texts[2])
            request.known = UnsafePointer(texts[3])
            request.credentials = UnsafePointer(texts[4])
            request.stays_encrypted = staysEncrypted ? 1 : 0
            request.connect_timeout = patience.timeout == 0 ? 0 : 1000 * (patience.timeout + patience.nameTimeout)
            request.stall_timeout = patience.timeout
            return cuttle_curl_get(&request, &receiver)
        }
    }

    private func take(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
        length += Int64(bytes.count)
        do throws(Diagnostic) {
            if length > limit { throw Diagnostic(.limit, "the file is larger than \(limit) bytes") }
            try writer.write(Array(bytes))
            return 0
        } catch {
            self.error = error
            return 1
        }
    }

    private static func of(_ context: UnsafeMutableRawPointer) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    private static func text(_ field: some Any) -> String {
        withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    // Codes of libcurl.
    private static let unsupportedProtocol: Int32 = 1
    private static let malformedAddress: Int32 = 3
    /// CURLE_COULDNT_RESOLVE_HOST: a machine without network says so at once, and waiting would not help.
    private static let hostNotFound: Int32 = 6
    private static let httpError: Int32 = 22
    private static let tooManyRedirects: Int32 = 47
}
