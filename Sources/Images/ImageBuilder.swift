public import Archives
public import Cryptography
public import Diagnostics
import Files
public import ImageConfigurations
import JSON
public import Store
public import SystemPackage

/// Builds an image of a configuration and of packages that were chosen for it: assemble, divide into layers, write (IMAGE.md §8).
public struct ImageBuilder: Sendable {
    let store: Store
    let keys: [PublicKey]
    let date: ImageDate
    let order: LayerOrder
    private let codec: MemberCodec

    /// - Parameters:
    ///   - keyring: keys to write into the image.
    ///   - date: which times it carries.
    ///   - order: how files are put into layers.
    ///   - codec: how layers are compressed.
    public init(
        store: Store,
        keyring: [PublicKey],
        date: ImageDate = ImageDate(),
        order: LayerOrder = .package,
        codec: MemberCodec = .gzip
    ) {
        self.store = store
        keys = Keyring(keyring).all
        self.date = date
        self.order = order
        self.codec = codec
    }

    /// What was built.
    public struct Result: Sendable {
        /// The digest of the manifest, or of the index when there are several architectures.
        public let digest: Digest
        /// The index over all architectures, also where the image is known by its one manifest.
        public let index: [UInt8]
        /// The layers of all architectures: compressed size in bytes.
        public let size: Int64
        /// The packages of the first architecture, in install order: `name-version`.
        public let packages: [String]
        /// What is odd about the image.
        public let warnings: [Diagnostic]
    }

    /// Builds an image for one or more architectures.
    ///
    /// - Parameters:
    ///   - packages: for each architecture.
    ///   - more: what was asked for beside the packages of the configuration.
    ///   - reference: the tag by which the layout names the image.
    ///   - tag: what archives and bills of materials call the image: `[registry/]repository[:tag]`.
    ///   - output: the folder or file.
    ///   - bills: the folder for bills of materials (SPDX); nil for none.
    public func build(
        _ configuration: ImageConfiguration,
        of packages: [ImagePackages],
        adding more: [String] = [],
        reference: String,
        tag: String? = nil,
        to output: FilePath,
        as format: OutputFormat = .layout,
        bills: FilePath? = nil
    ) throws(Diagnostic) -> Result {
        try configuration.checkSupported()
        let name = ImageTag(tag ?? reference)
        let billName = tag == nil ? "" : name.billName
        if format == .layout { try ImageLayout.check(output) } else { try Files.checkOutput(output) }
        let maker = ImageMaker(
            store: store,
            configuration: configuration,
            date: date,
            order: order,
            codec: codec,
            name: billName.isEmpty ? "image" : billName,
            withBill: bills != nil
        )
        // Everything is put together before anything is written.
        let images = try packages.map { packages throws(Diagnostic) in
            try maker.image(.image(configuration, packages, keys: keys, adding: more, date: date, order: order))
        }
        let whole = ImageOutput(
            images: images,
            configuration: configuration,
            order: order,
            tag: name,
            time: date.index(of: images.map(\.time), order: order)
        )
        try whole.write(format, to: output, reference: reference)
        if let bills { try whole.writeBills(to: bills, name: billName) }
        var odd: Set<Diagnostic> = []
        return Result(
            digest: whole.digest,
            index: Array(whole.index.text().utf8),
            size: images.reduce(0) { $0 + $1.size },
            packages: images.first?.packages ?? [],
            warnings: configuration.warnings(followingLinks: order == .path)
                + MissingFile.warnings(images.map { ($0.architecture, $0.missing) })
                + images.flatMap(\.warnings).filter { odd.insert($0).inserted }
        )
    }
}
