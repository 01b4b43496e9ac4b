import Archives
import ArgumentParser
import Images
import SystemPackage

/// What verbs take that build an image: how its layers are made, and where its bills of materials go.
struct ImageMakingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The folder for bills of materials in SPDX (default: none are written).", valueName: "folder"),
        completion: .directory
    )
    var sbomPath: String?

    @Option(
        help: ArgumentHelp(
            "package: files of a package together, so that only what changed is made again; path: as apko writes layers and documents.",
            valueName: "order"
        ),
        transform: { try word($0) }
    )
    var layerOrder = LayerOrder.package

    @Option(
        help: ArgumentHelp("How layers are compressed: gzip, which every tool reads, or zstd.", valueName: "codec"),
        transform: { try word($0) }
    )
    var compression = MemberCodec.gzip

    /// The folder for bills of materials; nil for none.
    var bills: FilePath? { sbomPath.map { FilePath($0) } }
}
