import APK
import ArgumentParser
import Diagnostics
import Repositories
import SystemPackage

/// `cuttle repo withdraw`.
struct Withdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: "Removes packages from a repository by name and version.",
        discussion: """
            What is removed is noted in the file withdrawn-packages.txt of its folder, so that it is not published again. Exit status: 1 when \
            a name is that of no package, and was not withdrawn before; the others are withdrawn all the same. \
            The names stand on the command line or in files, a name-version a line; a line may end in .apk, and # begins a comment.

              cuttle repo withdraw packages xz-5.6.0-r0 --signing-key local.rsa
              cuttle repo withdraw packages --packages-file list.txt --signing-key local.rsa
            """
    )

    @Argument(help: ArgumentHelp("The repository's folder.", valueName: "folder"), completion: .directory)
    var folder: String

    @Argument(help: ArgumentHelp("Packages: name-version.", valueName: "package"))
    var packages: [String] = []

    @Option(help: ArgumentHelp("A list of packages; may be given again.", valueName: "file"), completion: .file())
    var packagesFile: [String] = []

    @OptionGroup var removal: RemovalOptions

    func validate() throws {
        if packages.isEmpty, packagesFile.isEmpty { throw ValidationError("name a package, or give a list with --packages-file") }
    }

    func run() async throws {
        var names = packages
        for file in packagesFile {
            names += try WithdrawnPackages.names(in: FilePath(file)).map { String($0.dropLast(".apk".count)) }
        }
        if names.isEmpty { throw Diagnostic(.usage, "\(packagesFile.joined(separator: ", ")) names no package") }
        var unknown = Set(names)
        var listed: [IndexRecord] = []
        let isChanged = try await removal.run(FilePath(folder), discarding: names) { removal throws(Diagnostic) in
            let (found, missing) = try removal.named(names)
            unknown.formIntersection(missing)
            // A list that grows names also what was withdrawn by it before.
            let withdrawn = try WithdrawnPackages(removal.directory).names
            unknown = unknown.filter { !withdrawn.contains($0.hasSuffix(".apk") ? $0 : "\($0).apk") }
            if !unknown.isEmpty { listed += try removal.records() }
            return found
        } discarded: { name in
            unknown.remove(name)
            unknown.remove(String(name.dropLast(4)))
        }
        // What could be withdrawn is: that must not wait for somebody to mend a list.
        if !isChanged, unknown.isEmpty { Console.note("nothing to remove from \(folder)") }
        if unknown.isEmpty { return }
        // Each architecture has them.
        let titles = Dictionary(grouping: listed, by: \.name).mapValues { Set($0.map { "\($0.name)-\($0.version)" }).sorted() }
        // To look for the likes of each of many takes long.
        let looksForOthers = unknown.count <= Self.mostHints
        throw DiagnosticList(unknown.sorted().map { Self.unknown($0, among: titles, looksForOthers: looksForOthers) })
    }

    private static let mostHints = 20

    /// - Parameter titles: the packages that there are, by their names.
    private static func unknown(_ name: String, among titles: [String: [String]], looksForOthers: Bool) -> Diagnostic {
        let versions = titles[name] ?? []
        let near =
            looksForOthers
            ? Similarity.hint(for: name, in: titles.values.flatMap { $0 }.sorted()) ?? Similarity.hint(for: name, in: titles.keys.sorted())
            : nil
        // Every version ends in an epoch.
        let isComplete = name.contains(/-r[0-9]+(\.apk)?$/)
        return Diagnostic(
            .unknownPackage,
            "no package is called \(name)",
            hint: !versions.isEmpty
                ? "name it with its version: \(versions.joined(separator: ", "))"
                : near ?? (isComplete ? nil : "name it with its version, as in xz-5.6.0-r0")
        )
    }
}

extension Diagnostic.Code {
    /// A name that no package has.
    static let unknownPackage = work("unknown-package")
}
