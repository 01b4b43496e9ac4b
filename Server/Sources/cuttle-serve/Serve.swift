import ArgumentParser
import Diagnostics
import Glibc
import Serving
import SystemPackage

/// The program, which `cuttle repo serve` becomes.
@main
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cuttle-serve",
        abstract: "Serves a package repository over HTTP: what cuttle repo serve runs.",
        discussion: """
            The folder is one that cuttle build publishes in, with a folder for each architecture; apk-tools, apko and Cuttle read it:

              cuttle repo serve packages
              apk add --repository http://127.0.0.1:8080 --keys-dir "$PWD/keys" cuttle-hello
              cuttle solve cuttle-hello -r http://127.0.0.1:8080 -k keys/local.rsa.pub

            The address is printed to standard output when the server is ready; with port 0 the system chooses a free one.

            PUBLISHING MEANWHILE. Nothing has to be stopped or told. A file that a reader has begun with stays what it was to its end. \
            Packages appear before the index that lists them. cuttle repo prune and withdraw change the index first; a reader who still has \
            the old index gets 404 for a package that is gone, unless prune leaves files for a while: --keep-files SECONDS.

            WHAT IS SERVED. Regular files beneath the folder, by GET and HEAD. Not served are hidden files (such as locks, and files that \
            are being written), what links lead to outside, folders, and files called *.rsa, *.key, *.pem, *_rsa and such, in any \
            case, which are private keys more often than not. There are no listings.

            CACHES. Each file has a strong entity tag, made of device, inode, size and times of change, and a Last-Modified that is the \
            full second after the last change of anything about it; neither is given while the file is so young that it could change \
            unnoticed. Conditions and ranges are those of RFC 9110, with at most 16 parts.

            ENDING. On SIGTERM or SIGINT no connection is accepted any more, running responses are finished, and what takes longer than \
            --shutdown-timeout is cut off.

            There is no encryption and no access control: to serve others than this machine, put it behind a server that has both. \
            Packages and indexes are signed, so that readers notice what was changed on the way.

            Exit status: 0 ended as asked, 1 it cannot listen, 2 wrong usage.
            """
    )

    @Argument(help: ArgumentHelp("The repository's folder.", valueName: "folder"), completion: .directory)
    var folder: String

    @Option(help: ArgumentHelp("Where to listen: HOST:PORT, or a port of loopback.", valueName: "address"))
    var listen = "127.0.0.1:8080"

    @Option(help: ArgumentHelp("Write the access log into a file; it may be renamed at any time.", valueName: "file"), completion: .file())
    var accessLog: String?

    @Option(help: ArgumentHelp("Lines of the access log: common, or json; none writes no log.", valueName: "format"))
    var logFormat = "common"

    @Option(help: ArgumentHelp("How many connections are open at a time; others wait.", valueName: "number"))
    var maxConnections = 1024

    @Option(help: ArgumentHelp("How long a connection may be silent between requests, or within one.", valueName: "seconds"))
    var idleTimeout = 60

    @Option(help: ArgumentHelp("How long a reader may take for 64 KiB of a file.", valueName: "seconds"))
    var stallTimeout = 60

    @Option(help: ArgumentHelp("How long running responses have when the server is to end.", valueName: "seconds"))
    var shutdownTimeout = 30

    func validate() throws {
        if ListenAddress(listen) == nil {
            throw ValidationError("--listen takes HOST:PORT, as 127.0.0.1:8080 or [::1]:8080, not \(listen)")
        }
        if logFormat != "none", ServerOptions.LogFormat(rawValue: logFormat) == nil {
            throw ValidationError("--log-format takes common, json or none, not \(logFormat)")
        }
        if !(1...1_000_000).contains(maxConnections) { throw ValidationError("--max-connections must be from 1 to 1000000") }
        for (name, seconds) in [("idle", idleTimeout), ("stall", stallTimeout)] where !(1...86_400).contains(seconds) {
            throw ValidationError("--\(name)-timeout must be from 1 to 86400")
        }
        if !(0...86_400).contains(shutdownTimeout) { throw ValidationError("--shutdown-timeout must be from 0 to 86400") }
    }

    func run() async throws {
        guard let address = ListenAddress(listen) else { return }
        var options = ServerOptions(folder: FilePath(folder), address: address)
        options.accessLog = accessLog.map { FilePath($0) }
        options.isLogging = logFormat != "none"
        options.logFormat = ServerOptions.LogFormat(rawValue: logFormat) ?? .common
        options.maximumConnections = maxConnections
        (options.idleTimeout, options.stallTimeout, options.shutdownTimeout) = (idleTimeout, stallTimeout, shutdownTimeout)
        try await RepositoryServer(options).run(started: { Self.write($0 + "\n", to: STDOUT_FILENO) }) { diagnostic in
            Self.show(diagnostic)
        }
    }

    static func main() async {
        // Readers that go away are errors of their connections, and whoever reads the log may go away too.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if let serve = command as? Serve { try await serve.run() } else { try command.run() }
        } catch let error where error is DiagnosticList || error is Diagnostic {
            let all = Diagnostic.all(in: error)
            for diagnostic in all { show(diagnostic) }
            Glibc.exit(all.map(\.code.exitStatus).min() ?? 1)
        } catch {
            let isHelp = exitCode(for: error).isSuccess
            write(fullMessage(for: error) + "\n", to: isHelp ? STDOUT_FILENO : STDERR_FILENO)
            Glibc.exit(isHelp ? 0 : 2)
        }
    }

    private static func show(_ diagnostic: Diagnostic) {
        let isColoured = isatty(STDERR_FILENO) == 1 && (getenv("NO_COLOR").map { String(cString: $0) } ?? "").isEmpty
        write(DiagnosticRenderer(colour: isColoured).render(diagnostic), to: STDERR_FILENO)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { bytes = bytes.dropFirst(count) } else if errno != EINTR { return }
        }
    }
}
