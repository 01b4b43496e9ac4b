import Cryptography
import Diagnostics
import Files
import Store
import SystemPackage
import Transfers

/// A small file on the web that is used in whole, as a copy in the store: fetched again only when the server has another one.
struct RemoteDocument {
    private let address: String
    private let folder: FilePath
    private let limit: Int64

    /// - Parameters:
    ///   - kind: the folder of the store for its like.
    ///   - limit: bytes; a longer one is refused.
    init(_ address: String, kind: String, in store: Store, limit: Int64) {
        self.address = address
        self.limit = limit
        folder = store.path.appending(kind).appending(Digest.of(address.withoutCredentials).hex)
    }

    private var path: FilePath { folder.appending("document") }

    /// What the store has; nil when it was never fetched.
    func stored() throws(Diagnostic) -> [UInt8]? {
        Files.exists(path) ? try Files.read(path, limit: Int(limit)) : nil
    }

    /// Brings the copy up to date.
    ///
    /// - Parameter accept: is given what was fetched and what was there before; what it throws keeps the copy as it is.
    func refresh(_ credentials: Credentials?, accept: ([UInt8], [UInt8]?) throws(Diagnostic) -> Void) async throws {
        try Files.makeDirectory(folder)
        let lock = try await FileLock.acquire(folder.appending(".lock"))
        defer { withExtendedLifetime(lock) {} }
        let versionPath = folder.appending(".version")
        let before = try stored()
        let isKnown = before != nil && Files.exists(versionPath)
        let known = isKnown ? String(decoding: try Files.read(versionPath, limit: 4096), as: UTF8.self) : ""
        let new = folder.appending(".new")
        let answer = try await Download.file(
            address,
            to: new,
            known: known,
            credentials: credentials,
            limit: limit,
            staysEncrypted: true
        )
        guard case .fetched(let version) = answer else { return }
        defer { try? Files.removeFile(new) }
        try accept(Files.read(new, limit: Int(limit)), before)
        try Files.rename(new, to: path)
        try Files.writeAtomically(Array(version.utf8), to: versionPath)
    }
}
