import APK
import Cryptography
public import Diagnostics
import Files
public import ImageConfigurations
import Recipes
public import SystemPackage
import YAML

extension ImageLock {
    private static let largestFile = 64 << 20

    /// Reads a lock file, and checks that it can be built by.
    ///
    /// Keys that are not known are passed over, as apko does; everything that is used must be there and fit together.
    ///
    /// - Throws: `bad-lock`, with the place.
    public init(reading path: FilePath) throws(Diagnostic) {
        guard Files.exists(path) else {
            throw Diagnostic(.missingFile, "there is no lock file \(path)", hint: "make one with cuttle image lock")
        }
        var limits = YAMLLimits()
        limits.size = Self.largestFile
        // A package has about 25 values; the largest images have some hundred packages.
        limits.nodes = 4_000_000
        // JSON is YAML, and read as such its values have places.
        let file = SourceFile(name: path.string, bytes: try Files.read(path, limit: Self.largestFile))
        try self.init(Fields(Node.parse(file, limits: limits), "the lock file"))
    }

    private init(_ fields: Fields) throws(Diagnostic) {
        let version = try fields.text("version") ?? ""
        if version != Self.version {
            throw Diagnostic(
                .badLock,
                version.isEmpty ? "the lock file does not say its version" : "the lock file has the version \"\(version)\"",
                at: fields.span("version"),
                hint: "only \(Self.version) is known: make it anew with cuttle image lock"
            )
        }
        if let fields = try fields.fields("config") {
            configuration = Configuration(name: try fields.text("name") ?? "", checksum: try fields.text("checksum") ?? "")
        }
        guard let contents = try fields.fields("contents") else {
            throw Diagnostic(.badLock, "the lock file has no \"contents\"", at: fields.node.span)
        }
        for node in try contents.items("keyring") {
            let fields = try Fields(node, "a key")
            keyring.append(
                Key(
                    name: try fields.text("name") ?? "",
                    location: try fields.text("url") ?? "",
                    content: try fields.text("content") ?? ""
                )
            )
        }
        buildRepositories = try Self.repositories("build_repositories", contents)
        runtimeRepositories = try Self.repositories("runtime_repositories", contents)
        repositories = try Self.repositories("repositories", contents)
        var seen: [String: Package] = [:]
        for node in try contents.items("packages") {
            let package = try Package(Fields(node, "a package"))
            let known = seen.updateValue(package, forKey: "\(package.architecture)/\(package.name)")
            // apko locks an architecture twice that a configuration names twice.
            if known == package { continue }
            if known != nil { throw Diagnostic(.badLock, "\(package.name) is there twice for \(package.architecture)", at: node.span) }
            packages.append(package)
        }
    }

    private static func repositories(_ key: String, _ fields: Fields) throws(Diagnostic) -> [Repository] {
        try fields.items(key).map { node throws(Diagnostic) in
            let fields = try Fields(node, "a repository")
            return Repository(
                name: try fields.text("name") ?? "",
                location: try fields.text("url") ?? "",
                architecture: try fields.text("architecture") ?? ""
            )
        }
    }

    /// Checks that the lock was made for a configuration as it is now.
    ///
    /// - Parameter name: the path of the lock file, for messages.
    /// - Returns: what to warn of: a lock that does not say what it was made for.
    /// - Throws: `stale-lock`.
    public func check(_ loaded: ImageConfigurationLoader.Loaded, name: String) throws(Diagnostic) -> Diagnostic? {
        guard let configuration else {
            return Diagnostic(
                .staleLock,
                "\(name) does not say which configuration it was made for",
                severity: .warning,
                hint: "make it anew with cuttle image lock"
            )
        }
        if configuration.checksum == loaded.checksum { return nil }
        let files = loaded.files.map(\.string)
        throw Diagnostic(
            .staleLock,
            "\(name) was not made for the configuration as it is now",
            notes: [
                "locked: \(configuration.checksum.isEmpty ? "no checksum" : configuration.checksum)",
                "now: \(loaded.checksum), over \(files.joined(separator: ", "))",
            ],
            hint: "make it anew with cuttle image lock \(files.first ?? "")"
        )
    }
}

