import Archives
import Diagnostics

/// What the entries of a package's data must be like so that unpacking them leaves the root alone that they are unpacked into
/// (DESIGN, promise 5; APK-FORMAT.md §11).
///
/// Whatever unpacks also resolves paths within its root; these rules say what is wrong, and hold where nothing is unpacked.
struct DataRules {
    private enum Place {
        case directory
        /// A directory that has only been part of paths so far.
        case parent
        case file
        case link
        case other

        var isDirectory: Bool { self == .directory || self == .parent }

        var noun: String {
            switch self {
            case .directory, .parent: "a directory"
            case .file: "a file"
            case .link: "a link"
            case .other: "a device or pipe"
            }
        }
    }

    private struct DirectoryAttributes: Equatable {
        let mode: UInt32
        let user: UInt32
        let group: UInt32
    }

    private let package: String
    private let limits: ReadingLimits
    /// Whether a directory must have an entry before what is in it, as apk-tools asks for (APK-FORMAT.md §11).
    private let needsParents: Bool
    /// By bytes: to Swift two spellings of "é" are one text, to file systems they are two names.
    private var places: [[UInt8]: Place] = [:]
    private var directories: [[UInt8]: DirectoryAttributes] = [:]
    /// Links as file systems see them that know no case; as texts, two spellings of "é" are one here too.
    private var foldedLinks: Set<String> = []
    private var pathBytes = 0
    private var lastParent: [UInt8] = []
    private static let longestComponent = 255
    private static let longestAttribute = 1 << 16

    init(package: String, limits: ReadingLimits, needsParents: Bool) {
        self.package = package
        self.limits = limits
        self.needsParents = needsParents
    }

    /// Checks the next entry against the rules and the entries before it.
    mutating func check(_ entry: TarEntry) throws(Diagnostic) {
        if places.count >= limits.entries { throw damaged("it has more than \(limits.entries) entries") }
        pathBytes += entry.path.utf8.count + entry.linkTarget.utf8.count
        if pathBytes > limits.pathBytes { throw damaged("its paths take more than \(limits.pathBytes) bytes") }
        if let reason = Self.reason(against: entry.path) { throw damaged(reason) }
        if Self.isReserved(entry.path) { throw damaged("\"\(entry.path)\" stands in its data, where it means nothing") }
        if entry.isTargetCut {
            throw damaged("the target of \"\(entry.path)\" stands in a header of GNU's kind, which apk-tools does not take whole")
        }
        let path = Array(entry.path.utf8)
        try checkParents(path, of: entry)
        try checkPlace(path, entry)
        try checkLink(entry)
        try checkAttributes(entry)
    }

