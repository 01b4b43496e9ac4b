import APK
import Cryptography
public import Diagnostics
public import ImageConfigurations
import Recipes
import Repositories

extension ImageLock {
    /// Locks a configuration to chosen packages.
    ///
    /// Keys and repositories are those of the configuration alone, as apko has it: what a command line adds is not named.
    ///
    /// - Parameters:
    ///   - name: the path of the configuration as it was given.
    ///   - keyring: the configured keys, with their texts.
    ///   - resolutions: the packages, at hand, of the architectures in their order.
    /// - Throws: what is wrong with a package.
    public init(
        _ loaded: ImageConfigurationLoader.Loaded,
        name: String,
        keyring: [Key],
        resolutions: [ImageResolver.Resolution]
    ) throws(Diagnostic) {
        configuration = Configuration(name: name, checksum: loaded.checksum)
        self.keyring = keyring.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        let contents = loaded.configuration.contents
        for resolution in resolutions {
            let architecture = resolution.architecture.name
            buildRepositories += contents.buildRepositories.map { Repository($0, architecture) }
            runtimeRepositories += contents.runtimeRepositories.map { Repository($0, architecture) }
            repositories += contents.repositories.map { Repository($0, architecture) }
            for choice in resolution.choices { packages.append(try Package(choice, architecture)) }
        }
    }
}

extension ImageLock.Key {
    /// A configured key.
    ///
    /// - Parameter location: a path or an address, as the configuration has it.
    public init(location: String, content: [UInt8]) {
        self.init(name: location.withoutScheme, location: location, content: String(decoding: content, as: UTF8.self))
    }
}

extension ImageLock.Repository {
    fileprivate init(_ location: String, _ architecture: String) {
        let location = location.withoutTag
        self.init(
            name: "\(location.withoutScheme)/\(architecture)",
            location: "\(location)/\(architecture)/APKINDEX.tar.gz",
            architecture: architecture
        )
    }
}

extension ImageLock.Package {
    fileprivate init(_ choice: RepositorySet.Choice, _ architecture: String) throws(Diagnostic) {
        let record = choice.record
        let parts = try choice.file().parts()
        self.init(
            name: record.name,
            location: "\(choice.repository.name)/\(architecture)/\(record.fileName)",
            version: record.version,
            architecture: architecture,
            checksum: record.identity.description
        )
        if let part = parts.signature { signature = ImageLock.Part(part, "sha1") }
        control = ImageLock.Part(parts.control, "sha1")
        data = ImageLock.Part(parts.data, "sha256")
    }
}

extension ImageLock.Part {
    fileprivate init(_ part: PackageFile.Parts.Part, _ function: String) {
        self.init(
            range: "bytes=\(part.range.lowerBound)-\(part.range.upperBound - 1)",
            checksum: "\(function)-\(Base64.encode(part.digest.bytes))"
        )
    }
}

extension String {
    /// A location without `@tag`.
    fileprivate var withoutTag: String {
        guard hasPrefix("@"), let blank = firstIndex(of: " ") else { return self }
        return String(self[index(after: blank)...])
    }

    /// A location without `https://` or `http://`.
    fileprivate var withoutScheme: String {
        for scheme in ["https://", "http://"] where hasPrefix(scheme) { return String(dropFirst(scheme.count)) }
        return self
    }
}
