import APK
import Analysis
import Archives
public import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// Makes package files of staged trees (PACKAGE.md §2).
public struct Packager: Sendable {
    private let key: (any Signer)?
    private let workDirectory: FilePath

    /// - Parameters:
    ///   - key: signs the packages; nil leaves them unsigned.
    ///   - workDirectory: where compressed data is kept meanwhile.
    public init(key: (any Signer)?, workDirectory: FilePath) {
        self.key = key
        self.workDirectory = workDirectory
    }

    /// Analyses a tree and writes its package into a folder.
    ///
    /// - Parameter siblings: the trees of all packages of the same build.
    /// - Parameter warn: is given what in the files could not be understood.
    /// - Returns: the path of the package.
    public func write(
        _ package: StagedPackage,
        siblings: [FilePath],
        to directory: FilePath,
        warn: (Diagnostic) -> Void = { _ in }
    ) throws(Diagnostic) -> FilePath {
        let analysis = try package.analysis(siblings: siblings)
        analysis.warnings.forEach(warn)
        var info = describe(package, analysis)
        let entries = try Files.walk(package.tree)
        let capabilities = try capabilities(package, entries)
        let writer = try PackageWriter(workingIn: workDirectory)
        var firstNames: [FileIdentity: String] = [:]
        var size: Int64 = 0
        for found in entries {
            guard var entry = TarEntry(found, time: package.buildDate) else {
                if found.status.kind == .socket {
                    throw Diagnostic(.badTree, "\(package.name) holds \(found.path), a socket, which no package can carry")
                }
                // A device that steps can make has the numbers 0:0, and is no device: to overlay file systems it hides what is below it.
                throw Diagnostic(
                    .badTree,
                    "\(package.name) holds \(found.path), a device, which packages would carry without its numbers",
                    hint: "leave it out: devices are made when a system or container starts"
                )
            }
            if found.path.hasPrefix(".") {
                throw Diagnostic(
                    .badTree,
                    "\(package.name) holds \(found.path) at its top, which installers take for a part of the package's own"
                )
            }
            if found.path.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
                throw Diagnostic(.badTree, "\(package.name) holds \(found.path), a name with control characters")
            }
            let path = package.tree.appending(found.path)
            switch found.status.kind {
            case .regular:
                // An ordinary user cannot read what it may only execute; the package has the mode from before.
                if found.status.mode & 0o400 == 0 { try Files.setMode(path, found.status.mode | 0o400) }
                if let first = firstNames[found.status.identity] {
                    entry.kind = .hardLink
                    entry.linkTarget = first
                    try writer.add(entry)
                    continue
                }
                if found.status.linkCount > 1 { firstNames[found.status.identity] = found.path }
                try addAttributes(to: &entry, from: path)
                if let capabilities = capabilities[found.status.identity] {
                    entry.records.append(.init(key: "SCHILY.xattr.security.capability", value: capabilities.bytes))
                }
                entry.size = found.status.size
                size += entry.size
                try writer.add(entry, content: FileReader(path), checksum: Digest.ofFile(path, .sha1))
            case .symbolicLink:
                entry.linkTarget = try Files.readLink(path)
                size += Int64(entry.linkTarget.utf8.count)
                try writer.add(entry)
            default:
                if found.status.kind == .directory { try addAttributes(to: &entry, from: path) }
                try writer.add(entry)
            }
        }
        // The sum over files, whatever the host's file system; never 0, which installers take for "nothing to unpack" (APK-FORMAT.md §3).
        info.installedSize = max(1, size)
        let path = directory.appending(info.fileName)
        try writer.finish(info, scripts: try scripts(package), configuration: package.configuration, key: key, to: path)
        return path
    }

    /// Attributes that the steps gave a file or directory (PACKAGE.md §2.4); those of the host's classes are not the package's.
    private func addAttributes(to entry: inout TarEntry, from path: FilePath) throws(Diagnostic) {
        for attribute in try Files.userAttributes(path) {
            entry.records.append(.init(key: "SCHILY.xattr.\(attribute.name)", value: attribute.value))
        }
    }

    /// Capabilities by file rather than by path, because a file with several names has them under each.
    private func capabilities(
        _ package: StagedPackage,
        _ entries: [TreeEntry]
    ) throws(Diagnostic) -> [FileIdentity: FileCapabilities] {
        var found: [FileIdentity: FileCapabilities] = [:]
        for (path, capabilities) in package.capabilities.sorted(by: { $0.key < $1.key }) {
            guard let entry = entries.first(where: { $0.path == path && $0.status.kind == .regular }) else {
                throw Diagnostic(
                    .badTree,
                    "\(package.name) has no file \(path), which setcap gives capabilities to",
                    hint: "name a file that the steps install, relative to the package's root"
                )
            }
            found[entry.status.identity] = capabilities
        }
        return found
    }

    /// Declared and found dependencies together (PACKAGE.md §5.10).
    private func describe(_ package: StagedPackage, _ analysis: DependencyAnalysis) -> PackageInfo {
        var info = PackageInfo(name: package.name, version: package.version, architecture: package.architecture)
        info.dependencies = analysis.dependencies
        info.provides = analysis.provides
        info.vendored = analysis.vendored
        info.origin = package.origin
        info.description = package.description
        info.url = package.url
        info.commit = package.commit
        info.maintainer = package.maintainer
        info.buildDate = package.buildDate
        info.licenses = package.licenses
        info.replaces = package.replaces
        info.providerPriority = package.providerPriority
        info.replacesPriority = package.replacesPriority
        info.triggers = package.triggerPaths
        return info
    }

    private func scripts(_ package: StagedPackage) throws(Diagnostic) -> [Script] {
        var scripts: [Script] = []
        for (name, text) in package.scripts.sorted(by: { $0.key < $1.key }) where !text.isEmpty {
            guard let kind = Script.Kind(rawValue: name) else {
                throw Diagnostic(.internalError, "\(package.name) has a script of the unknown kind \(name)")
            }
            scripts.append(Script(kind: kind, content: Array(text.utf8)))
        }
        return scripts
    }
}

extension TarEntry {
    /// The entry of a staged file: owned by root, dated to the build (PACKAGE.md §2.4). Nil for a socket or a device.
    init?(_ entry: TreeEntry, time: Int64) {
        let kind: Kind
        switch entry.status.kind {
        case .regular: kind = .regular
        case .directory: kind = .directory
        case .symbolicLink: kind = .symbolicLink
        case .fifo: kind = .fifo
        case .characterDevice, .blockDevice, .socket: return nil
        }
        self.init(path: entry.path, kind: kind, mode: kind == .symbolicLink ? 0o777 : entry.status.mode)
        userName = "root"
        groupName = "root"
        modificationTime = time
    }
}

extension Diagnostic.Code {
    /// A staged tree that cannot become a package.
    public static let badTree = work("bad-tree")
}
