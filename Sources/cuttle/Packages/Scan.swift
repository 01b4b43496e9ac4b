import APK
import Analysis
import ArgumentParser
import Diagnostics
import JSON

/// `cuttle scan`.
struct Scan: ParsableCommand, ComparingCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Shows the description that packages would have by what their files need and offer today.",
        discussion: """
            The packages may be made by anyone. Dependencies and provides that a package has stay; what its files show besides is added, \
            in the order of a .PKGINFO. With --diff only what differs is shown, and the exit status is 1 when something does, and 2 when \
            packages cannot be read. Packages of one recipe are looked at together when they are named together. The reasons: cuttle lint --explain.

              cuttle scan --diff packages/x86_64/xz-*.apk
            """
    )

    @Argument(help: ArgumentHelp("Package files.", valueName: "package"), completion: .file(extensions: ["apk"]))
    var packages: [String]

    @Flag(help: "Show only what differs from the package's description.")
    var diff = false

    @Flag(help: "Print as JSON.")
    var json = false

    var isComparing: Bool { diff }

    func run() throws {
        let files = try PackageFile.open(packages)
        let scans = zip(files, try Explanation.explain(files)).map { DescriptionScan($0, $1) }
        if json {
            Console.print(JSON.object(["packages": .array(scans.map(\.document))]).text(indent: 2))
        } else if diff {
            for scan in scans where scan.isChanged {
                Console.print("\(scan.title)")
                Console.write(scan.added.map { "+\($0)\n" }.joined())
            }
        } else {
            Console.write(scans.map(\.info.text).joined(separator: "\n"))
        }
        if diff, scans.contains(where: \.isChanged) { throw ExitCode(1) }
    }
}

extension DescriptionScan {
    fileprivate var title: String { "\(info.name)-\(info.version)" }

    fileprivate var document: JSON {
        .object([
            "name": .string(info.name),
            "version": .string(info.version),
            "dependencies": .nonEmpty(info.dependencies),
            "provides": .nonEmpty(info.provides),
            "added": .nonEmpty(added),
        ])
    }
}
