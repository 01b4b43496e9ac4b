import APK
import ArgumentParser
import Diagnostics
import Files
import JSON
import Repositories
import SystemPackage

/// `cuttle repo diff`.
struct Difference: AsyncParsableCommand, ComparingCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Shows what differs between two repositories or indexes.",
        discussion: """
            Of each name the newest packages are compared. Exit status: 0 no difference, 1 some, 2 when they could not be compared.

              cuttle repo diff old/x86_64 packages/x86_64
              cuttle repo diff https://packages.example.org/sepia packages/x86_64
            """
    )

    @Argument(help: ArgumentHelp("The first: a folder, an APKINDEX.tar.gz, or an address.", valueName: "old"), completion: .file())
    var old: String

    @Argument(help: ArgumentHelp("The second.", valueName: "new"), completion: .file())
    var new: String

    @OptionGroup var listing: ListingOptions

    @Flag(help: "Print the differences as JSON.")
    var json = false

    func run() async throws {
        let difference = RepositoryDifference(try await index(old), try await index(new))
        if json {
            Console.print(difference.document.text(indent: 2))
        } else {
            for record in difference.removed { Console.print("- \(record.name) \(record.version)") }
            for record in difference.added { Console.print("+ \(record.name) \(record.version)") }
            for change in difference.changed {
                Console.print(
                    "~ \(change.name) \(change.isRebuilt ? "\(change.old.version), built anew" : "\(change.old.version) -> \(change.new.version)")"
                )
            }
        }
        if !(difference.added.isEmpty && difference.removed.isEmpty && difference.changed.isEmpty) { throw ExitCode(1) }
    }

    /// All packages of a place.
    private func index(_ place: String) async throws -> PackageIndex {
        RemoteRepositories.isRemote(place) ? try await listing.index(of: place) : try Self.index(FilePath(place))
    }

    private static func index(_ path: FilePath) throws(Diagnostic) -> PackageIndex {
        if path.string.hasSuffix(".tar.gz") {
            if !Files.exists(path) { throw Diagnostic(.missingFile, "there is no index \(path)") }
            return try PackageIndex(reading: path, keyring: nil)
        }
        let folders = try RepositoryVerbs.directories(of: path)
        if folders.count > 1 {
            let names = folders.compactMap { $0.lastComponent?.string }.joined(separator: ", ")
            throw Diagnostic(.usage, "\(path) has packages for \(names)", hint: "compare them one by one: \(folders[0])")
        }
        return try PackageIndex(reading: folders[0].appending("APKINDEX.tar.gz"), keyring: nil)
    }
}

extension RepositoryDifference {
    fileprivate var document: JSON {
        func entry(_ record: IndexRecord) -> JSON { .object(["name": .string(record.name), "version": .string(record.version)]) }
        return .object([
            "added": .array(added.map(entry)),
            "removed": .array(removed.map(entry)),
            "changed": .array(
                changed.map { .object(["name": .string($0.name), "old": .string($0.old.version), "new": .string($0.new.version)]) }
            ),
        ])
    }
}
