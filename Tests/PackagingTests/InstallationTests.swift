import APK
import Archives
import Cryptography
import Diagnostics
import Files
import Glibc
import Packaging
import Repositories
import Roots
import SystemPackage
import TestSupport
import Testing

/// What apk-tools make of a repository of ours: installed, audited, removed, and written down as we write it down.
@Suite(
    .enabled(if: !ApkTools.found.isEmpty, "\(ApkTools.absence)"),
    .enabled(if: InstallationRoot.isPossible, "neither root nor user namespaces")
)
struct InstallationTests {
    /// The repository that `make demo` builds; absent before.
    static let demo = Files.absolute(FilePath(#filePath).appending("../../../packages"))
    static var hasDemo: Bool { Files.exists(demo.appending("x86_64/APKINDEX.tar.gz")) }

    /// Installs everything in a repository, compares the database, audits, removes.
    ///
    /// - Parameters:
    ///   - besides: repositories with what the packages need from elsewhere.
    ///   - look: looks at what is installed.
    private func referee(
        _ tools: ApkTools,
        _ repository: FilePath,
        besides: [FilePath] = [],
        keys: FilePath,
        in folder: FilePath,
        look: (InstallationRoot) throws -> Void = { _ in }
    ) throws {
        let root = try InstallationRoot(tools, in: folder, keys: keys, repositories: [repository] + besides)
        var packages: [PackageFile] = []
        for place in root.repositories { packages += try Self.packages(in: place) }
        let names = packages.map(\.info.name).joined(separator: " ")
        let verified = try tools.verify(packages.map(\.path), keys: keys)
        #expect(verified.status == 0, "\(verified.output)")

        let added = try root.apk("add --initdb \(names)")
        #expect(added.status == 0 && !added.output.contains("ERROR") && !added.output.contains("WARNING"), "\(added.output)")
        var database = InstalledDatabase()
        for package in packages { database.add(package, entries: try Self.entries(of: package)) }
        let difference = try Self.difference(root.installed(), database.text)
        #expect(difference == "")
        let audited = try root.apk("audit --system --recursive --check-permissions")
        #expect(audited.status == 0 && audited.output == "", "\(audited.output)")
        try look(root)

        // A package that brings the link `lib` goes last: with it goes the way to the database.
        let (staying, going) = try Self.divide(packages) { try Self.entries(of: $0).contains { $0.path == "lib" && $0.kind != .directory } }
        let removed = try root.apk("del \(going.map(\.info.name).joined(separator: " "))")
        #expect(removed.status == 0 && !removed.output.contains("ERROR"), "\(removed.output)")
        var rest = InstalledDatabase()
        for package in staying { rest.add(package, entries: try Self.entries(of: package)) }
        #expect(try Self.difference(root.installed(), rest.text) == "")
        let expected = try staying.flatMap { try Self.entries(of: $0) }.filter { $0.kind != .directory && $0.path != "lib" }.map(\.path)
        #expect(try Set(root.files()) == Set(expected))
        try remove(staying, from: root)
    }

    /// Removes the base layout, by which a root ends: apk-tools takes away all its files, and then does not find the folder `lib` to write
    /// down that it did, which apk-tools 3 reports and apk-tools 2 does not. No packaging helps: the link is the package's to remove.
    private func remove(_ packages: [PackageFile], from root: InstallationRoot) throws {
        if packages.isEmpty { return }
        let removed = try root.apk("del \(packages.map(\.info.name).joined(separator: " "))")
        #expect((removed.status == 0) == (root.tools.generation == 2), "\(removed.output)")
        let errors = removed.output.split(separator: "\n").filter { $0.contains("ERROR") }
        #expect(errors.allSatisfy { $0.contains("failed to write database") }, "\(removed.output)")
        #expect(try root.files() == [])
        #expect(!Files.exists(root.path.appending("lib")))
    }

    /// Owners and attributes as packages of other makers have them: ours are root's.
    @Test(.enabled(if: getuid() == 0, "only root gives files away"), arguments: ApkTools.found)
    func ownersAndAttributes(_ tools: ApkTools) throws {
        try withScratch { folder in
            let shop = try Shop(in: folder)
            func entry(_ path: String, _ kind: TarEntry.Kind, _ mode: UInt32, _ user: UInt32, _ group: UInt32) -> TarEntry {
                var entry = TarEntry(path: path, kind: kind, mode: mode)
                (entry.user, entry.group, entry.modificationTime) = (user, group, 1_700_000_000)
                return entry
            }
            var marked = entry("srv/web/marked", .regular, 0o644, 0, 0)
            marked.records = [
                .init(key: "SCHILY.xattr.user.b", value: [0, 10, 255]), .init(key: "SCHILY.xattr.user.a", value: Array("1".utf8)),
            ]
            var folderWithMark = entry("srv/web/folder", .directory, 0o755, 0, 0)
            folderWithMark.records = [.init(key: "SCHILY.xattr.user.c", value: Array("2".utf8))]
            var link = entry("srv/web/private-too", .hardLink, 0o640, 33, 44)
            link.linkTarget = "srv/web/private"
            var pointer = entry("srv/web/pointer", .symbolicLink, 0o777, 0, 0)
            pointer.linkTarget = "private"
            var named = entry("srv/web/named", .regular, 0o600, 0, 0)
            (named.userName, named.groupName) = ("root", "root")
            let repository = try shop.publish(
                "web",
                // In byte order, as the format has it: apk-tools 2 lists files in the order of the package.
                entries: [
                    (entry("srv", .directory, 0o755, 0, 0), ""), (entry("srv/web", .directory, 0o750, 33, 44), ""),
                    (folderWithMark, ""), (entry("srv/web/group", .regular, 0o2755, 33, 0), "group"), (marked, "marked"),
                    (named, "named"), (pointer, ""), (entry("srv/web/private", .regular, 0o640, 33, 44), "private"), (link, ""),
                    (entry("srv/web/run", .regular, 0o4750, 0, 44), "run"),
                ]
            )
            try referee(tools, repository, keys: shop.keys, in: folder) { root in
                let listed = try Shell("cd \(root.path)/srv/web && stat -c '%n %u:%g %a' . private run group").output
                #expect(listed == ". 33:44 750\nprivate 33:44 640\nrun 0:44 4750\ngroup 33:0 2755\n")
            }
        }
    }

    @Test(.enabled(if: hasDemo, "there are no packages of the demo: make packages"), arguments: ApkTools.found)
    func theDemo(_ tools: ApkTools) throws {
        try withScratch { folder in
            let shop = try Shop(in: folder)
            try Shell.run("cp \(Self.demo)/../keys/*.pub \(shop.keys)")
            // What the packages link with comes from the seed, which nothing may be installed with: something stands in for it.
            let records = try PackageIndex(reading: Self.demo.appending("x86_64/APKINDEX.tar.gz"), keyring: nil).records
            let there = Set(records.flatMap { [$0.name] + $0.provides.map(Self.name) })
            let missing = Set(records.flatMap { $0.dependencies.map(Self.name) }).subtracting(there)
            let standIn = try shop.publish("stand-in", "mkdir -p $T/usr/lib") { $0.provides = missing.sorted() }
            try referee(tools, Self.demo, besides: [standIn], keys: shop.keys, in: folder)
        }
    }

    /// The packages of a repository, in the order of its index.
    private static func packages(in repository: FilePath) throws -> [PackageFile] {
        let directory = repository.appending("x86_64")
        let index = try PackageIndex(reading: directory.appending("APKINDEX.tar.gz"), keyring: nil)
        return try index.records.map { try PackageFile(directory.appending($0.fileName)) }
    }

    private static func entries(of package: PackageFile) throws -> [TarEntry] {
        var entries: [TarEntry] = []
        try package.readData { entry, _ throws(Diagnostic) in entries.append(entry) }
        return entries
    }

    private static func divide(
        _ packages: [PackageFile],
        _ isFirst: (PackageFile) throws -> Bool
    ) rethrows -> ([PackageFile], [PackageFile]) {
        (try packages.filter(isFirst), try packages.filter { try !isFirst($0) })
    }

    private static func name(_ dependency: String) -> String { String(dependency.prefix { !"<>=~".contains($0) }) }

    /// The lines that only one of two texts has, with a sign in front; the order when that is all.
    private static func difference(_ theirs: String, _ ours: String) -> String {
        if theirs == ours { return "" }
        let (left, right) = (theirs.split(separator: "\n"), ours.split(separator: "\n"))
        let lines = left.filter { !right.contains($0) }.map { "-\($0)" } + right.filter { !left.contains($0) }.map { "+\($0)" }
        return lines.isEmpty ? "the order of lines" : lines.joined(separator: "\n")
    }
}
