import ArgumentParser
import Diagnostics
import Files
import Glibc
import SystemPackage

/// `cuttle repo serve`: becomes the server, a program of its own, since what it stands on takes minutes to compile.
struct RepositoryServing: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serves a repository over HTTP, to apk-tools, apko and Cuttle.",
        discussion: """
            The server is the program cuttle-serve, looked for beside this program, in the build folder that this program is in, and on PATH. \
            It gets all arguments: --help shows what it takes.

              cuttle repo serve packages --listen 127.0.0.1:8080
            """
    )

    @Argument(parsing: .captureForPassthrough, help: ArgumentHelp("The repository's folder, and options.", valueName: "argument"))
    var arguments: [String] = []

    func run() throws {
        let program = try Self.find()
        var words = ([program.string] + arguments).map { strdup($0) }
        words.append(nil)
        defer { words.forEach { free($0) } }
        execv(program.string, words)
        throw Diagnostic.system("run", program, .current)
    }

    /// The server, or what to do to have one.
    private static func find() throws(Diagnostic) -> FilePath {
        let name = "cuttle-serve"
        var places: [FilePath] = []
        if let own = (try? Files.readLink("/proc/self/exe")).map({ FilePath($0).removingLastComponent() }) {
            places.append(own)
            // `make server` builds into a folder of the build folder that this program comes from.
            var folder = own
            while folder.removeLastComponent(), folder.lastComponent != nil {
                if folder.lastComponent?.string == ".build" {
                    places += ["release", "debug"].map { folder.appending("server").appending($0) }
                    break
                }
            }
        }
        if let path = getenv("PATH") {
            places += String(cString: path).split(separator: ":").map { FilePath(String($0)) }
        }
        for place in places where access(place.appending(name).string, X_OK) == 0 { return place.appending(name) }
        throw Diagnostic(
            .missingServer,
            "the program \(name) is not there, neither beside this one nor on PATH",
            hint: "it is built by itself, from the same sources: make server"
        )
    }
}

extension Diagnostic.Code {
    /// A part of Cuttle that has not been built.
    static let missingServer = work("missing-server")
}
