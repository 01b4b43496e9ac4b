public import SystemPackage

/// A field of the head of a request or response.
public struct HTTPHeader: Hashable, Sendable {
    /// The name; upper and lower case are the same.
    public let name: String
    /// The value, without blanks around it.
    public let value: String

    /// Makes a field.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A request to a server (RFC 9110).
public struct HTTPRequest: Sendable {
    /// What is sent along.
    public enum Body: Sendable {
        /// Bytes at hand.
        case bytes([UInt8])
        /// A part of a file: `count` bytes from the offset `from`.
        case file(FilePath, from: Int64, count: Int64)

        /// Its length in bytes.
        public var count: Int64 {
            switch self {
            case .bytes(let bytes): Int64(bytes.count)
            case .file(_, _, let count): count
            }
        }
    }

    /// The method: `GET`, `HEAD`, `POST`, `PATCH`, `PUT`, `DELETE`.
    public var method: String
    /// The address, http or https.
    public var address: WebAddress
    /// The fields of the head, but for those that follow from the rest.
    public var headers: [HTTPHeader]
    /// What is sent along; nil: nothing.
    public var body: Body?

    /// Makes a request.
    public init(_ method: String, _ address: WebAddress, headers: [HTTPHeader] = [], body: Body? = nil) {
        self.method = method
        self.address = address
        self.headers = headers
        self.body = body
    }
}

/// What a server answered.
public struct HTTPResponse: Sendable {
    /// The status: 200, 404.
    public internal(set) var status = 0
    /// The fields of its head, in their order.
    public internal(set) var headers: [HTTPHeader] = []
    /// Its body, unless that was taken elsewhere.
    public internal(set) var body: [UInt8] = []

    /// The first value of a field; nil when there is none.
    public func header(_ name: String) -> String? { values(name).first }

    /// All values of a field.
    public func values(_ name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// Whether the server did what was asked.
    public var isSuccess: Bool { (200..<300).contains(status) }
}