    /// Why a path does not name something below a root, nil when it does.
    private static func reason(against path: String) -> String? {
        let shown = "\"\(path)\""
        if path.utf8.first == UInt8(ascii: "/") { return "\(shown) is an absolute path" }
        if path.utf8.contains(where: isControl) { return "\(shown) holds a control character" }
        for component in path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            if component.elementsEqual("..".utf8) { return "\(shown) has the component \"..\", which leads out" }
            if component.elementsEqual(".".utf8) { return "\(shown) has the component \".\", which installers leave out" }
            if component.isEmpty { return "\(shown) has an empty component" }
            if component.count > longestComponent {
                return "\"\(path.prefix(40))…\" has a component of more than \(longestComponent) bytes"
            }
        }
        return nil
    }

    private mutating func checkParents(_ path: [UInt8], of entry: TarEntry) throws(Diagnostic) {
        guard let last = path.lastIndex(of: UInt8(ascii: "/")) else { return }
        // Packages come directory by directory.
        if path[..<last] == lastParent[...] { return }
        for slash in path.indices where path[slash] == UInt8(ascii: "/") {
            let parent = Array(path[..<slash])
            let name = String(decoding: parent, as: UTF8.self)
            switch places[parent] {
            case .directory, .parent: continue
            case .link: throw damaged("\"\(entry.path)\" lies below \"\(name)\", which is a link")
            case .file, .other: throw damaged("\"\(entry.path)\" lies below \"\(name)\", which is not a directory")
            case nil:
                if foldedLinks.contains(name.lowercased()) {
                    throw damaged("\"\(entry.path)\" lies below \"\(name)\", which is a link where case and spelling do not matter")
                }
                if needsParents, entry.kind != .directory, !entry.isLeftOut {
                    throw damaged("\"\(entry.path)\" lies below \"\(name)\", which has no entry before it")
                }
                places[parent] = .parent
            }
        }
        lastParent = Array(path[..<last])
    }

    private mutating func checkPlace(_ path: [UInt8], _ entry: TarEntry) throws(Diagnostic) {
        let there = places[path]
        let isDirectory = entry.kind == .directory
        if let there, isDirectory != there.isDirectory {
            let other = isDirectory ? there.noun : Self.noun(entry.kind)
            throw damaged("\"\(entry.path)\" is both a directory and \(other) in it")
        }
        if there != nil, !isDirectory { throw damaged("it has \"\(entry.path)\" twice") }
        switch entry.kind {
        case .directory:
            places[path] = .directory
            // apk-tools takes the last of two, whoever unpacks a tree may take the first.
            let attributes = DirectoryAttributes(mode: entry.mode, user: entry.user, group: entry.group)
            if let other = directories.updateValue(attributes, forKey: path), other != attributes {
                throw damaged("it has the directory \"\(entry.path)\" twice, with other modes or owners")
            }
        case .regular: places[path] = .file
        case .hardLink:
            places[path] = try target(of: entry)
            if places[path] == .link { foldedLinks.insert(entry.path.lowercased()) }
        case .symbolicLink:
            places[path] = .link
            foldedLinks.insert(entry.path.lowercased())
        case .characterDevice, .blockDevice, .fifo: places[path] = .other
        }
    }

    /// What a hard link is another name of: a file, or a symbolic link, that stands before it (APK-FORMAT.md §2.1).
    private func target(of entry: TarEntry) throws(Diagnostic) -> Place {
        if let reason = Self.reason(against: entry.linkTarget) { throw damaged("the hard link \"\(entry.path)\" leads out: \(reason)") }
        if entry.isLeftOut != entry.linkTarget.isLeftOut, !entry.isLeftOut {
            throw damaged("the hard link \"\(entry.path)\" leads to \"\(entry.linkTarget)\", which installers leave out")
        }
        switch places[Array(entry.linkTarget.utf8)] {
        case .file: return .file
        case .link: return .link
        default:
            throw damaged("the hard link \"\(entry.path)\" leads to \"\(entry.linkTarget)\", which is no file of the package before it")
        }
    }

    private static func noun(_ kind: TarEntry.Kind) -> String {
        switch kind {
        case .regular, .hardLink: Place.file.noun
        case .symbolicLink: Place.link.noun
        case .directory: Place.directory.noun
        case .characterDevice, .blockDevice, .fifo: Place.other.noun
        }
    }

    private func checkLink(_ entry: TarEntry) throws(Diagnostic) {
        guard entry.kind == .symbolicLink else { return }
        if entry.linkTarget.isEmpty { throw damaged("the link \"\(entry.path)\" leads nowhere") }
        if entry.linkTarget.utf8.contains(where: Self.isControl) {
            throw damaged("the link \"\(entry.path)\" leads to a name with a control character")
        }
    }

    private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }

    /// What the format keeps for the members before the data: a reader that does not tell members apart would take it for one of those.
    private static func isReserved(_ path: String) -> Bool {
        path.hasPrefix(".SIGN.") || [".PKGINFO", ".INSTALL", PackageFile.configurationName].contains(path)
            || (path.hasPrefix(".") && Script.Kind(rawValue: String(path.dropFirst())) != nil)
    }

    /// Attributes have the bounds that Linux gives them (xattr(7)).
    private func checkAttributes(_ entry: TarEntry) throws(Diagnostic) {
        for record in entry.records where record.key.hasPrefix("SCHILY.xattr.") {
            let name = record.key.utf8.count - "SCHILY.xattr.".utf8.count
            if name == 0 || name > Self.longestComponent || record.value.count > Self.longestAttribute {
                throw damaged("\"\(entry.path)\" has an attribute with a name or value that no file can have")
            }
            if record.key.utf8.contains(where: Self.isControl) {
                throw damaged("\"\(entry.path)\" has an attribute whose name holds a control character")
            }
        }
    }

    private func damaged(_ reason: String) -> Diagnostic {
        Diagnostic(
            .damagedPackage,
            "\(package) is damaged: \(reason)",
            hint: "do not use it; get it from whoever made it, or build it again"
        )
    }
}
