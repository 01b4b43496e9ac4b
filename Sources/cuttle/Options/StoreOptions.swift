import ArgumentParser
import Diagnostics
import Glibc
import Store
import SystemPackage

/// `--store`.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where sources, unpacked packages and results are kept (default: CUTTLE_STORE, or ~/.cache/cuttle).",
            valueName: "folder"
        ),
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
