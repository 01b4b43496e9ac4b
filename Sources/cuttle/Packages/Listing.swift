import APK
import ArgumentParser
import Diagnostics
import Files
import Glibc
import JSON
import Repositories
import SystemPackage

/// `cuttle list`.
struct Listing: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Shows what is in packages, indexes and repositories.",
        discussion: """
            A package's files are listed, with --info what it says of itself. Of an index, or of a repository's folder, the packages are \
            listed, also of an address. Signatures are not checked: see cuttle verify.

              cuttle list packages/x86_64/xz-5.8.1-r0.apk
              cuttle list packages --name 'xz*'
              cuttle list https://packages.example.org/sepia --arch x86_64 --info --name xz
            """
    )

    @Argument(help: ArgumentHelp("Packages, indexes, folders and addresses of repositories.", valueName: "path"), completion: .file())
    var paths: [String]

    @Option(help: ArgumentHelp("Only packages whose names match, with * and ?; may be given again.", valueName: "pattern"))
    var name: [String] = []

    @Flag(help: "Show what packages say of themselves.")
    var info = false

    @OptionGroup var listing: ListingOptions

    @Flag(help: "Print as JSON.")
    var json = false

    func run() async throws {
        var packages: [PackageContents] = []
        var records: [IndexRecord] = []
        var problems: [Diagnostic] = []
        for place in paths {
            let path = FilePath(place)
            do {
                if RemoteRepositories.isRemote(place) {
                    records += try await listing.index(of: place).records
                    continue
                }
                guard let status = FileStatus.ifPresent(path) else { throw Diagnostic(.missingFile, "there is no \(path)") }
                if status.kind == .directory {
                    for folder in try RepositoryVerbs.directories(of: path) {
                        records += try PackageIndex(reading: folder.appending("APKINDEX.tar.gz"), keyring: nil).records
                    }
                } else if path.string.hasSuffix(".tar.gz") {
                    records += try PackageIndex(reading: path, keyring: nil).records
                } else {
                    let file = try PackageFile(path)
                    if isAsked(file.info.name) { packages.append(try PackageContents(file)) }
                }
            } catch let error as Diagnostic {
                problems.append(error)
            }
        }
        records.removeAll { !isAsked($0.name) }
        if json {
            let list = packages.map(\.document) + records.map(\.document)
            Console.print(JSON.object(["packages": .array(list)]).text(indent: 2))
        } else {
            for package in packages {
                if packages.count > 1 || info { Console.print("\(package.file.info.name)-\(package.file.info.version)") }
                Console.write(info ? package.description : package.text)
            }
            for record in records where info { Console.write("\(record.name)-\(record.version)\n" + Self.details(record.fields)) }
            if !info { Console.write(Self.table(records)) }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
    }

    private func isAsked(_ package: String) -> Bool {
        name.isEmpty || name.contains { fnmatch($0, package, 0) == 0 }
    }

    /// A line for each package, in columns: its name, architecture, size on disk and description.
    private static func table(_ records: [IndexRecord]) -> String {
        let rows = records.map { ["\($0.name)-\($0.version)", $0.architecture, Console.size($0.installedSize), $0.description] }
        let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let name = row[0] + String(repeating: " ", count: widths[0] - row[0].count)
            let architecture = row[1] + String(repeating: " ", count: widths[1] - row[1].count)
            let size = String(repeating: " ", count: widths[2] - row[2].count) + row[2]
            return "\(name)  \(architecture)  \(size)  \(row[3])\n"
        }.joined()
    }

    /// Fields with values, a line each.
    static func details(_ fields: [(String, String)]) -> String {
        fields.filter { !$0.1.isEmpty }.map { "  \($0.0): \($0.1)\n" }.joined()
    }
}

extension IndexRecord {
    /// What is said of the package, for people.
    var fields: [(String, String)] {
        [
            ("description", description), ("url", url), ("license", license), ("architecture", architecture), ("origin", origin),
            ("maintainer", maintainer), ("commit", commit), ("size", Console.size(size)), ("on disk", Console.size(installedSize)),
            ("checksum", identity.description), ("priority", providerPriority.map { String($0) } ?? ""),
            ("needs", dependencies.joined(separator: " ")), ("offers", provides.joined(separator: " ")),
            ("comes with", installIf.joined(separator: " ")),
        ]
    }
}
