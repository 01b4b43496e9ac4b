import ArgumentParser
import ImageSignatures
import Registries

/// Where an image is that is signed or verified.
struct SignedImageOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Which image of a layout or archive, by its name there (default: the only one).", valueName: "name"))
    var name: String?

    @OptionGroup var registry: RegistryOptions

    func shelf(_ image: String) async throws -> SignatureShelf {
        try await SignatureShelf(image, named: name, settings: registry.settings)
    }
}
