import APK
import ArgumentParser
import CLinux
import Cryptography
import Diagnostics
import Files
import Glibc
import Recipes
import Repositories
import Store
import SystemPackage

/// `--store`.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Where sources, unpacked packages and results are kept (default: ~/.cache/cuttle).", valueName: "folder"),
        completion: .directory
    )
    var store: String?

    /// Opens the store: the option, `CUTTLE_STORE`, `XDG_CACHE_HOME/cuttle`, or `~/.cache/cuttle`.
    func open() throws -> Store {
        func variable(_ name: String) -> FilePath? {
            getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : FilePath($0) }
        }
        let path = store.map { FilePath($0) } ?? variable("CUTTLE_STORE") ?? variable("XDG_CACHE_HOME")?.appending("cuttle")
        guard let folder = path ?? variable("HOME")?.appending(".cache/cuttle") else {
            throw Diagnostic(.usage, "HOME is not set, so there is no place for the store", hint: "give a folder with --store")
        }
        return try Store(folder)
    }
}

/// `--repository-append` and `--keyring-append`.
struct RepositoryOptions: ParsableArguments {
    @Option(
        name: [.customShort("r"), .customLong("repository-append")],
        help: ArgumentHelp("A repository to take packages from; may be given again.", valueName: "folder")
    )
    var repositories: [String] = []

    @Option(
        name: [.customShort("k"), .customLong("keyring-append")],
        help: ArgumentHelp("A public key to trust, a folder of *.pub files, or an address; may be given again.", valueName: "place")
    )
    var keyring: [String] = []

    /// The keys that are trusted; those at addresses are brought up to date.
    func keys(in store: Store, isOffline: Bool) async throws -> [PublicKey] {
        try await RemoteKeys(store, isOffline: isOffline).current(keyring, warn: Console.warn)
    }
}

extension Keyring {
    /// The keys of places, for verbs that need no store but for keys at addresses.
    init(_ places: [String], store: StoreOptions, isOffline: Bool = false) async throws {
        guard places.contains(where: RemoteKeys.isRemote) else {
            try self.init(reading: places.map { FilePath($0) })
            return
        }
        let keys = try await RemoteKeys(store.open(), isOffline: isOffline).current(places, warn: Console.warn)
        self.init(keys)
    }
}

/// `--build-date`.
struct DateOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The time that outputs carry, as 2025-01-31T12:00:00Z; SOURCE_DATE_EPOCH overrides it (default: packages that of the last commit to the recipe, images that of their newest package, signatures now).",
            valueName: "time"
        )
    )
    var buildDate: String?

    /// Seconds since 1970; nil when nothing was given.
    func seconds() throws -> Int64? {
        if let epoch = Self.epoch, !epoch.isEmpty { return try Self.seconds(epoch) }
        return try buildDate.map { try Self.time($0).seconds }
    }

    /// What `SOURCE_DATE_EPOCH` says; nil when it is not set.
    static var epoch: String? { getenv("SOURCE_DATE_EPOCH").map { String(cString: $0) } }

    /// The number in `SOURCE_DATE_EPOCH`.
    static func seconds(_ epoch: String) throws -> Int64 {
        if let seconds = Int64(epoch), seconds >= 0 { return seconds }
        throw Diagnostic(.usage, "SOURCE_DATE_EPOCH must be seconds since 1970, not \"\(epoch)\"")
    }

    /// A time as the command line has it, with the offset of its zone in minutes.
    static func time(_ text: String) throws -> (seconds: Int64, offset: Int) {
        if let time = Timestamp.parse(text) { return time }
        throw Diagnostic(
            .usage,
            "\"\(text)\" is not a time",
            hint: "write it as 2025-01-31T12:00:00Z, or with a zone as 2025-01-31T12:00:00+01:00"
        )
    }
}

extension Architecture {
    /// The architecture of this machine.
    static var host: Architecture? {
        var name = utsname()
        uname(&name)
        return Architecture(withUnsafeBytes(of: name.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }

    /// The architectures that a list of `--arch` values comes to; `host` and `all` may stand alone.
    static func list(_ names: [String]) throws -> [Architecture] {
        if names == ["all"] { return all }
        var list: [Architecture] = []
        for name in names.flatMap({ $0.split(separator: ",").map(String.init) }) {
            guard let architecture = name == "host" ? host : Architecture(name) else {
                let known = all.map(\.name)
                throw Diagnostic(
                    .usage,
                    "unknown architecture \"\(name)\"",
                    hint: Similarity.hint(for: name, in: known) ?? "known: \(known.joined(separator: ", "))"
                )
            }
            if !list.contains(architecture) { list.append(architecture) }
        }
        return list
    }
}

extension Diagnostic.Code {
    /// The command line does not make sense.
    static let usage = input("usage")
}

extension PackageFile {
    /// Opens packages; names all that cannot be.
    static func open(_ paths: [String]) throws -> [PackageFile] {
        var files: [PackageFile] = []
        var problems: [Diagnostic] = []
        for path in paths {
            do throws(Diagnostic) {
                if !Files.exists(FilePath(path)) { throw Diagnostic(.missingFile, "there is no package \(path)") }
                files.append(try PackageFile(FilePath(path)))
            } catch {
                problems.append(error)
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
        return files
    }
}
