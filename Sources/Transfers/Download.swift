import CLibCurl
public import Diagnostics
import Dispatch
import Files
public import SystemPackage

/// Fetching files over HTTP(S).
public enum Download {
    /// The largest file that is accepted, in bytes.
    public static let largest: Int64 = 8 << 30

    /// Writes what an address gives into a new file, with retries for failures that may pass.
    ///
    /// - Parameter limit: bytes; a longer file is an error.
    /// - Throws: `not-found` for 404 and 410, `download-failed` for the rest; no file is left then.
    public static func file(_ address: String, to path: FilePath, attempts: Int = 3, limit: Int64 = largest) async throws {
        for attempt in 1... {
            do {
                return try await once(address, to: path, limit: limit)
            } catch let failure as Failure {
                try? Files.removeFile(path)
                if attempt < attempts && failure.mayPass {
                    try await Task.sleep(for: .seconds(1 << (attempt - 1)))
                    continue
                }
                throw failure.diagnostic
            } catch {
                try? Files.removeFile(path)
                throw error
            }
        }
    }

    private struct Failure: Error {
        let diagnostic: Diagnostic
        let mayPass: Bool
    }

    private static func once(_ address: String, to path: FilePath, limit: Int64) async throws {
        let result: Result<Void, any Error> = await withCheckedContinuation { continuation in
            // libcurl blocks, so it gets a thread outside of Swift's pool.
            DispatchQueue.global().async { continuation.resume(returning: Result { try fetch(address, to: path, limit: limit) }) }
        }
        try result.get()
    }

    private static func fetch(_ address: String, to path: FilePath, limit: Int64) throws {
        let receiver = try Receiver(FileWriter(path), limit: limit)
        let result = cuttle_curl_get(
            address,
            "cuttle",
            { context, bytes, count in
                guard let context, let bytes else { return 1 }
                let receiver = Unmanaged<Receiver>.fromOpaque(context).takeUnretainedValue()
                return receiver.take(UnsafeBufferPointer(start: bytes, count: Int(count)))
            },
            Unmanaged.passUnretained(receiver).toOpaque()
        )
        if let error = receiver.error { throw error }
        if result.code == 0 { return }
        let refused = [unsupportedProtocol, malformedAddress, hostNotFound, tooManyRedirects].contains(result.code)
        let gone = result.status == 404 || result.status == 410
        let reason = withUnsafeBytes(of: result.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        throw Failure(
            diagnostic: Diagnostic(gone ? .notFound : .downloadFailed, "cannot fetch \(address): \(reason)"),
            // Also a transfer that began well may break off.
            mayPass: result.code == httpError ? result.status >= 500 || result.status == 429 : !refused
        )
    }

    // Codes of libcurl.
    private static let unsupportedProtocol: Int32 = 1
    private static let malformedAddress: Int32 = 3
    private static let httpError: Int32 = 22
    private static let tooManyRedirects: Int32 = 47
    /// CURLE_COULDNT_RESOLVE_HOST: a machine without network says so at once, and waiting would not help.
    private static let hostNotFound: Int32 = 6

    private final class Receiver {
        let writer: FileWriter
        var error: Diagnostic?
        var length: Int64 = 0

        private let limit: Int64

        init(_ writer: FileWriter, limit: Int64) {
            self.writer = writer
            self.limit = limit
        }

        func take(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
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
    }
}

extension Diagnostic.Code {
    /// The address gives nothing.
    public static let notFound = work("not-found")
    /// A transfer failed.
    public static let downloadFailed = work("download-failed")
}
