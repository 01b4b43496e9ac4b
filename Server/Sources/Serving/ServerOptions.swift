public import SystemPackage

/// How a repository is served.
public struct ServerOptions: Sendable {
    /// How lines of the access log are written.
    public enum LogFormat: String, Sendable, CaseIterable {
        /// The common log format of web servers.
        case common
        /// A JSON object a line.
        case json
    }

    /// The folder of the repository.
    public var folder: FilePath
    /// Where readers connect.
    public var address: ListenAddress
    /// Lines of the access log.
    public var logFormat = LogFormat.common
    /// The file of the access log; nil is standard error.
    public var accessLog: FilePath?
    /// Whether there is an access log.
    public var isLogging = true
    /// How many connections are open at a time; others wait in the system's queue.
    public var maximumConnections = 1024
    /// Seconds that a connection may be open with nothing asked, or with a request begun and not finished.
    public var idleTimeout = 60
    /// Seconds in which a reader must take each piece of 64 KiB.
    public var stallTimeout = 60
    /// Seconds that running responses have left when the server is asked to end.
    public var shutdownTimeout = 30

    /// Options with their defaults.
    public init(folder: FilePath, address: ListenAddress) {
        self.folder = folder
        self.address = address
    }
}

/// A host with a port, as `127.0.0.1:8080`, `[::1]:8080` or `8080` say it.
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name or an address, without brackets.
    public let host: String
    /// 0 lets the system choose.
    public let port: Int

    /// A host and a port.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads an address; nil when it is none. A port alone is one of loopback.
    public init?(_ text: String) {
        let colon = text.lastIndex(of: ":")
        var host = colon.map { String(text[..<$0]) } ?? "127.0.0.1"
        let number = colon.map { text[text.index(after: $0)...] } ?? text[...]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty, number.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        guard let port = UInt16(number) else { return nil }
        self.init(host: host, port: Int(port))
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