extension ImageLock.Package {
    fileprivate init(_ fields: Fields) throws(Diagnostic) {
        func text(_ key: String) throws(Diagnostic) -> String {
            if let text = try fields.text(key), !text.isEmpty { return text }
            let old = key == "checksum" ? "apko before 0.13 made such locks: make it anew with cuttle image lock" : nil
            throw Diagnostic(.badLock, "a package has no \"\(key)\"", at: fields.span(key), hint: old)
        }
        self.init(
            name: try text("name"),
            location: try text("url"),
            version: try text("version"),
            architecture: try text("architecture"),
            signature: try Self.part("signature", fields),
            control: try Self.part("control", fields),
            data: try Self.part("data", fields),
            checksum: try text("checksum")
        )
        if Architecture(architecture) == nil {
            throw Diagnostic(.badLock, "\(name) has the unknown architecture \"\(architecture)\"", at: fields.span("architecture"))
        }
        let isName = name.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "/") && $0 != 0x7F } && name.utf8.first != UInt8(ascii: ".")
        if !isName { throw Diagnostic(.badLock, "\"\(name)\" is not the name of a package", at: fields.span("name")) }
        do throws(Diagnostic) { _ = try Version(version) } catch {
            throw Diagnostic(.badLock, "\(name) has \"\(version)\", which is not a version", at: fields.span("version"))
        }
        guard let identity = Identity(checksum) else {
            throw Diagnostic(
                .badLock,
                "\(name) has \"\(checksum)\", which is not the checksum of a package",
                at: fields.span("checksum"),
                hint: "it is Q1 and 28 characters of base64"
            )
        }
        // Both are the SHA-1 of the control member: a lock that was edited by hand would say two things.
        let control = "sha1-\(Base64.encode(identity.digest.bytes))"
        if !self.control.checksum.isEmpty, self.control.checksum != control {
            throw Diagnostic(
                .badLock,
                "\(name) has a \"checksum\" that is not that of its \"control\"",
                at: fields.span("checksum"),
                notes: ["control: \(self.control.checksum)", "checksum: \(control)"]
            )
        }
        try checkRanges(fields)
    }

    private static func part(_ key: String, _ fields: Fields) throws(Diagnostic) -> ImageLock.Part {
        guard let fields = try fields.fields(key) else { return ImageLock.Part() }
        return ImageLock.Part(range: try fields.text("range") ?? "", checksum: try fields.text("checksum") ?? "")
    }

    /// The parts that are named must follow one another from the start of the file.
    private func checkRanges(_ fields: Fields) throws(Diagnostic) {
        var end: Int64 = 0
        for (key, part) in [("signature", signature), ("control", control), ("data", data)] where !part.range.isEmpty {
            guard let range = part.bounds, range.lowerBound == end else {
                throw Diagnostic(
                    .badLock,
                    "the \(key) of \(name) has the range \"\(part.range)\"",
                    at: fields.span(key),
                    hint: "it is bytes=FIRST-LAST, and begins with \(end)"
                )
            }
            end = range.upperBound + 1
        }
    }

    /// Length of the file in bytes; nil when the lock does not say.
    public var size: Int64? { data.bounds.map { $0.upperBound + 1 } }
}

extension ImageLock.Part {
    /// The first and the last byte.
    fileprivate var bounds: ClosedRange<Int64>? {
        guard range.hasPrefix("bytes=") else { return nil }
        let numbers = range.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard numbers.count == 2, numbers.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let first = Int64(numbers[0]), let last = Int64(numbers[1]), first <= last, last < 1 << 50
        else { return nil }
        return first...last
    }
}

extension Diagnostic.Code {
    /// A lock file that cannot be used.
    public static let badLock = input("bad-lock")
    /// A lock file for another state of the configuration.
    public static let staleLock = input("stale-lock")
}
