import ArgumentParser
import Registries
import SystemPackage

/// `cuttle image push`.
struct ImagePush: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push",
        abstract: "Pushes an image of an OCI layout or its archive to a registry.",
        discussion: """
            What the registry has already is not sent. Tags are set last. Credentials are those of docker login and podman login. The \
            image's name by its digest is written to standard output.

              cuttle image push output/hello ghcr.io/team/hello:1.0 \\
                ghcr.io/team/hello:latest
            """
    )

    @Argument(help: ArgumentHelp("The folder or archive of the layout.", valueName: "layout"), completion: .file())
    var layout: String

    @Argument(help: ArgumentHelp("What the image is to be called.", valueName: "tag"))
    var tags: [String]

    @Option(help: ArgumentHelp("Which image of the layout, by its name there (default: the only one).", valueName: "name"))
    var name: String?

    @OptionGroup var published: PublishedImageOptions

    func run() async throws {
        let target = try published.target(tags)
        let opened = try OpenedLayout(FilePath(layout))
        defer { withExtendedLifetime(opened) {} }
        try await published.push(ImageUpload(opened.layout, named: name), to: target)
    }
}
