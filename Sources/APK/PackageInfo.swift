public import Diagnostics

/// The description of a package: its `.PKGINFO` (APK-FORMAT.md §3).
///
/// Dependencies and provides keep their text here; `Dependency` and `Provide` read them where they are used.
public struct PackageInfo: Hashable, Sendable {
    public var name: String
    /// `<version>-r<epoch>`.
    public var version: String
    public var architecture: String
    /// Bytes on disk; an installer takes 0 for "nothing to unpack".
    public var installedSize: Int64 = 0
    /// The package whose recipe made this one.
    public var origin = ""
    public var description = ""
    public var url = ""
    public var commit = ""
    public var maintainer = ""
    /// Seconds since 1970.
    public var buildDate: Int64 = 0
    /// One licence per line of the file.
    public var licenses: [String] = []
    public var dependencies: [String] = []
    public var provides: [String] = []
    public var replaces: [String] = []
    /// What the package has for its own use: comments, which are written and not read (PACKAGE.md §5.10).
    public var vendored: [String] = []
    public var installIf: [String] = []
    public var providerPriority: Int?
    public var replacesPriority: Int?
    /// Directories that fire the trigger script.
    public var triggers: [String] = []
    /// Lower-case hexadecimal SHA-256 of the compressed data member; empty in packages older than the format.
    public var dataHash = ""

    /// A description with the three fields that every package has.
    public init(name: String, version: String, architecture: String) {
        self.name = name
        self.version = version
        self.architecture = architecture
    }

    /// The package's file name in a repository (APK-FORMAT.md §7).
    public var fileName: String { "\(name)-\(version).apk" }
}

extension PackageInfo {
    /// Reads a `.PKGINFO`: `key = value` lines, `#` comments, unknown keys ignored.
    ///
    /// A key with one value that stands there twice is an error: apk-tools takes the last value in some places, none in others
    /// (APK-FORMAT.md §3).
    ///
    /// - Parameter source: what the package is called in errors.
    public init(parsing text: String, source: String) throws(Diagnostic) {
        try self.init(parsing: Array(text.utf8), source: source)
    }

    /// Reads the bytes of a `.PKGINFO`, which must be UTF-8.
    init(parsing text: [UInt8], source: String) throws(Diagnostic) {
        self.init(name: "", version: "", architecture: "")
        var keys: Set<String> = []
        // By bytes, as other readers do: to Swift a newline or blank is another character before some characters.
        for line in text.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
            guard let separator = Self.separator(in: line) else { continue }
            let key = String(decoding: line[..<separator], as: UTF8.self)
            // Replaced characters would make one name of two, and another text than the signed one.
            guard let value = String(validating: line[(separator + 3)...], as: UTF8.self) else {
                throw Diagnostic(.damagedPackage, "\(source) is damaged: \"\(key)\" in its .PKGINFO is not UTF-8")
            }
            if Self.singleKeys.contains(key), !keys.insert(key).inserted {
                throw Diagnostic(.damagedPackage, "\(source) is damaged: its .PKGINFO has \"\(key)\" twice")
            }
            try set(key, to: value, source: source)
        }
        if name.isEmpty || version.isEmpty {
            throw Diagnostic(.damagedPackage, "\(source) is damaged: its .PKGINFO has no \(name.isEmpty ? "pkgname" : "pkgver")")
        }
        // They become parts of file names (USERS.md §19: a path traversal in a peer came from here).
        for part in [name, version, architecture] where !part.isSafeInFileName {
            throw Diagnostic(.damagedPackage, "\(source) is damaged: its .PKGINFO holds the unsafe name \"\(part)\"")
        }
    }

    /// Where the first ` = ` begins.
    private static func separator(in line: ArraySlice<UInt8>) -> Int? {
        line.indices.dropLast(2).first { line[$0] == 0x20 && line[$0 + 1] == UInt8(ascii: "=") && line[$0 + 2] == 0x20 }
    }

    /// Keys with one value; all others add up, are lists of which the last counts, or mean nothing here.
    private static let singleKeys: Set<String> = [
        "pkgname", "pkgver", "arch", "size", "origin", "pkgdesc", "url", "commit", "maintainer", "builddate", "provider_priority",
        "replaces_priority", "datahash",
    ]

    private mutating func set(_ key: String, to value: String, source: String) throws(Diagnostic) {
        func number() throws(Diagnostic) -> Int64 {
            guard let number = Int64(value) else {
                throw Diagnostic(.damagedPackage, "\(source) is damaged: \"\(key) = \(value)\" in its .PKGINFO is not a number")
            }
            return number
        }
        func count() throws(Diagnostic) -> Int64 {
            let number = try number()
            // apk-tools reads digits only, and so sees 0 in "-1" and "+1".
            guard value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw Diagnostic(.damagedPackage, "\(source) is damaged: \"\(key) = \(value)\" in its .PKGINFO is no plain number")
            }
            return number
        }
        var items: [String] { value.split(separator: " ").map(String.init) }
        switch key {
        case "pkgname": name = value
        case "pkgver": version = value
        case "arch": architecture = value
        case "size": installedSize = try count()
        case "origin": origin = value
        case "pkgdesc": description = value
        case "url": url = value
        case "commit": commit = value
        case "maintainer": maintainer = value
        case "builddate": buildDate = try count()
        case "license": licenses.append(value)
        case "depend": dependencies += items
        case "provides": provides += items
        case "replaces": replaces += items
        case "install_if": installIf += items
        case "provider_priority": providerPriority = Int(try number())
        case "replaces_priority": replacesPriority = Int(try number())
        case "triggers": triggers = items
        case "datahash": dataHash = value
        default: break
        }
    }

    /// The file's text, in the order of PACKAGE.md §2.3.
    public var text: String {
        var lines = ["# Generated by cuttle", "pkgname = \(name)", "pkgver = \(version)", "arch = \(architecture)"]
        lines += ["size = \(installedSize)", "origin = \(origin)", "pkgdesc = \(description)", "url = \(url)", "commit = \(commit)"]
        if !maintainer.isEmpty { lines.append("maintainer = \(maintainer)") }
        if buildDate != 0 { lines.append("builddate = \(buildDate)") }
        lines += licenses.map { "license = \($0)" }
        lines += dependencies.map { "depend = \($0)" }
        lines += provides.map { "provides = \($0)" }
        lines += replaces.map { "replaces = \($0)" }
        lines += vendored.map { "# vendored = \($0)" }
        if !installIf.isEmpty { lines.append("install_if = \(installIf.joined(separator: " "))") }
        if let providerPriority { lines.append("provider_priority = \(providerPriority)") }
        if let replacesPriority { lines.append("replaces_priority = \(replacesPriority)") }
        if !triggers.isEmpty { lines.append("triggers = " + triggers.map { $0 + " " }.joined()) }
        lines.append("datahash = \(dataHash)")
        // A text of several lines becomes one: no value may look like another key.
        return lines.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") + "\n" }.joined()
    }
}

extension String {
    /// Whether the text may become part of a file's name and of a line in an index.
    public var isSafeInFileName: Bool {
        utf8.first != UInt8(ascii: ".") && utf8.allSatisfy { $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: "/") && $0 != 0x7F }
    }
}

extension Diagnostic.Code {
    /// A package is not what its format asks for, or not what it says it is.
    public static let damagedPackage = work("damaged-package")
    /// A signature is missing, unknown or wrong.
    public static let untrusted = work("untrusted")
}
