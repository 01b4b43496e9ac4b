public import HTTPTypes

/// What a request is answered with: all of it known before the first byte goes out.
public struct Answer: Hashable, Sendable {
    /// A piece of the content.
    public enum Piece: Hashable, Sendable {
        /// These very bytes.
        case text(String)
        /// Bytes of the file.
        case bytes(Range<Int64>)

        /// Its length in bytes.
        public var length: Int64 {
            switch self {
            case .text(let text): Int64(text.utf8.count)
            case .bytes(let range): range.upperBound - range.lowerBound
            }
        }
    }

    /// The status.
    public var status: HTTPResponse.Status
    /// The fields, but for those that depend on the connection.
    public var fields: HTTPFields
    /// The content; what `HEAD` asks about has fields of a content and none.
    public var pieces: [Piece]

    /// An answer from its parts.
    public init(_ status: HTTPResponse.Status, fields: HTTPFields = [:], pieces: [Piece] = []) {
        self.status = status
        self.fields = fields
        self.pieces = pieces
    }

    /// A refusal, with a line of text for a person.
    public static func refusal(_ status: HTTPResponse.Status, _ line: String, method: HTTPRequest.Method = .get) -> Answer {
        var answer = Answer(status, pieces: [.text(line + "\n")])
        answer.fields[.contentType] = "text/plain; charset=utf-8"
        answer.fields[.contentLength] = String(answer.length)
        if method == .head { answer.pieces = [] }
        return answer
    }

    /// The length of the content in bytes.
    public var length: Int64 { pieces.reduce(0) { $0 + $1.length } }
}
