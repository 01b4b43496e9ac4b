public import Diagnostics
import Files
import Glibc
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import SystemPackage
import UnixSignals
import WebFiles

/// Serves a repository over HTTP/1.1.
///
/// A reader who began with a file gets that content to its end, whatever is published meanwhile: files are replaced by renaming, and the
/// server holds the one that it opened.
public struct RepositoryServer: Sendable {
    private let options: ServerOptions

    /// Checks that it can be served, before anybody waits for it.
    public init(_ options: ServerOptions) throws(Diagnostic) {
        var options = options
        guard (try? FileStatus(followingLinks: options.folder))?.kind == .directory else {
            throw Diagnostic(.missingFile, "there is no folder \(options.folder)", hint: "cuttle build publishes into one with --out-dir")
        }
        options.maximumConnections = try Self.descriptors(for: options.maximumConnections)
        self.options = options
    }

    /// Serves until SIGTERM or SIGINT; then running responses are finished, as long as the options say, and new connections refused.
    ///
    /// - Parameter started: called once, with the address that readers use.
    public func run(started: @escaping @Sendable (String) -> Void, warn: @escaping @Sendable (Diagnostic) -> Void) async throws {
        let threads = NIOThreadPool.singleton
        let log = options.isLogging ? try AccessLog(options.accessLog, format: options.logFormat, threads: threads) : nil
        let connections = Connections()
        let responder = Responder(
            folder: ServedFolder(options.folder),
            threads: threads,
            stallTimeout: .seconds(Int64(options.stallTimeout)),
            log: log,
            connections: connections
        )
        // What is wrong with single connections is their matter; what is wrong with the server is thrown.
        let silent = Logger(label: "cuttle-serve") { _ in SwiftLogNoOpLogHandler() }
        let limits = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: 16_384,
            maxHeaderListSize: 32_768,
            maxHeaderFieldCount: 100
        )
        let channel = HTTP1Channel(
            responder: { request, _, channel in try await responder.respond(to: request, on: channel) },
            configuration: .init(idleTimeout: .seconds(Int64(options.idleTimeout)), httpDecoderConfiguration: limits)
        )
        let configuration = ServerConfiguration(
            address: .hostname(options.address.host, port: options.address.port),
            backlog: 4096,
            availableConnectionsDelegate: .maximum(options.maximumConnections, logger: silent)
        )
        let host = options.address.host
        let server = Server(
            childChannelSetup: channel,
            configuration: configuration,
            onServerRunning: { started("http://\(ListenAddress(host: host, port: $0.localAddress?.port ?? 0))") },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: silent
        )
        let bounded = BoundedService(server: server, connections: connections, seconds: options.shutdownTimeout, warn: warn)
        // The last one ends first: the log hears of all requests.
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = []
        if let log { services.append(.init(service: log)) }
        services.append(.init(service: bounded, successTerminationBehavior: .gracefullyShutdownGroup))
        let group = ServiceGroup(
            configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: silent)
        )
        do {
            try await group.run()
        } catch let error as IOError {
            throw listening(error.errnoCode)
        } catch let error as SocketAddressError {
            throw Diagnostic(
                .cannotListen,
                "cannot listen on \(options.address): \(error)",
                hint: "--listen takes HOST:PORT, as 127.0.0.1:8080"
            )
        }
    }

    private func listening(_ number: CInt) -> Diagnostic {
        let hint =
            switch number {
            case EADDRINUSE:
                "another program listens there; --listen \(ListenAddress(host: options.address.host, port: 0)) takes a free port"
            case EACCES: "ports below 1024 are root's; take a higher one"
            case EADDRNOTAVAIL: "this machine does not have that address"
            default: "--listen takes HOST:PORT, as 127.0.0.1:8080"
            }
        return Diagnostic(.cannotListen, "cannot listen on \(options.address): \(Errno(rawValue: number))", hint: hint)
    }

    /// Makes room for as many connections, each of which has a socket and a file.
    ///
    /// - Returns: how many there is room for, when that is less.
    private static func descriptors(for connections: Int) throws(Diagnostic) -> Int {
        let others = 64
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return connections }
        let wanted = rlim_t(connections * 2 + others)
        if limit.rlim_cur < wanted {
            limit.rlim_cur = min(wanted, limit.rlim_max)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        if limit.rlim_cur >= wanted { return connections }
        guard limit.rlim_cur > others + 2 else {
            throw Diagnostic(.environment, "this process may open only \(limit.rlim_cur) files", hint: "raise the limit: ulimit -n 4096")
        }
        return (Int(limit.rlim_cur) - others) / 2
    }
}

/// The server, whose running responses have only so long when it is to end.
private struct BoundedService<Channel: ServerChildChannel>: Service {
    let server: Server<Channel>
    let connections: Connections
    let seconds: Int
    let warn: @Sendable (Diagnostic) -> Void

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask {
                try? await gracefulShutdown()
                // Cancelled when all responses are done.
                guard (try? await Task.sleep(for: .seconds(seconds))) != nil else { return }
                let count = connections.closeAll()
                if count > 0 {
                    warn(Diagnostic(.cutOff, "cut off \(count) response\(count == 1 ? "" : "s") after \(seconds) s", severity: .warning))
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

extension Diagnostic.Code {
    /// An address that cannot be listened on.
    static let cannotListen = work("cannot-listen")
    /// Responses that took longer than a shutdown may.
    static let cutOff = work("cut-off")
}
