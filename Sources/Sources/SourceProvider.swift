import Cryptography
public import Diagnostics
import Files
public import Recipes
public import Store
public import SystemPackage
import Transfers

/// Finds the files from upstream that a build needs, in this order: the store by digest, the mirrors, upstream.
public struct SourceProvider: Sendable {
    /// A place that holds copies of sources, by digest or by file name.
    public enum Mirror: Sendable {
        case folder(FilePath)
        case address(String)

        /// A mirror as the user writes it: an `http(s)` address or a folder.
        public init(_ text: String) {
            let isAddress = text.hasPrefix("http://") || text.hasPrefix("https://")
            self = isAddress ? .address(text) : .folder(FilePath(text))
        }

        var description: String {
            switch self {
            case .folder(let path): path.string
            case .address(let text): text
            }
        }
    }

    let store: Store
    let mirrors: [Mirror]
    let isOffline: Bool
    /// Waits between attempts.
    let sleep: @Sendable (Duration) async throws -> Void

    /// - Parameters:
    ///   - isOffline: whether upstream and mirror addresses are left alone.
    ///   - sleep: waits before another attempt; given by tests, which do not want to wait.
    public init(
        store: Store,
        mirrors: [Mirror],
        isOffline: Bool = false,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.store = store
        self.mirrors = mirrors
        self.isOffline = isOffline
        self.sleep = sleep
    }

    /// The file of a step, verified.
    ///
    /// - Throws: `wrong-digest` when a place gives other bytes than the recipe names, `missing-source` when no place has it.
    public func obtain(_ fetch: FetchStep) async throws -> FilePath {
        if let first = fetch.digests.first, let file = try store.source(first.digest, first.function) {
            try check(file, fetch, from: file.string)
            return file
        }
        let work = try store.workDirectory(prefix: "source-")
        defer { withExtendedLifetime(work) {} }
        let target = work.path.appending("file")
        var tried: [String] = []
        for mirror in mirrors {
            if case .address(let address) = mirror, isOffline {
                tried.append("\(address): not asked, because of --offline")
                continue
            }
            do {
                for name in names(fetch) {
                    guard try await take(name, from: mirror, to: target, patience(fetch)) else { continue }
                    return try adopt(target, fetch, from: "\(mirror.description)/\(name)")
                }
                tried.append("\(mirror.description): has neither \(names(fetch).joined(separator: " nor "))")
            } catch let error as Diagnostic where error.code == .downloadFailed {
                // A mirror that is down is no reason to give up.
                tried.append(error.message)
            }
        }
        if isOffline {
            tried.append("\(fetch.address): not asked, because of --offline")
        } else {
            do {
                try await Download.file(fetch.address, to: target, patience: patience(fetch))
                return try adopt(target, fetch, from: fetch.address)
            } catch let error as Diagnostic where error.code == .downloadFailed || error.code == .notFound {
                tried.append(error.message)
            }
        }
        throw Diagnostic(
            .missingSource,
            "the source \(fetch.fileName) is nowhere to be found",
            at: fetch.span,
            notes: ["the store: does not have it"] + tried,
            hint: "put \(fetch.fileName) into a folder and give that with --source-mirror"
        )
    }

    private func names(_ fetch: FetchStep) -> [String] {
        fetch.digests.flatMap { [$0.digest.hex, "\($0.function):\($0.digest.hex)"] } + [fetch.fileName]
    }

    private func patience(_ fetch: FetchStep) -> Download.Patience {
        var patience = Download.Patience()
        patience.attempts = fetch.patience.attempts
        patience.timeout = fetch.patience.timeout
        patience.nameTimeout = fetch.patience.nameTimeout
        patience.sleep = sleep
        return patience
    }

    private func take(
        _ name: String,
        from mirror: Mirror,
        to target: FilePath,
        _ patience: Download.Patience
    ) async throws -> Bool {
        switch mirror {
        case .folder(let folder):
            let source = folder.appending(name)
            guard Files.exists(source) else { return false }
            try Files.copy(source, to: target)
            return true
        case .address(let address):
            do {
                try await Download.file("\(address)/\(name)", to: target, patience: patience)
                return true
            } catch let error as Diagnostic where error.code == .notFound {
                return false
            }
        }
    }

    private func adopt(_ file: FilePath, _ fetch: FetchStep, from place: String) throws(Diagnostic) -> FilePath {
        try check(file, fetch, from: place)
        if let first = fetch.digests.first { return try store.adoptSource(file, first.digest, first.function) }
        // A file that the recipe gives no digest for is kept by the one it has now, which is part of the build key.
        return try store.adoptSource(file, Digest.ofFile(file), .sha256)
    }

    /// Compares a file with every digest that the recipe gives.
    private func check(_ file: FilePath, _ fetch: FetchStep, from place: String) throws(Diagnostic) {
        for (function, expected) in fetch.digests.map({ ($0.function, $0.digest) }) {
            let found = try Digest.ofFile(file, function)
            if found == expected { continue }
            throw Diagnostic(
                .wrongDigest,
                "\(place) is not the file that the recipe names",
                at: fetch.span,
                notes: ["expected \(function) \(expected.hex)", "found    \(function) \(found.hex)"],
                hint:
                    "if upstream published new bytes on purpose, check them and change the digest; else remove the file and fetch it again"
            )
        }
    }
}

extension Diagnostic.Code {
    /// A source that no place has.
    public static let missingSource = work("missing-source")
    /// A source whose bytes are not those that the recipe names.
    public static let wrongDigest = work("wrong-digest")
}
