import Cryptography
import Diagnostics
import ImageConfigurations

/// Keys for packages that are installed into a running image; none of them was trusted while it was built (IMAGE.md §9.8).
enum RuntimeKeyring {
    /// - Parameter time: of the keys, in seconds since 1970.
    static func add(_ keys: [ImageConfiguration.NamedContent], to files: inout ImageFileSystem, time: Int64) throws(Diagnostic) {
        for key in keys.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            let block: PEMBlock
            do throws(Diagnostic) {
                block = try .publicKey(Array(key.content.utf8))
            } catch {
                var error = error
                error.message = "the key \"\(key.name)\" of the runtime keyring cannot be added: \(error.message)"
                throw error
            }
            if key.name.isEmpty || key.name.utf8.contains(UInt8(ascii: "/")) || key.name == "." || key.name == ".." {
                throw Diagnostic(.badKey, "\"\(key.name)\" cannot be the name of a key")
            }
            let path = "\(DatabaseFolders.keys)/\(key.name)"
            if try files.exists(path) {
                throw Diagnostic(
                    .badImage,
                    "the key \"\(key.name)\" of the runtime keyring has the name of a key that the image has already",
                    hint: "give it another name"
                )
            }
            let id = try files.write(path, block.text)
            files[id].modificationTime = time
        }
    }
}
