import Archives
import ArgumentParser
import Diagnostics
import ImageConfigurations
import Images
import SystemPackage

/// What verbs take that write images: how layers are compressed, and what is said about the image.
struct ImageDocumentOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "An annotation of the image, taken before the configuration's of that key; may be given again.",
            valueName: "key:value"
        )
    )
    var annotations: [String] = []

    @Flag(
        inversion: .prefixedNo,
        help: "Annotate the image with the repository and commit that its configuration is in, where that says no vcs-url."
    )
    var vcs = true

    @Flag(inversion: .prefixedNo, help: "Write bills of materials where --sbom-path says.")
    var sbom = true

    @Option(
        help: ArgumentHelp("The folder for bills of materials in SPDX (default: none are written).", valueName: "folder"),
        completion: .directory
    )
    var sbomPath: String?

    /// There is one format.
    @Option(help: .hidden) var sbomFormats: [String] = []

    @Option(
        help: ArgumentHelp("How layers are compressed: gzip, which every tool reads, or zstd.", valueName: "codec"),
        transform: { try word($0) }
    )
    var compression = MemberCodec.gzip

    @Option(help: .hidden, transform: { try word($0) }) var format: ImageConfiguration.Format?

    func validate() throws {
        for format in try CommaList.items(sbomFormats) where format != "spdx" {
            throw ValidationError("\"\(format)\" is no format of bills of materials: there is spdx")
        }
    }

    /// The folder for bills of materials; nil when none are to be written.
    var bills: FilePath? { sbom ? sbomPath.flatMap { $0.isEmpty ? nil : FilePath($0) } : nil }

    /// A configuration with what is said about the image.
    ///
    /// - Parameter file: where it was read from.
    func applied(to configuration: ImageConfiguration, of file: FilePath?) async throws -> ImageConfiguration {
        var overrides = ImageOverrides()
        overrides.annotations = try CommaList.annotations(annotations)
        overrides.format = format
        var changed = configuration.applying(overrides)
        if vcs, changed.sourceAddress.isEmpty, let file { changed.sourceAddress = await ImageOrigin.address(of: file) ?? "" }
        return changed
    }
}
