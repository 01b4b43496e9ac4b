public import SystemPackage
import Transfers

/// Content that is to be uploaded.
public enum BlobContent: Sendable {
    /// Bytes at hand.
    case bytes([UInt8])
    /// A file.
    case file(FilePath)

    /// A part of it as the body of a request.
    func body(from start: Int64, count: Int64) -> HTTPRequest.Body {
        switch self {
        case .bytes(let bytes): .bytes(Array(bytes.dropFirst(Int(start)).prefix(Int(count))))
        case .file(let path): .file(path, from: start, count: count)
        }
    }
}

/// What it took to bring content into a repository.
public enum BlobOutcome: Sendable, Hashable {
    /// It was there.
    case present
    /// The registry took it over from another of its repositories.
    case mounted
    /// It was sent.
    case uploaded
}
