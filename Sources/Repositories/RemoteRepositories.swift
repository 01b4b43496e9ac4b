public import APK
public import Cryptography
public import Diagnostics
import Files
public import Store
public import SystemPackage
public import Transfers

/// Repositories on the web, as copies in the store (APK-FORMAT.md §7).
///
/// An index gets into the store when its signature was checked, a package when it is the one that the index names; from then on
/// both are used like those of a folder, and no network is needed.
public struct RemoteRepositories: Sendable {
    private let store: Store
    private let isOffline: Bool
    private let credentials: Credentials?
    /// How many packages are fetched at a time.
    private static let width = 4
    private static let largestIndex: Int64 = 300 << 20
    private static let largestKey: Int64 = 1 << 16

    /// - Parameters:
    ///   - isOffline: whether to take what is in the store, as it is.
    ///   - credentials: for servers that ask for them.
    public init(_ store: Store, isOffline: Bool, credentials: Credentials? = .ofEnvironment) {
        self.store = store
        self.isOffline = isOffline
        self.credentials = credentials
    }

    /// Whether a location is an address and no folder.
    public static func isRemote(_ location: String) -> Bool {
        ["http://", "https://"].contains { location.hasPrefix($0) }
    }

    /// Brings the indexes of those locations that are addresses up to date, where the server has newer ones, and looks whether those of
    /// folders are older than they were.
    ///
    /// - Parameters:
    ///   - locations: as `Repository` takes them.
    ///   - keyring: the keys to trust; nil takes indexes as they are.
    ///   - warn: is told of an index that is older than the one before.
    public func refresh(
        _ locations: [String],
        architecture: String,
        keyring: Keyring?,
        warn: (Diagnostic) -> Void = { _ in }
    ) async throws {
        var seen: Set<String> = []
        for location in locations.map({ Repository.name(of: $0) }) where seen.insert(location).inserted {
            try Task.checkCancellation()
            if Self.isRemote(location) {
                try await refresh(location, architecture, keyring, warn)
            } else if keyring != nil {
                // Whoever opens it says what is wrong with it.
                let folder = try? Repository(location, architecture: architecture, keyring: keyring, store: store)
                folder?.reportOlderIndex(in: store, warn: warn)
            }
        }
    }

    private func refresh(_ location: String, _ architecture: String, _ keyring: Keyring?, _ warn: (Diagnostic) -> Void) async throws {
        let folder = Self.folder(of: location, architecture, in: store)
        let index = folder.appending("APKINDEX.tar.gz")
        let shown = location.withoutCredentials
        if isOffline {
            if Files.exists(index) { return }
            throw Diagnostic(
                .missingRepository,
                "the store has no index of \(shown) for \(architecture)",
                hint: "leave --offline out once, so that it is fetched"
            )
        }
        try Files.makeDirectory(folder)
        let lock = try await FileLock.acquire(folder.appending(".lock"))
        defer { withExtendedLifetime(lock) {} }
        let versionPath = folder.appending(".version")
        let isKnown = Files.exists(index) && Files.exists(versionPath)
        let known = isKnown ? String(decoding: try Files.read(versionPath, limit: 4096), as: UTF8.self) : ""
        let address = Self.address(location, architecture, "APKINDEX.tar.gz")
        // What is not signed is told apart by the names of files.
        let new = folder.appending(".new.tar.gz")
        let answer: Download.Answer
        do {
            answer = try await Download.file(address, to: new, known: known, credentials: credentials, limit: Self.largestIndex)
        } catch var error as Diagnostic {
            if Files.exists(index) { error.hints.append("with --offline the copy in the store is taken") }
            if error.code == .notFound { error.hints.append(Self.hint(location, architecture)) }
            throw error
        }
        guard case .fetched(let version) = answer else {
            // It may have come when nobody's signature was asked for.
            if let keyring { try noteNewest(of: index, in: folder, keyring) }
            return
        }
        defer { try? Files.removeFile(new) }
        do throws(Diagnostic) {
            let fetched = try PackageIndex(reading: new, keyring: keyring)
            let before = newest(in: folder, keyring)
            // A server that knows no versions sends the same again.
            let known = Files.exists(index) ? try Digest.ofFile(index) : nil
            let isSame = try Digest.ofFile(new) == known
            if fetched.newest < before, !isSame {
                let hint = "somebody may be withholding updates; look at the repository"
                warn(.olderIndex(of: shown, newest: fetched.newest, before: before, hint: hint))
            }
            // What was there once is not forgotten when an older index takes its place; somebody must have vouched for it.
            if keyring != nil {
                try Files.writeAtomically(Array("\(max(before, fetched.newest))".utf8), to: folder.appending(Self.newestName))
            }
        } catch {
            throw error.renaming(new.string, to: "\(shown)/\(architecture)/APKINDEX.tar.gz")
        }
        try Files.rename(new, to: index)
        try Files.writeAtomically(Array(version.utf8), to: versionPath)
    }

