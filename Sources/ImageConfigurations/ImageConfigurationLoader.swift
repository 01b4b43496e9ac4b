import Cryptography
public import Diagnostics
import Files
public import SystemPackage
import YAML

/// Finds and reads the files of image configurations (IMAGE.md §2).
public struct ImageConfigurationLoader: Sendable {
    /// A configuration with all that it includes, and what it was read from.
    public struct Loaded: Sendable {
        /// The configuration, not yet validated.
        public var configuration: ImageConfiguration
        /// A digest over the bytes of all files, as lock files name it: `sha256-` and base64.
        public let checksum: String
        /// The files in the order of reading: the one that was asked for first.
        public let files: [FilePath]
    }

    /// Configurations that may include one another: real ones are two or three.
    static let mostFiles = 32
    private static let largestFile = 8 << 20
    private let includePaths: [FilePath]

    /// - Parameter includePaths: folders in which files are looked for that are not where their name says.
    public init(includePaths: [FilePath] = []) {
        self.includePaths = includePaths
    }

    /// Reads a configuration and what it includes.
    ///
    /// - Throws: `missing-file`; `include-loop`; what is wrong with one of the texts, with its place.
    public func load(_ path: String) throws(Diagnostic) -> Loaded {
        let hasher = DigestHasher()
        var chain: [File] = []
        let configuration = try load(path, includedAt: nil, &chain, hasher)
        return Loaded(
            configuration: configuration,
            checksum: "sha256-\(Base64.encode(hasher.finish().bytes))",
            files: chain.map(\.path)
        )
    }

    /// A file that was opened.
    private struct File {
        let path: FilePath
        let identity: FileIdentity
    }

    private func load(
        _ name: String,
        includedAt place: SourceSpan?,
        _ chain: inout [File],
        _ hasher: DigestHasher
    ) throws(Diagnostic) -> ImageConfiguration {
        let file = try find(name, includedAt: place)
        if chain.contains(where: { $0.identity == file.identity }) {
            throw Diagnostic(
                .includeLoop,
                "\(file.path) includes itself",
                at: place,
                notes: [(chain.map(\.path) + [file.path]).map(\.string).joined(separator: " includes ")],
                hint: "take one of these includes out"
            )
        }
        if chain.count == Self.mostFiles {
            throw Diagnostic(.limit, "more than \(Self.mostFiles) configurations include one another", at: place)
        }
        chain.append(file)
        let bytes = try Files.read(file.path, limit: Self.largestFile)
        hasher.write(bytes)
        let isShown = place == nil || isExpected(file.path, chain)
        var configuration: ImageConfiguration
        do throws(Diagnostic) {
            configuration = try ImageConfiguration(Node.parse(SourceFile(name: file.path.string, bytes: bytes)))
        } catch {
            // A configuration of a stranger may name any file of the host; messages would tell what is in it.
            throw isShown ? error : Self.hidden(file.path, at: place)
        }
        if !configuration.include.isEmpty {
            let place = configuration.places.keys["include"]
            configuration = configuration.including(try load(configuration.include, includedAt: place, &chain, hasher))
        }
        try configuration.checkBaseImage()
        return configuration
    }

    /// The file that a name means: as it is, or below one of the folders for includes.
    private func find(_ name: String, includedAt place: SourceSpan?) throws(Diagnostic) -> File {
        let candidates = [FilePath(name)] + includePaths.map { $0.appending(String(name.drop { $0 == "/" })) }
        for candidate in candidates where !name.isEmpty {
            guard let status = try? FileStatus(followingLinks: candidate) else { continue }
            if status.kind == .regular { return File(path: candidate, identity: status.identity) }
            // A pipe would be waited for, a device read without end.
            throw Diagnostic(.wrongKind, "\(candidate) is no file that a configuration can be read from", at: place)
        }
        let isAddress = ["http://", "https://", "git@", "git+", "github.com/"].contains { name.hasPrefix($0) }
        throw Diagnostic(
            .missingFile,
            place == nil ? "there is no image configuration \(name)" : "there is no file \"\(name)\" to include",
            at: place,
            notes: includePaths.isEmpty ? [] : ["also looked in \(includePaths.map(\.string).joined(separator: ", "))"],
            hint: isAddress
                ? "only files are read: fetch it, and give its folder with --include-paths"
                : "names are relative to the working directory; give other folders with --include-paths"
        )
    }

    /// Whether a file lies where configurations are looked for: beside the first, in the working directory, or in a folder for includes.
    private func isExpected(_ path: FilePath, _ chain: [File]) -> Bool {
        let own = chain.first.map { Files.absolute($0.path).removingLastComponent() }
        let folders = [Files.absolute("."), own].compactMap(\.self) + includePaths.map { Files.absolute($0) }
        guard let real = Files.resolved(path) else { return false }
        return folders.contains { folder in Files.resolved(folder).map { real.starts(with: $0) } ?? false }
    }

    private static func hidden(_ path: FilePath, at place: SourceSpan?) -> Diagnostic {
        Diagnostic(
            .wrongType,
            "\(path) is no image configuration",
            at: place,
            notes: ["it lies outside of the folders for configurations, so nothing of its text is shown"],
            hint: "to see what is wrong, name its folder with --include-paths"
        )
    }
}

extension ImageConfiguration {
    /// What a base image brings itself cannot be given again (IMAGE.md §2.3).
    fileprivate func checkBaseImage() throws(Diagnostic) {
        guard contents.baseImage != nil else { return }
        var given: [String] = []
        if entrypoint != Entrypoint() { given.append("entrypoint") }
        if !command.isEmpty { given.append("cmd") }
        if !stopSignal.isEmpty { given.append("stop-signal") }
        if !workDirectory.isEmpty { given.append("work-dir") }
        if !accounts.runAs.isEmpty || !accounts.users.isEmpty || !accounts.groups.isEmpty { given.append("accounts") }
        if !environment.isEmpty { given.append("environment") }
        if !paths.isEmpty { given.append("paths") }
        if !annotations.isEmpty { given.append("annotations") }
        guard let first = given.first else { return }
        throw Diagnostic(
            .contradiction,
            "on a base image, \(given.map { "\"\($0)\"" }.joined(separator: ", ")) cannot be given",
            at: places.keys[first],
            hint: "with contents.baseimage only contents, archs and what is about layers and volumes may be given"
        )
    }
}

extension Diagnostic.Code {
    /// Files that include one another in a circle.
    public static let includeLoop = input("include-loop")
    /// A path that leads to another kind of thing than is needed there.
    public static let wrongKind = input("wrong-kind")
}
