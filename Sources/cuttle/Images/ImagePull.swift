import ArgumentParser
import JSON
import Registries
import SystemPackage

/// `cuttle image pull`.
struct ImagePull: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Fetches an image, for all its platforms, into an OCI layout.",
        discussion: """
            Everything is checked against the digests that name it. Images are added to a layout that is there; a transfer that was broken \
            off goes on.

              cuttle image pull ghcr.io/team/hello:1.0 output/hello
            """
    )

    @Argument(help: ArgumentHelp("The image: by tag or digest.", valueName: "reference"))
    var reference: String

    @Argument(help: ArgumentHelp("The folder of the layout.", valueName: "layout"), completion: .directory)
    var layout: String

    @OptionGroup var registry: RegistryOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        let reference = try ImageReference(reference)
        let status = StatusLine()
        defer { status.clear() }
        let image = try await ImageDownload(into: FilePath(layout)).run(reference, settings: registry.settings) { status.show($0) }
        status.clear()
        let name = "\(reference.repository)@\(image.root.descriptor.digest)"
        if json {
            Console.print(JSON.object(["image": .string(name), "layout": .string(layout)]).text(indent: 2))
        } else {
            Console.print(name)
        }
    }
}

/// `cuttle image tags`.
struct ImageTags: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tags",
        abstract: "Lists the tags of a repository of images.",
        discussion: "Tags that only lead to signatures, attestations and lists of such are left out, unless --all is given."
    )

    @Argument(help: ArgumentHelp("The repository: ghcr.io/team/hello.", valueName: "repository"))
    var repository: String

    @OptionGroup var registry: RegistryOptions

    @Flag(help: "List the tags of signatures and attestations, too.")
    var all = false

    @Flag(help: "Print the tags as JSON.")
    var json = false

    func run() async throws {
        let name = try RepositoryName(repository)
        let tags = try await RegistryClient(name, settings: registry.settings).tags().filter { all || !RegistryClient.isOfReferrers($0) }
        if json {
            Console.print(JSON.object(["repository": .string(name.description), "tags": .strings(tags)]).text(indent: 2))
        } else {
            for tag in tags { Console.print(tag) }
        }
    }
}
