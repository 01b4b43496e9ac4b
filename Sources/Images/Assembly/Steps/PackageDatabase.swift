import APK
import Archives
import Diagnostics
import Roots
import Synchronization

/// What is installed in an image, in the form of apk-tools' database (IMAGE.md §9.2).
struct PackageDatabase {
    private let text: String
    private let triggers: String
    /// The records by package, in install order, without those of the image below.
    let records: [(package: String, text: String)]
    /// The paths of files by package, first those of the image below.
    let files: [[String]]

    /// - Parameters:
    ///   - infos: of the packages, as the rules of the image read them.
    ///   - base: the packages of the image below.
    init(
        _ packages: [PackageFile],
        _ infos: [PackageInfo],
        _ installation: PackageInstallation,
        base: BaseRecords?,
        in image: ImageFileSystem
    ) throws(Diagnostic) {
        let made = Mutex<[Int: (text: String, files: [String])]>([:])
        let writers = installation.writers
        try Array(packages.indices).forEachConcurrently { index throws(Diagnostic) in
            let entries = image.packages[index].listing.entries
            let record: (text: String, files: [String])
            switch image.rules {
            case .apko:
                let kept =
                    writers.isEmpty ? entries : entries.filter { writers[$0.path].map { $0 == index } ?? true || $0.kind == .directory }
                let peer = try PeerInstalledRecord(packages[index], infos[index], entries: kept)
                record = (peer.text, peer.files)
            case .cuttle:
                let kept = try image.own(entries, of: index)
                record = (InstalledDatabase.record(packages[index], entries: kept), kept.filter { $0.kind != .directory }.map(\.path))
            }
            made.withLock { $0[index] = record }
        }
        let all = made.withLock { $0 }
        let ofPackages = packages.indices.compactMap { all[$0] }
        let records = zip(infos, ofPackages).map { (package: $0.name, text: $1.text) }
        self.records = records
        files = (base?.records.map(\.files) ?? []) + ofPackages.map(\.files)
        var ordered = records
        // apko keeps the order of installation.
        if image.rules == .cuttle { ordered.sort { $0.package.utf8.lexicographicallyPrecedes($1.package.utf8) } }
        text = (base?.records.map(\.text) ?? []).joined() + ordered.map(\.text).joined()
        triggers = zip(packages, infos).map { package, info in
            let values = image.rules == .apko || info.triggers.isEmpty ? info.triggers : [info.triggers.joined(separator: " ")]
            return values.map { "\(package.identity) \($0)\n" }.joined()
        }.joined()
    }

    /// Writes the database.
    func write(to files: inout ImageFileSystem, scripts: ScriptArchive) throws(Diagnostic) {
        try files.write(DatabaseFolders.installed, Array(text.utf8))
        try files.write(DatabaseFolders.triggers, Array(triggers.utf8))
        try files.write(DatabaseFolders.scripts, scripts.finish())
    }
}

extension ImageFileSystem {
    /// The entries of a package that are its own in the image: not those that lost their places to other packages.
    fileprivate func own(_ entries: [PackageListing.Entry], of package: Int) throws(Diagnostic) -> [PackageListing.Entry] {
        var folder = FolderMemory()
        var own: [PackageListing.Entry] = []
        own.reserveCapacity(entries.count)
        for entry in entries {
            if entry.kind != .directory {
                guard let id = try folder.child(entry.path, in: self), self[id].origin?.package == Int32(package) else { continue }
            }
            own.append(entry)
        }
        return own
    }
}
