import ArgumentParser
import Diagnostics
import Files
import ImageConfigurations
import Images
import Recipes
import Registries
import SystemPackage

/// `cuttle image publish`.
struct ImagePublish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Builds an image and pushes it to a registry.",
        discussion: """
            The image of each architecture is pushed by its digest, then the index of them under every tag; its name by digest is written \
            to standard output. Credentials are those of docker login and podman login.

              cuttle image publish images/hello.yaml ghcr.io/team/hello:1.0 \\
                -r packages -k local.rsa.pub
            """
    )

    @Argument(help: ArgumentHelp("The image configuration.", valueName: "configuration"), completion: .file())
    var configuration: String

    @Argument(help: ArgumentHelp("What the image is to be called.", valueName: "tag"))
    var tags: [String]

    @OptionGroup var input: ImageInputOptions
    @OptionGroup var architectures: ImageArchitectureOptions

    @Option(
        help: ArgumentHelp("Take the packages that a lock file names, and no others.", valueName: "file"),
        completion: .file()
    )
    var lockfile: String?

    @OptionGroup var date: DateOptions

    @OptionGroup var making: ImageMakingOptions

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
        let references = try PublishedImageOptions.references(tags)
        let (loaded, image) = try input.load(configuration)
        let chosen = try ImageInputOptions.architectures(architectures.arch, image)
        let store = try input.store.open()
        let keys = try await ImageBuildInput.keys(image, chosen, input, store)
        let builder = ImageBuilder(
            store: store,
            keyring: keys,
            repositories: [],
            buildDate: try date.seconds(),
            order: making.layerOrder,
            codec: making.compression
        )
        // A registry that will not take the image is better known before it is built.
        for name in Set(references.map(\.repository)) { try await RegistryClient(name, settings: published.registry.settings).checkPush() }
        let packages = try await ImageBuildInput(input: input, lockfile: lockfile).packages(loaded, image, chosen, keys: keys)
        let folder = try TemporaryDirectory()
        let layout = folder.path.appending("layout")
        _ = try builder.build(
            image,
            of: packages,
            reference: references[0].tag ?? "latest",
            tag: tags[0],
            to: layout,
            bills: making.bills
        )
        try await published.push(ImageUpload(OCILayout(layout), asIndex: true), to: references)
        withExtendedLifetime(folder) {}
    }
}
