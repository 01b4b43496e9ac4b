import Files
import HTTPTypes
import JSON
import WebFiles

/// One line of the access log.
struct AccessRecord: Sendable {
    /// When the request came; nanoseconds since 1970.
    let time: Int64
    /// The reader's address.
    let client: String?
    let request: HTTPRequest
    let status: Int
    /// How many bytes of content went out.
    let bytes: Int64
    /// How long it took to answer; microseconds.
    let duration: Int64
    /// Whether all of the content went out.
    let isComplete: Bool

    /// The line, with its end.
    func line(_ format: ServerOptions.LogFormat) -> String {
        let target = request.path ?? ""
        switch format {
        case .common:
            // The version is a guess that nobody acts on: the server speaks HTTP/1.1.
            let request = Self.escaped("\(request.method.rawValue) \(target) HTTP/1.1")
            let when = HTTPDate.logText(time / 1_000_000_000)
            return "\(client ?? "-") - - [\(when)] \"\(request)\" \(status) \(bytes == 0 ? "-" : String(bytes))\n"
        case .json:
            let fields = request.headerFields
            return JSON.object([
                "time": .string(Timestamp.text(time / 1_000_000_000)),
                "client": client.map { .string($0) },
                "method": .string(request.method.rawValue),
                "target": .string(target),
                "status": .number(Int64(status)),
                "bytes": .number(bytes),
                "microseconds": .number(duration),
                "complete": .boolean(isComplete),
                "range": fields[.range].map { .string($0) },
                "user_agent": fields[.userAgent].map { .string($0) },
            ]).text() + "\n"
        }
    }

    /// A text that cannot end its quotes or its line, nor speak to a terminal.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += "\\" + String(UnicodeScalar(byte))
            case 0x20..<0x7F: result.unicodeScalars.append(UnicodeScalar(byte))
            default: result += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return result
    }
}
