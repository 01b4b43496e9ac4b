import APK
import Archives
import Cryptography
import Diagnostics
import ImageConfigurations
import JSON
import Roots
import Store

/// Makes the image for one architecture: its layers, which are looked up where all they depend on is as it was, and its documents.
struct ImageMaker {
    let store: Store
    let configuration: ImageConfiguration
    let date: ImageDate
    let order: LayerOrder
    let codec: MemberCodec
    /// What addresses of packages call the image.
    let name: String
    let withBill: Bool

    func image(_ input: AssemblyInput) throws(Diagnostic) -> BuiltImage {
        let packages = input.packages
        try PackagedSeed.check(packages.infos)
        let contents = try contents(input)
        let time = date.image(of: packages.buildTimes, order: order)
        let own = contents.layers.map(\.layer)
        let config = Array(
            try ImageDocuments.config(
                configuration,
                architecture: packages.architecture,
                layers: own,
                user: contents.user,
                time: time,
                order: order,
                base: packages.base
            ).text().utf8
        )
        let layers = (packages.base?.layers ?? []) + own
        let top = ImageDocuments.manifest(
            config: Blob(digest: Digest.of(config), size: Int64(config.count)),
            layers: own,
            annotations: ImageDocuments.manifestAnnotations(configuration, time: time, order: order)
        )
        let manifest = Array((packages.base?.manifest(below: top, configuration: config, order: order) ?? top).text().utf8)
        return BuiltImage(
            architecture: packages.architecture,
            layers: layers,
            config: config,
            manifest: manifest,
            time: time,
            packages: packages.infos.map { "\($0.name)-\($0.version)" },
            missing: contents.missing,
            warnings: unknownUser(contents.user) + (contents.bill?.warnings ?? []),
            bill: contents.bill?.document(
                manifest: Digest.of(manifest),
                layers: layers,
                architecture: packages.architecture,
                time: time,
                name: name
            )
        )
    }

    /// What to say of a user who stayed a name, as no account has it: whoever runs the image looks for that account, and gives up.
    private func unknownUser(_ user: String) -> [Diagnostic] {
        // With a group behind it a name stays one, whether it is known or not.
        if user.isEmpty || user.contains(":") || user.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return [] }
        return [
            Diagnostic(
                .incompleteImage,
                "no account is called \"\(user)\", whom the image is to run as",
                severity: .warning,
                at: configuration.places.keys["accounts.run-as"],
                hint: "containers of it will not start: add the account to accounts.users, or give run-as a number"
            )
        ]
    }

    private func contents(_ input: AssemblyInput) throws(Diagnostic) -> ImageRecord.Contents {
        let record = ImageRecord(store: store, codec: codec)
        let key = record.key(input)
        // Records keep no bills of materials.
        if !withBill, let known = record.contents(key) { return known }
        let (files, user, missing) = try input.assemble(in: store, isUnpacking: order == .path)
        let plans = try LayerPlanner(codec: codec).plans(files, of: input.packages.infos, configuration, order: order)
        let layers = try LayerMaker(store: store, codec: codec).layers(plans)
        if order == .package { try comparePackages(files, without: Set(plans.flatMap(\.comparedData))) }
        let contents = ImageRecord.Contents(
            layers: zip(layers, plans.map(\.key)).map { ($0, $1) },
            user: user,
            missing: missing,
            bill: withBill ? try ImageBill(files, packages: input.packages.infos, base: input.packages.base, order: order) : nil
        )
        try record.keep(contents, key)
        return contents
    }

    /// Compares the files of packages of which no fragment is in the image, as all of them gave way to others.
    ///
    /// - Parameter compared: the data digests of the others.
    private func comparePackages(_ files: ImageFileSystem, without compared: Set<String>) throws(Diagnostic) {
        let packages = files.packages.map(\.contents).filter { package in
            !compared.contains(package.package.info.dataHash) && package.listing.entries.contains { !$0.isCompared }
        }
        if packages.isEmpty { return }
        let work = try store.workDirectory(prefix: "compare-")
        try packages.forEachConcurrently { package throws(Diagnostic) in try OpenedPackage(workingIn: work.path).compare(package) }
    }
}