    /// What to do when an address has no index: most often it is the architecture, or an address too deep, that is wrong.
    private static func hint(_ location: String, _ architecture: String) -> String {
        let location = base(location)
        let isIndex = location.hasSuffix("/APKINDEX.tar.gz")
        if isIndex || location.hasSuffix("/\(architecture)") {
            let above = location.split(separator: "/", omittingEmptySubsequences: false).dropLast(isIndex ? 2 : 1).joined(separator: "/")
            return "give the address above it: \(above.withoutCredentials)"
        }
        return "it may have no packages for \(architecture): choose with --arch"
    }

    private static let newestName = ".newest"

    /// When the newest package was built that an index of a folder of the store ever listed, in seconds since 1970; 0: there was none.
    ///
    /// - Parameter keyring: has vouched for it; without one an index says nothing.
    private func newest(in folder: FilePath, _ keyring: Keyring?) -> Int64 {
        let note = folder.appending(Self.newestName)
        if let text = try? Files.read(note, limit: 64), let time = Int64(String(decoding: text, as: UTF8.self)),
            time <= PackageIndex.latestTime
        {
            return time
        }
        let index = folder.appending("APKINDEX.tar.gz")
        guard let keyring, Files.exists(index) else { return 0 }
        return (try? PackageIndex(reading: index, keyring: keyring))?.newest ?? 0
    }

    /// Notes when the newest package of an index was built, if the index came later than the note.
    private func noteNewest(of index: FilePath, in folder: FilePath, _ keyring: Keyring) throws(Diagnostic) {
        let note = folder.appending(Self.newestName)
        if let noted = FileStatus.ifPresent(note), let status = FileStatus.ifPresent(index), status.modified <= noted.modified { return }
        // Whoever opens it says what is wrong with it.
        guard let newest = try? PackageIndex(reading: index, keyring: keyring).newest else { return }
        try Files.writeAtomically(Array("\(max(newest, self.newest(in: folder, keyring)))".utf8), to: note)
    }

    /// What an address lists now: for looking at, since nobody's signature is asked for and nothing of it is kept.
    ///
    /// - Parameter location: a repository, or the very `APKINDEX.tar.gz`.
    public func listing(_ location: String, architecture: String) async throws -> PackageIndex {
        let isIndex = location.hasSuffix("/APKINDEX.tar.gz")
        let address = isIndex ? location : Self.address(location, architecture, "APKINDEX.tar.gz")
        let work = try store.workDirectory(prefix: "fetch-")
        defer { withExtendedLifetime(work) {} }
        let file = work.path.appending("APKINDEX.tar.gz")
        do {
            try await Download.file(address, to: file, credentials: credentials, limit: Self.largestIndex)
        } catch var error as Diagnostic where error.code == .notFound && !isIndex {
            error.hints.append(Self.hint(location, architecture))
            throw error
        }
        do throws(Diagnostic) {
            return try PackageIndex(reading: file, keyring: nil)
        } catch {
            throw error.renaming(file.string, to: address.withoutCredentials)
        }
    }

