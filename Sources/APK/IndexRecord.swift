public import Diagnostics

/// One package in an index (APK-FORMAT.md §6).
public struct IndexRecord: Hashable, Sendable {
    public var identity: Identity
    public var name: String
    public var version: String
    public var architecture = ""
    /// Length of the `.apk` file in bytes.
    public var size: Int64 = 0
    /// Bytes on disk.
    public var installedSize: Int64 = 0
    public var description = ""
    public var url = ""
    public var license = ""
    public var origin = ""
    public var maintainer = ""
    /// Seconds since 1970.
    public var buildTime: Int64 = 0
    public var commit = ""
    public var providerPriority: Int?
    public var dependencies: [String] = []
    public var provides: [String] = []
    public var installIf: [String] = []

    /// A record with what every record has.
    public init(identity: Identity, name: String, version: String) {
        self.identity = identity
        self.name = name
        self.version = version
    }

    /// The record of a package file.
    public init(_ package: PackageFile) {
        let info = package.info
        identity = package.identity
        name = info.name
        version = info.version
        architecture = info.architecture
        size = package.size
        installedSize = info.installedSize
        description = info.description
        url = info.url
        license = info.licenses.first ?? ""
        origin = info.origin
        maintainer = info.maintainer
        buildTime = info.buildDate
        // An index has no room for what is no commit (APK-FORMAT.md §7), such as the word that stands for none.
        commit = info.commit.utf8.count >= Self.shortestCommit ? info.commit : ""
        providerPriority = info.providerPriority
        dependencies = info.dependencies
        provides = info.provides
        installIf = info.installIf
    }

    /// Digits of a commit that an index lists, at least.
    private static let shortestCommit = 40

    /// The file's name in the repository's folder (APK-FORMAT.md §7).
    public var fileName: String { "\(name)-\(version).apk" }
}

extension IndexRecord {
    /// The record's lines, in the order that apk-tools writes, each with its line end; the empty line between records is not part of it.
    public var text: String {
        var lines = ["C:\(identity)", "P:\(name)", "V:\(version)"]
        func add(_ letter: Character, _ value: String) { if !value.isEmpty { lines.append("\(letter):\(value)") } }
        add("A", architecture)
        lines += ["S:\(size)", "I:\(installedSize)", "T:\(description)", "U:\(url)", "L:\(license)"]
        add("o", origin)
        add("m", maintainer)
        add("t", buildTime == 0 ? "" : String(buildTime))
        add("c", commit.utf8.count >= Self.shortestCommit ? commit : "")
        add("k", providerPriority.map { $0 == 0 ? "" : String($0) } ?? "")
        add("D", dependencies.joined(separator: " "))
        add("p", provides.joined(separator: " "))
        add("i", installIf.joined(separator: " "))
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Diagnostic.Code {
    /// An index is not what its format asks for.
    public static let damagedIndex = work("damaged-index")
}
