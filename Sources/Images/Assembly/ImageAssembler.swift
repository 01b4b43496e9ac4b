import APK
import Cryptography
import Diagnostics
import ImageConfigurations
import Roots
import Transfers

/// Puts the file system of an image together, step by step (IMAGE.md §9, §10).
struct ImageAssembler {
    let configuration: ImageConfiguration
    let architecture: String
    let trees: PackageTrees
    let keyring: [PublicKey]
    let rules: ImageRules
    /// Repositories that are used and written into the image beside those of the configuration.
    let repositories: [String]
    /// What is installed in the image that this one is built on.
    let base: BaseRecords?
    /// When the image was built, in seconds since 1970; nil: when its newest package was.
    let time: Int64?
    /// The time of scripts in the database, in seconds since 1970.
    let scriptTime: Int64
    /// Whom commands run as, after names became numbers; known when the image is assembled.
    private(set) var user = ""
    /// The files that every image should have, and this one has not.
    private(set) var missing: [MissingFile] = []
    /// The records of the database by package, in install order, without those of the image below.
    private(set) var records: [(package: String, text: String)] = []

    init(
        configuration: ImageConfiguration,
        architecture: String,
        trees: PackageTrees,
        keyring: [PublicKey],
        rules: ImageRules = .cuttle,
        repositories: [String] = [],
        base: BaseRecords? = nil,
        time: Int64? = nil,
        scriptTime: Int64 = 0
    ) {
        self.configuration = configuration
        self.architecture = architecture
        self.trees = trees
        self.keyring = keyring
        self.rules = rules
        self.repositories = repositories
        self.base = base
        self.time = time
        self.scriptTime = scriptTime
    }

    /// Assembles packages, in install order.
    ///
    /// - Parameter world: what `/etc/apk/world` says was asked for.
    /// - Throws: also when packages bring different files of one name, all such paths at once.
    mutating func assemble(_ packages: [PackageFile], world: [String]) throws(Diagnostic) -> ImageFileSystem {
        let infos = packages.map { rules == .apko ? PackageInfo($0.info, asPeerReads: $0.infoText) : $0.info }
        let installed = (base?.records.map { InstalledPackage($0) } ?? []) + infos.map { InstalledPackage($0) }
        let built = time ?? max(0, installed.map(\.buildTime).max() ?? 0)
        var files = ImageFileSystem(rules: rules)
        let everything = world + (base?.records.map { "\($0.name)=\($0.version)" } ?? [])
        try DatabaseFolders.add(
            to: &files,
            architecture: architecture,
            keys: keyring.map { ($0.name, $0.pem) },
            repositories: addresses(configuration.contents.buildRepositories),
            world: Self.ordered(everything)
        )
        var installation = PackageInstallation(rules: rules)
        let scripts = ScriptArchive(rules: rules, time: scriptTime)
        for (package, info) in zip(packages, infos) {
            let contents = try trees.contents(package)
            try installation.install(info, ImageFileSystem.Package(name: info.name, contents: contents), into: &files)
            try scripts.add(package)
        }
        try installation.conflicts.check(infos)
        let database = try PackageDatabase(packages, infos, installation, base: base, in: files)
        records = database.records
        try database.write(to: &files, scripts: scripts)
        try DatabaseLink.add(to: &files, isMerged: installed.contains { $0.provides.contains("merged-lib") })
        if base == nil { user = try AccountsStep(rules: rules, accounts: configuration.accounts).apply(to: &files) }
        try ConfigurationRecord.add(configuration, user: user, to: &files)
        for mutation in configuration.paths { try PathMutations.apply(mutation, to: &files) }
        if let certificates = configuration.certificates {
            let providers = zip(installed, database.files).map { Certificates.Provider(provides: $0.provides, files: $1) }
            try Certificates(configuration: certificates, time: built).apply(to: &files, providers: providers)
        }
        try BundleChecksums.add(to: &files, time: built)
        try RuntimeKeyring.add(configuration.contents.runtimeKeyring, to: &files, time: built)
        try Services.add(configuration.entrypoint.services, to: &files)
        try BusyboxLinks.add(to: &files, packages: installed)
        try DatabaseFolders.addDevices(to: &files, mode: rules == .apko ? 0 : nil)
        try LibraryCache.add(to: &files)
        try addRepositories(to: &files)
        // The image below may have them.
        if base == nil { missing = try MissingFile.all(in: files) }
        return files
    }

    /// Where the image finds more packages when it runs (IMAGE.md §4.1).
    private func addRepositories(to files: inout ImageFileSystem) throws(Diagnostic) {
        var addresses = addresses(configuration.contents.runtimeRepositories)
        switch rules {
        case .apko:
            if addresses.isEmpty {
                throw Diagnostic(
                    .badImage,
                    "the image would have no repository in /etc/apk/repositories, which apko refuses",
                    hint: "list one under contents.repositories or contents.runtime_repositories"
                )
            }
        case .cuttle:
            // Folders of the machine that builds mean nothing in the image; what it shall know beside them says runtime_repositories.
            let own = configuration.contents.runtimeRepositories.map(\.withoutCredentials)
            addresses = Self.ordered(configuration.contents.repositories.compactMap(\.addressForEverybody) + own)
        }
        try files.write(DatabaseFolders.repositories, DatabaseFolders.lines(addresses))
    }

    private func addresses(_ others: [String]) -> [String] {
        Self.ordered(configuration.contents.repositories + others + repositories)
    }

    /// Each text once, in byte order.
    private static func ordered(_ texts: [String]) -> [String] {
        Set(texts).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
