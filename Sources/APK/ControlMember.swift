import Archives
import Diagnostics

/// What one member before the data holds: signatures, or the description and the scripts (APK-FORMAT.md §1).
struct ControlMember {
    var info: [UInt8]?
    var time: Int64 = 0
    var scripts: [Script] = []
    var configuration: [UInt8]?
    /// All that were met so far, also in members before.
    var signatures: [Signature] = []
    /// Whether nothing but signatures is in it.
    var isSignature = false
    /// Names that mean nothing to an installer.
    var unknown: [String] = []

    init() {}

    /// Reads a member.
    ///
    /// - Parameter signatures: what stands in the members before.
    init(_ tar: TarReader, name: String, signatures: [Signature]) throws(Diagnostic) {
        self.signatures = signatures
        var names: Set<[UInt8]> = []
        while let entry = try tar.next() {
            if entry.path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
                throw Self.damaged(name, "\"\(entry.path)\", which stands before the data, holds a control character")
            }
            guard entry.path.utf8.first == UInt8(ascii: "."), !entry.path.utf8.contains(UInt8(ascii: "/")) else {
                throw Self.damaged(name, "\"\(entry.path)\" stands before the data")
            }
            if entry.kind != .regular { throw Self.damaged(name, "\"\(entry.path)\" in its control member is no file") }
            // apk-tools reads each of them, so that two readers would see two packages.
            if !names.insert(Array(entry.path.utf8)).inserted { throw Self.damaged(name, "it has \"\(entry.path)\" twice") }
            if names.count + signatures.count > ReadingLimits.controlEntries {
                throw Self.damaged(name, "more than \(ReadingLimits.controlEntries) entries stand before the data")
            }
            if entry.path.hasPrefix(".SIGN.") {
                try addSignature(entry, tar, name: name)
            } else {
                if isSignature { throw Self.damaged(name, "\"\(entry.path)\" stands in one member with a signature") }
                try add(entry, tar, name: name)
            }
        }
        if names.isEmpty { throw Self.damaged(name, "a member before its data is empty") }
    }

    private mutating func addSignature(_ entry: TarEntry, _ tar: TarReader, name: String) throws(Diagnostic) {
        if info != nil { throw Self.damaged(name, "\"\(entry.path)\" stands in its control member") }
        isSignature = true
        if entry.size > ReadingLimits.signature { return }
        if let signature = Signature(entryName: entry.path, bytes: try tar.readAll(limit: ReadingLimits.signature)) {
            signatures.append(signature)
        }
    }

    private mutating func add(_ entry: TarEntry, _ tar: TarReader, name: String) throws(Diagnostic) {
        func content(_ limit: Int64) throws(Diagnostic) -> [UInt8] {
            if entry.size > limit { throw Self.damaged(name, "\"\(entry.path)\" is larger than \(limit) bytes") }
            return try tar.readAll(limit: limit)
        }
        switch entry.path {
        case ".PKGINFO":
            info = try content(ReadingLimits.description)
            time = entry.modificationTime
        case ".INSTALL": throw Self.damaged(name, "it has an \".INSTALL\", which apk-tools refuses")
        case PackageFile.configurationName: configuration = try content(ReadingLimits.controlEntry)
        default:
            if let kind = Script.Kind(rawValue: String(entry.path.dropFirst())) {
                scripts.append(Script(kind: kind, content: try content(ReadingLimits.script)))
            } else {
                unknown.append(entry.path)
            }
        }
    }

    private static func damaged(_ name: String, _ reason: String) -> Diagnostic {
        Diagnostic(.damagedPackage, "\(name) is damaged: \(reason)")
    }
}
