import ArgumentParser
import Diagnostics
import Files
import Images
import Registries
import SystemPackage

/// `cuttle image publish`.
struct ImagePublish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Builds an image and pushes it to a registry.",
        discussion: """
            The image of each architecture is pushed by its digest, then the index of them under every tag; its name by digest is written
            to standard output. Credentials are those of docker login and podman login.

              cuttle image publish images/hello.yaml ghcr.io/team/hello:1.0 -r packages -k local.rsa.pub
            """
    )

    @Argument(help: ArgumentHelp("The image configuration.", valueName: "configuration"), completion: .file())
    var configuration: String

    @Argument(help: ArgumentHelp("What the image is to be called.", valueName: "tag"))
    var tags: [String]

    @OptionGroup var input: ImageInputOptions
    @OptionGroup var architectures: ImageArchitectureOptions

    @OptionGroup var making: ImageMakingOptions
    @OptionGroup var documents: ImageDocumentOptions

    @Flag(help: .hidden)
    var local = false

    @OptionGroup var published: PublishedImageOptions

    func run() async throws {
        if local {
            throw Diagnostic(
                .unsupported,
                "--local would load the image into Docker, which Cuttle does not talk to",
                hint: "build a layout with cuttle image build, and load it with skopeo copy oci:LAYOUT docker-daemon:TAG"
            )
        }
        let target = try published.target(tags)
        let making = try await ImageMaking(configuration, input, making, documents) { try architectures.chosen($0) }
        // A registry that will not take the image is better known before it is built.
        for name in Set(target.references.map(\.repository)) {
            try await RegistryClient(name, settings: published.registry.settings).checkPush()
        }
        let packages = try await making.packages()
        let folder = try TemporaryDirectory()
        let layout = folder.path.appending("layout")
        let result = try making.builder.build(
            making.configuration,
            of: packages,
            adding: try input.morePackages(),
            reference: target.references[0].tag ?? "latest",
            tag: tags[0],
            to: layout,
            bills: documents.bills
        )
        for warning in result.warnings { Console.warn(warning) }
        try await published.push(ImageUpload(OCILayout(layout), below: result.index), to: target)
        withExtendedLifetime(folder) {}
    }
}
