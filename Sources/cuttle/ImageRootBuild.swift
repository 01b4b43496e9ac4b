import ArgumentParser
import Diagnostics
import Images
import Recipes
import SystemPackage

/// What verbs take that write the files of an image as an archive of their own.
struct ImageRootOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The image configuration.", valueName: "configuration"), completion: .file())
    var configuration: String

    @Argument(help: ArgumentHelp("The file to write.", valueName: "output"), completion: .file())
    var output: String

    @OptionGroup var input: ImageInputOptions

    @Option(help: ArgumentHelp("The architecture (default: that of this machine).", valueName: "name"))
    var buildArch: String?

    @OptionGroup var date: DateOptions

    func build(_ format: ImageBuilder.RootFormat) async throws {
        let (loaded, image) = try input.load(configuration)
        let architecture = try ImageInputOptions.architectures([buildArch ?? "host"], image)
        let store = try input.store.open()
        let keys = try await ImageBuildInput.keys(image, architecture, input, store)
        let builder = ImageBuilder(
            store: store,
            keyring: keys,
            repositories: [],
            buildDate: try date.seconds()
        )
        for packages in try await ImageBuildInput(input: input).packages(loaded, image, architecture, keys: keys) {
            try builder.buildRoot(image, of: packages, as: format, to: FilePath(output))
            Console.note("\(output): \(Console.count(packages.files.count, "package")) for \(packages.architecture)")
        }
    }
}

/// `cuttle image build-minirootfs`.
struct ImageRootBuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build-minirootfs",
        abstract: "Writes the files of an image as a tar archive, not compressed.",
        discussion: """
            For chroots and virtual machines: what the one layer of the image would hold, in the order of paths.

              cuttle image build-minirootfs images/hello.yaml hello.tar \\
                -r packages -k local.rsa.pub
            """
    )

    @OptionGroup var options: ImageRootOptions

    func run() async throws { try await options.build(.tar) }
}

/// `cuttle image build-cpio`.
struct ImageCpioBuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build-cpio",
        abstract: "Writes the files of an image as a cpio archive, for Linux to start from.",
        discussion: """
            The form is newc; a name that ends in .gz gives a compressed archive. All files belong to root.

              cuttle image build-cpio images/hello.yaml hello.cpio.gz \\
                -r packages -k local.rsa.pub
            """
    )

    @OptionGroup var options: ImageRootOptions

    func run() async throws { try await options.build(.cpio) }
}
