import ArgumentParser
import Glibc
import ImageSignatures
import Registries

/// `cuttle image sign`.
struct ImageSign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Signs images, as cosign does with a key.",
        discussion: """
            An image is a reference to a registry, the folder of an OCI layout, or an archive of one. The signature is kept beside it: as a \
            bundle that refers to it, and in registries also under a tag that all versions of cosign know.

              cuttle image sign --key cosign.key ghcr.io/team/hello:1.0
              cuttle image sign --key cosign.key output/hello
            """
    )

    @Argument(help: ArgumentHelp("The image.", valueName: "image"))
    var images: [String]

    @OptionGroup var key: ImageKeyOptions

    @Option(
        name: [.customShort("a"), .long],
        help: ArgumentHelp("What else is vouched for; may be given again.", valueName: "key=value")
    )
    var annotations: [String] = []

    @Flag(name: [.customShort("r"), .long], help: "Sign the images of an index too.")
    var recursive = false

    @OptionGroup var date: DateOptions
    @OptionGroup var place: SignedImageOptions

    func validate() throws { _ = try ImageKeyOptions.pairs(annotations) }

    func run() async throws {
        let pairs = try ImageKeyOptions.pairs(annotations)
        let signer = ImageSigner(try key.load(), time: try date.seconds() ?? Int64(time(nil)))
        for image in images {
            let shelf = try await place.shelf(image)
            for shelf in [shelf] + (recursive ? try await shelf.children() : []) {
                let isNew = try await signer.sign(shelf, annotations: pairs)
                Console.note(isNew ? "signed" : "signed by this key already")
                Console.print(shelf.name)
            }
        }
    }
}
