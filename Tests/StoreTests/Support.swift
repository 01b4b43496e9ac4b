import Diagnostics
import Files
import Synchronization
import SystemPackage

@testable import Store

/// A store in a folder that goes with it.
struct Place {
    let folder: TemporaryDirectory
    let store: Store

    init() throws {
        folder = try TemporaryDirectory()
        store = try Store(folder.path.appending("store"))
    }

    /// A file outside the store.
    func file(_ text: String, _ name: String = "file") throws -> FilePath {
        let path = folder.path.appending(name)
        try Files.writeAtomically(Array(text.utf8), to: path)
        return path
    }

    /// What is in a folder of the store, without locks.
    func names(_ folder: String) throws -> [String] {
        try Files.list(store.path.appending(folder)).filter { !$0.hasPrefix(".") }
    }
}
