import ArgumentParser
import ImageConfigurations
import Images
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

    @OptionGroup var making: ImageMakingOptions

    /// apko takes a folder for bills of materials here, and writes none.
    @Option(help: .hidden) var sbomPath: String?

    func build(_ format: ImageBuilder.RootFormat) async throws {
        let architecture = try ImageArchitectureOptions.list([buildArch ?? "host"])
        let making = try await ImageMaking(configuration, input, making, nil) { _ in
            ImageArchitectures(list: architecture, areAskedFor: true)
        }
        let isLikeApko = input.layerOrder == .path
        for packages in try await making.packages() {
            // apko writes down the configuration without what the command line adds to it.
            let warnings = try making.builder.buildRoot(
                isLikeApko ? try making.unchanged() : making.configuration,
                of: packages,
                adding: try input.morePackages(),
                repositories: isLikeApko ? try CommaList.items(input.repositories) : [],
                as: format,
                to: FilePath(output)
            )
            for warning in warnings { Console.warn(warning) }
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

              cuttle image build-minirootfs images/hello.yaml hello.tar -r packages -k local.rsa.pub
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

              cuttle image build-cpio images/hello.yaml hello.cpio.gz -r packages -k local.rsa.pub
            """
    )

    @OptionGroup var options: ImageRootOptions

    func run() async throws { try await options.build(.cpio) }
}
