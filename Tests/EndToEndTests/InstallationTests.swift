import APK
import Archives
import Diagnostics
import Files
import Glibc
import Roots
import SystemPackage
import TestSupport
import Testing

/// What apk-tools makes of packages that were built from recipes: installed, upgraded, audited, removed, scripts and triggers run.
@Suite(
    .enabled(if: !ApkTools.found.isEmpty, "\(ApkTools.absence)"),
    .enabled(if: InstallationRoot.isPossible, "neither root nor user namespaces")
)
struct InstallationTests {
    @Test(arguments: ApkTools.found)
    func packagesOfEveryKind(_ tools: ApkTools) async throws {
        let desk = try await Desk()
        try desk.write("recorder.yaml", InstallationRecipes.recorder)
        for version in [1, 2] {
            try desk.write("kinds.yaml", InstallationRecipes.kinds(version: version))
            let built = try await desk.build(["recorder.yaml", "kinds.yaml"])
            try #require(built.status == 0, "\(built.error)")
        }
        let keys = desk.path.appending("keys")
        try Files.makeDirectory(keys)
        try Files.copy(desk.bench.publicKey, to: keys.appending(desk.bench.publicKey.lastComponent?.string ?? ""))
        let packages = desk.path.appending("packages/x86_64")
        let verified = try tools.verify(desk.packages().map { packages.appending($0) }, keys: keys)
        #expect(verified.status == 0, "\(verified.output)")
        let visit = Visit(
            root: try InstallationRoot(tools, in: desk.path, keys: keys, repositories: [desk.path.appending("packages")]),
            packages: packages
        )
        try visit.change("add --initdb recorder kinds=1-r0", leaves: ["kinds-1-r0", "recorder-1-r0"])
        try visit.expect(["pre-install 1-r0", "post-install 1-r0", "trigger /usr/share/kinds/own"])
        try visit.expectCapability(of: "usr/bin/capable")
        try visit.change("add leaf=1-r0", leaves: ["kinds-1-r0", "leaf-1-r0", "recorder-1-r0"])
        try visit.expect(["trigger /usr/share/kinds/leaf"])
        try visit.change("add kinds=2-r0 leaf=2-r0", leaves: ["kinds-2-r0", "leaf-2-r0", "recorder-1-r0"])
        try visit.expect(["pre-upgrade 2-r0 1-r0", "post-upgrade 2-r0 1-r0", "trigger /usr/share/kinds/leaf /usr/share/kinds/own"])
        try visit.change("del kinds leaf", leaves: ["recorder-1-r0"])
        try visit.expect(["pre-deinstall 2-r0", "post-deinstall 2-r0"])
        try visit.change("del recorder", leaves: [])
        // The log is not the package's.
        #expect(try visit.root.files() == ["var/lib/recorder/log"])
        #expect(try visit.root.folders() == ["var/lib", "var/lib/recorder"])
    }

    /// A pipe is installed and removed; an audit would wait for somebody to write into it.
    @Test(arguments: ApkTools.found)
    func aPipe(_ tools: ApkTools) async throws {
        let desk = try await Desk()
        try desk.write("kinds.yaml", InstallationRecipes.kinds(version: 1))
        let built = try await desk.build(["kinds.yaml"])
        try #require(built.status == 0, "\(built.error)")
        let keys = desk.path.appending("keys")
        try Files.makeDirectory(keys)
        try Files.copy(desk.bench.publicKey, to: keys.appending(desk.bench.publicKey.lastComponent?.string ?? ""))
        let root = try InstallationRoot(tools, in: desk.path, keys: keys, repositories: [desk.path.appending("packages")])
        let added = try root.apk("add --initdb pipes")
        #expect(added.status == 0 && !added.output.contains("ERROR"), "\(added.output)")
        #expect(try FileStatus(root.path.appending("var/pipes/pipe")).kind == .fifo)
        let removed = try root.apk("del pipes")
        #expect(removed.status == 0 && !removed.output.contains("ERROR"), "\(removed.output)")
    }
}

/// A root that packages come to and leave.
private struct Visit {
    let root: InstallationRoot
    /// The folder of the packages.
    let packages: FilePath

    /// Runs apk-tools, and compares what is installed then with what Cuttle writes down of it.
    func change(_ command: String, leaves names: [String]) throws {
        let outcome = try root.apk(command)
        #expect(outcome.status == 0, "\(command): \(outcome.output)")
        for word in ["ERROR", "WARNING"] { #expect(!outcome.output.contains(word), "\(command): \(outcome.output)") }
        var database = InstalledDatabase()
        for name in names {
            let package = try PackageFile(packages.appending("\(name).apk"))
            var entries: [TarEntry] = []
            try package.readData { entry, _ throws(Diagnostic) in entries.append(entry) }
            database.add(package, entries: entries)
        }
        let installed = try root.installed()
        #expect(installed == database.text, "\(command)")
        let audited = try root.apk("audit --system --recursive --check-permissions")
        // The kernel gives the attribute in the older, shorter form, so that its digest is another than that of what was written.
        let excused: Set<Substring> = names.contains { $0.hasPrefix("kinds-") } ? ["x usr/bin/capable"] : []
        let complaints = audited.output.split(separator: "\n").filter { !excused.contains($0) }
        #expect(audited.status == 0 && complaints.isEmpty, "\(command): \(audited.output)")
    }

    /// What the audit cannot judge. In a user namespace the kernel adds whose root is meant.
    func expectCapability(of file: String) throws {
        guard getuid() == 0, Shell.has("python3") else { return }
        let read = "import os; print(os.getxattr(\"\(root.path)/\(file)\", \"security.capability\").hex())"
        // Version 2, effective; cap_net_bind_service is permitted, nothing is inheritable.
        #expect(try Shell("python3 -c '\(read)'").output == "0100000200040000000000000000000000000000\n")
    }

    /// Compares what scripts wrote down since the last time.
    func expect(_ lines: [String]) throws {
        let log = root.path.appending("var/lib/recorder/log")
        // Every one of them runs at the top of the root, as its owner, with a mask that lets others read what it makes.
        #expect(String(decoding: try Files.read(log), as: UTF8.self) == lines.map { $0 + " in / as 0 with 022\n" }.joined())
        try Files.writeAtomically([], to: log)
    }
}
