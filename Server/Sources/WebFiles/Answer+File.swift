public import HTTPTypes

extension Answer {
    /// Answers a request for a file.
    ///
    /// - Parameters:
    ///   - request: `GET` or `HEAD`.
    ///   - name: the file's, which tells its type.
    ///   - boundary: stands between the parts when there are several: some text that is not in the file.
    ///   - now: nanoseconds since 1970.
    public init(to request: HTTPRequest, name: String, version: FileVersion, boundary: @autoclosure () -> String, now: Int64) {
        let validators = version.validators(at: now)
        let type = MediaType.of(name)
        var fields: HTTPFields = [:]
        fields[.eTag] = validators.entityTag
        fields[.lastModified] = validators.lastModified.map { HTTPDate.text($0) }
        // An index is replaced under its name, and a package may be built anew in place: caches ask each time, which costs them a 304.
        fields[.cacheControl] = "no-cache"
        let allowsRanges: Bool
        switch Precondition(request.headerFields, validators, now: now / 1_000_000_000) {
        case .notModified:
            self.init(.notModified, fields: fields)
            return
        case .failed:
            self = .refusal(.preconditionFailed, "The file is not the one that the request is for.", method: request.method)
            return
        case .holds(let ranges): allowsRanges = ranges
        }
        fields[.acceptRanges] = "bytes"
        fields[.contentType] = type
        var ranges = ByteRanges.whole
        // Ranges have a meaning for GET alone (RFC 9110, section 14.2).
        if allowsRanges, request.method == .get, let field = request.headerFields[.range] { ranges = ByteRanges(field, size: version.size) }
        switch ranges {
        case .whole:
            self.init(.ok, fields: fields, pieces: [.bytes(0..<version.size)])
        case .unsatisfiable:
            self = .refusal(.rangeNotSatisfiable, "The file has \(version.size) bytes.")
            self.fields[.contentRange] = "bytes */\(version.size)"
            return
        case .parts(let parts) where parts.count == 1:
            fields[.contentRange] = Self.contentRange(parts[0], of: version.size)
            self.init(.partialContent, fields: fields, pieces: [.bytes(parts[0])])
        case .parts(let parts):
            let boundary = boundary()
            fields[.contentType] = "multipart/byteranges; boundary=\(boundary)"
            var pieces: [Piece] = []
            for part in parts {
                let range = Self.contentRange(part, of: version.size)
                pieces.append(.text("\r\n--\(boundary)\r\nContent-Type: \(type)\r\nContent-Range: \(range)\r\n\r\n"))
                pieces.append(.bytes(part))
            }
            pieces.append(.text("\r\n--\(boundary)--\r\n"))
            self.init(.partialContent, fields: fields, pieces: pieces)
        }
        self.fields[.contentLength] = String(length)
        if request.method == .head { self.pieces = [] }
    }

    private static func contentRange(_ range: Range<Int64>, of size: Int64) -> String {
        "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
    }
}