    /// Fetches those chosen packages that come from an address and are not in the store.
    ///
    /// - Parameter report: is told before each is fetched.
    public func fetch(_ choices: [RepositorySet.Choice], report: @escaping @Sendable (String) -> Void = { _ in }) async throws {
        let missing = choices.filter { $0.repository.isRemote && !Self.isThere($0) }
        if let first = missing.first, isOffline {
            throw Diagnostic(
                .missingRepository,
                "the store has not \(first.record.fileName) of \(first.repository.name)"
                    + (missing.count > 1 ? ", and \(missing.count - 1) more packages" : ""),
                hint: "leave --offline out once, so that it is fetched"
            )
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, choice) in missing.enumerated() {
                if number >= Self.width { try await group.next() }
                group.addTask {
                    report("fetching \(choice.record.fileName)")
                    try await fetch(choice)
                }
            }
            try await group.waitForAll()
        }
    }

    private func fetch(_ choice: RepositorySet.Choice) async throws {
        let (record, repository) = (choice.record, choice.repository)
        let lock = try await FileLock.acquire(repository.directory.appending(".\(record.fileName).lock"))
        defer { withExtendedLifetime(lock) {} }
        if Self.isThere(choice) { return }
        let work = try store.workDirectory(prefix: "fetch-")
        defer { withExtendedLifetime(work) {} }
        let file = work.path.appending(record.fileName)
        let address = Self.address(repository.location, repository.architecture, record.fileName)
        let shown = "\(repository.name)/\(repository.architecture)/\(record.fileName)"
        func another(_ note: String) -> Diagnostic {
            Diagnostic(
                .damagedRepository,
                "\(shown) is not the package that the index of \(repository.name) lists",
                notes: [note],
                hint: "the repository may just be changing: try again"
            )
        }
        do {
            try await Download.file(address, to: file, credentials: credentials, limit: record.size)
        } catch let error as Diagnostic where error.code == .limit {
            throw another("it is longer than the \(record.size) bytes that the index says")
        }
        let package: PackageFile
        do throws(Diagnostic) { package = try PackageFile(file) } catch { throw error.renaming(file.string, to: shown) }
        if package.size != record.size { throw another("it has \(package.size) bytes, the index says \(record.size)") }
        if package.identity != record.identity { throw another("the index names \(record.identity), the file is \(package.identity)") }
        // What is in the store stays there: it must be right in all its parts.
        do throws(Diagnostic) { try package.checkData() } catch { throw error.renaming(file.string, to: shown) }
        try Files.rename(file, to: repository.directory.appending(record.fileName))
    }

    private static func isThere(_ choice: RepositorySet.Choice) -> Bool {
        let package = try? PackageFile(choice.repository.directory.appending(choice.record.fileName))
        return package?.identity == choice.record.identity && package?.size == choice.record.size
    }

    /// Where the store has what belongs to a location: named by the address without what must stay secret.
    static func folder(of location: String, _ architecture: String, in store: Store) -> FilePath {
        store.path.appending("repositories").appending(Digest.of(base(location).withoutCredentials).hex).appending(architecture)
    }

    /// Where the store has the package of an address, if it was fetched with the repository that it is in: `…/REPOSITORY/ARCHITECTURE/FILE`.
    public static func place(ofPackage address: String, in store: Store) -> FilePath? {
        let parts = address.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 4, let file = parts.last, !file.isEmpty, !file.contains("?"), !file.contains("#") else { return nil }
        let location = parts.dropLast(2).joined(separator: "/")
        return folder(of: location, String(parts[parts.count - 2]), in: store).appending(String(file))
    }

    private static func base(_ location: String) -> String { location.hasSuffix("/") ? String(location.dropLast()) : location }

    private static func address(_ location: String, _ architecture: String, _ name: String) -> String {
        // A plus means a blank to some servers.
        "\(base(location))/\(architecture)/\(name.replacing("+", with: "%2B"))"
    }
}

extension Diagnostic {
    /// The same about something that people know by another name.
    func renaming(_ name: String, to other: String) -> Diagnostic {
        var renamed = self
        renamed.message = message.replacing(name, with: other)
        return renamed
    }
}
