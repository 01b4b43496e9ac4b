public import APK
import Cryptography
import Diagnostics
import Files
public import Recipes
import Repositories
public import Store
import SystemPackage
public import Transfers

/// Finds the files of locked packages: no index is needed, for the lock names what they must be (IMAGE.md §7).
public struct LockedPackages: Sendable {
    private let store: Store
    private let isOffline: Bool
    private let credentials: Credentials?

    /// - Parameters:
    ///   - isOffline: whether to take from the store only what lies on the web.
    ///   - credentials: for servers that ask for them.
    public init(_ store: Store, isOffline: Bool, credentials: Credentials? = .ofEnvironment) {
        self.store = store
        self.isOffline = isOffline
        self.credentials = credentials
    }

    /// The packages of an architecture in the order of the lock, each checked against it; those on the web are brought into the store.
    ///
    /// - Parameter report: is told before each is fetched.
    /// - Throws: `missing-package`; `damaged-repository` when a file is another one than was locked.
    public func files(
        _ lock: ImageLock,
        _ architecture: Architecture,
        report: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> [PackageFile] {
        var files: [PackageFile] = []
        for package in lock.packages where package.architecture == architecture.name {
            try Task.checkCancellation()
            files.append(try await file(package, report))
        }
        return files
    }

    private func file(_ package: ImageLock.Package, _ report: @escaping @Sendable (String) -> Void) async throws -> PackageFile {
        if !RemoteRepositories.isRemote(package.location) {
            let path = FilePath(package.location)
            guard Files.exists(path) else {
                throw Diagnostic(
                    .missingPackage,
                    "there is no \(path), which the lock names",
                    hint: "build it again, or make the lock anew with cuttle image lock"
                )
            }
            return try checked(PackageFile(path), package, name: package.location)
        }
        let shown = package.location.withoutCredentials
        let folder = store.path.appending("locked")
        let kept = folder.appending("\(Identity(package.checksum)?.digest.hex ?? "").apk")
        // What locking has fetched lies with its repository.
        for place in [kept, RemoteRepositories.place(ofPackage: package.location, in: store)].compactMap({ $0 }) where Files.exists(place) {
            if let file = try? checked(PackageFile(place), package, name: shown) { return file }
        }
        if isOffline {
            throw Diagnostic(.missingPackage, "the store has not \(shown)", hint: "leave --offline out once, so that it is fetched")
        }
        report("fetching \(package.name)-\(package.version).apk")
        try Files.makeDirectory(folder)
        let work = try store.workDirectory(prefix: "fetch-")
        defer { withExtendedLifetime(work) {} }
        let new = work.path.appending("package.apk")
        let address = package.location.replacing("+", with: "%2B")
        try await Download.file(address, to: new, credentials: credentials, limit: package.size ?? Download.largest)
        _ = try checked(PackageFile(new), package, name: shown)
        try Files.rename(new, to: kept)
        return try PackageFile(kept)
    }

    private func checked(_ file: PackageFile, _ package: ImageLock.Package, name: String) throws(Diagnostic) -> PackageFile {
        let isSame =
            file.identity.description == package.checksum && file.info.name == package.name && file.info.version == package.version
        if isSame { return file }
        throw Diagnostic(
            .damagedRepository,
            "\(name) is not the package that was locked",
            notes: [
                "locked: \(package.checksum) (\(package.name)-\(package.version))",
                "found: \(file.identity) (\(file.info.name)-\(file.info.version))",
            ],
            hint: "it was built or published again since: make the lock anew with cuttle image lock"
        )
    }
}

extension Diagnostic.Code {
    /// A locked package that is not there.
    static let missingPackage = work("missing-package")
}
