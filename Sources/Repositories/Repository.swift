public import APK
public import Cryptography
public import Diagnostics
import Files
public import Store
public import SystemPackage
import Transfers

/// A folder with packages of one architecture and their index, opened for reading (APK-FORMAT.md §7).
public struct Repository: Sendable {
    /// The location as the user wrote it, without a password.
    public let name: String
    /// The location: a folder, an index, or an address.
    let location: String
    /// Whose packages they are, as the folders of a repository are called.
    let architecture: String
    /// Whether the packages come from an address.
    var isRemote: Bool { RemoteRepositories.isRemote(location) }
    /// A name for dependencies to ask for with `@tag`; nil for most.
    public let tag: String?
    /// The folder of the architecture.
    public let directory: FilePath
    /// The file of the index.
    let indexPath: FilePath
    /// The packages, as the signed index lists them.
    public private(set) var index: PackageIndex {
        // What was prepared was another list.
        didSet { prepared = nil }
    }
    /// What the solver needs of the index, when it is at hand.
    private(set) var prepared: PreparedRecords?

    /// Opens a repository and verifies its index.
    ///
    /// - Parameters:
    ///   - location: `FOLDER` or `@tag FOLDER`, without the architecture; or the very index, wherever it lies and whatever it is called; or an address,
    ///     after `RemoteRepositories.refresh`.
    ///   - keyring: the keys to trust; nil takes the index as it is.
    ///   - store: has the copies of what comes from addresses, and what was read of indexes; nil: there is neither.
    public init(_ location: String, architecture: String, keyring: Keyring?, store: Store?) throws(Diagnostic) {
        let cache = store.map { IndexCache($0.indexes) }
        let name = Self.name(of: location)
        self.location = name
        self.architecture = architecture
        self.name = name.withoutCredentials
        tag = name == location ? nil : String(location.dropFirst().prefix { $0 != " " })
        if RemoteRepositories.isRemote(name) {
            guard let store, let cache else {
                throw Diagnostic(.missingRepository, "\(self.name) is on the web, and there is no store for copies of it")
            }
            directory = RemoteRepositories.folder(of: name, architecture, in: store)
            let path = directory.appending("APKINDEX.tar.gz")
            indexPath = path
            guard Files.exists(path) else {
                throw Diagnostic(.missingRepository, "there is no index of \(self.name) for \(architecture) in the store")
            }
            do throws(Diagnostic) {
                (index, prepared) = try cache.read(path, keyring: keyring)
            } catch {
                throw error.renaming(path.string, to: "\(self.name)/\(architecture)/APKINDEX.tar.gz")
            }
            return
        }
        let status = try? FileStatus(followingLinks: FilePath(name))
        let isIndex = status.map { $0.kind == .regular || ($0.kind != .directory && name.hasSuffix("APKINDEX.tar.gz")) } ?? false
        directory = isIndex ? FilePath(name).removingLastComponent() : FilePath(name).appending(architecture)
        let path = isIndex ? FilePath(name) : directory.appending("APKINDEX.tar.gz")
        indexPath = path
        guard Files.exists(path) else {
            throw Self.missing(name, architecture)
        }
        if let cache {
            (index, prepared) = try cache.read(path, keyring: keyring)
        } else {
            index = try PackageIndex(reading: path, keyring: keyring)
        }
    }

    /// A location without its tag.
    public static func name(of location: String) -> String {
        let parts = location.split(separator: " ", maxSplits: 1)
        return location.hasPrefix("@") && parts.count == 2 ? String(parts[1]) : location
    }

    /// Packages without files as a repository of their own, which serves for choosing: what is still to be built, or is installed already.
    ///
    /// - Parameter name: what messages call it.
    public init(planned records: [IndexRecord], name: String = "to be built") {
        self.name = name
        location = ""
        architecture = ""
        tag = nil
        directory = ""
        indexPath = ""
        index = PackageIndex(records)
    }

    /// Acts from now on as if packages of these origins were not there.
    public mutating func hide(origins: Set<String>) {
        index.records.removeAll { origins.contains($0.origin) }
    }

    /// Acts from now on as if the packages that a condition holds for were not there.
    public mutating func hide(where isHidden: (IndexRecord) -> Bool) {
        index.records.removeAll(where: isHidden)
    }

    /// What to say about a folder without an index: most often it is the architecture, or a folder too deep, that is wrong.
    private static func missing(_ name: String, _ architecture: String) -> Diagnostic {
        var hint = "build packages into it with cuttle build --out-dir \(name)"
        let folders = (try? Files.list(FilePath(name))) ?? []
        let others = folders.filter { Files.exists(FilePath(name).appending($0).appending("APKINDEX.tar.gz")) }
        if !others.isEmpty {
            hint = "it has packages for \(others.joined(separator: ", ")); choose with --arch"
        } else if folders.contains("APKINDEX.tar.gz") {
            hint = "give the folder above it: \(FilePath(name).removingLastComponent())"
        }
        return Diagnostic(
            .missingRepository,
            "there is no repository \(name) for \(architecture): it has no \(architecture)/APKINDEX.tar.gz",
            hint: hint
        )
    }

    /// The file of a package, checked against the index: its control member must have the identity that the index names, so that
    /// index signature, control and data form one chain (DESIGN, promise 6).
    public func package(_ record: IndexRecord) throws(Diagnostic) -> PackageFile {
        let path = directory.appending(record.fileName)
        guard Files.exists(path) else {
            throw Diagnostic(.damagedRepository, "\(path) is missing, although the index of \(name) lists it", hint: "build it again")
        }
        let package = try PackageFile(path)
        if package.identity != record.identity || package.info.name != record.name || package.info.version != record.version {
            throw Diagnostic(
                .damagedRepository,
                "\(path) is not the package that the index of \(name) lists",
                notes: [
                    "the index names \(record.identity)", "the file is \(package.identity) (\(package.info.name)-\(package.info.version))",
                ],
                hint: "it was changed or replaced after it was indexed; build or fetch it again"
            )
        }
        return package
    }
}

extension Diagnostic.Code {
    /// A repository that is not there.
    public static let missingRepository = input("missing-repository")
    /// A repository whose files do not fit its index.
    public static let damagedRepository = work("damaged-repository")
}
