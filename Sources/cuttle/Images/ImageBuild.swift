import ArgumentParser
import Diagnostics
import Files
import Images
import JSON
import SystemPackage

/// `cuttle image build`.
struct ImageBuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Builds an image as an OCI layout or an archive.",
        discussion: """
            Packages are chosen from the repositories and checked from the index's signature down to each file.

              cuttle image build images/hello.yaml -r packages -k local.rsa.pub
            """
    )

    @Argument(help: ArgumentHelp("The image configuration.", valueName: "configuration"), completion: .file())
    var configuration: String

    @Argument(help: ArgumentHelp("The image's name (default: the configuration's name, tag latest).", valueName: "tag"))
    var tag: String?

    @Argument(
        help: ArgumentHelp("The folder or file to write (default: output/ and the configuration's name).", valueName: "output"),
        completion: .file()
    )
    var output: String?

    @OptionGroup var input: ImageInputOptions
    @OptionGroup var architectures: ImageArchitectureOptions
    @OptionGroup var making: ImageMakingOptions
    @OptionGroup var documents: ImageDocumentOptions

    @Option(
        help: ArgumentHelp(
            "layout, oci-archive or docker-archive (default: by the output's name: .oci.tar, .tar, else a layout).",
            valueName: "format"
        ),
        transform: { try word($0) }
    )
    var outputFormat: OutputFormat?

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        let allowed = reference.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
        if reference.isEmpty || reference.count > 128 || !allowed || ".-".contains(reference.first ?? "-") {
            throw ValidationError("\"\(reference)\" is not a tag: use letters, digits and . _ -")
        }
    }

    func run() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let folder = output ?? "output/\(FilePath(configuration).stem ?? "image")"
        let making = try await ImageMaking(configuration, input, making, documents) { try architectures.chosen($0) }
        let result = try making.builder.build(
            making.configuration,
            of: try await making.packages(),
            adding: try input.morePackages(),
            reference: reference,
            tag: tag,
            to: FilePath(folder),
            as: outputFormat ?? format(of: FilePath(folder)),
            bills: documents.bills
        )
        for warning in result.warnings { Console.warn(warning) }
        if json {
            let text = JSON.object([
                "digest": .string("sha256:\(result.digest)"), "layout": .string(folder), "packages": .strings(result.packages),
            ]).text(indent: 2)
            Console.print(text)
            return
        }
        for package in result.packages { Console.note("  \(package)") }
        Console.note("\(folder) (\(tag ?? reference)) sha256:\(result.digest)")
        Console.note(
            "\(Console.count(result.packages.count, "package")), \(Console.size(result.size)) compressed, in \(BuildProgress.seconds(clock.now - start))"
        )
    }

    /// What a folder becomes, also one that a link leads to, is a layout.
    private func format(of output: FilePath) -> OutputFormat {
        (try? FileStatus(followingLinks: output))?.kind == .directory ? .layout : OutputFormat(of: output)
    }

    /// The part of the tag after the colon: layouts name images by it.
    private var reference: String {
        guard let tag, let colon = tag.lastIndex(of: ":"), !tag[colon...].contains("/") else { return "latest" }
        return String(tag[tag.index(after: colon)...])
    }
}
