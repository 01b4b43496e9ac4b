import APK
import Cryptography
import Diagnostics
import ImageConfigurations
import Recipes
import Roots
import Store

/// All that the file system of an image for one architecture is made of.
struct AssemblyInput {
    let configuration: ImageConfiguration
    let packages: ImagePackages
    let keys: [PublicKey]
    /// What was asked for.
    let world: [String]
    /// What the image finds packages in later, beside what the configuration says.
    let repositories: [String]
    let order: LayerOrder
    let time: Int64
    let scriptTime: Int64

    /// The input for an image.
    ///
    /// apko builds images of every package by its version, for the one architecture, and writes that into them (IMAGE.md §8); otherwise an
    /// image keeps what its configuration asks for.
    static func image(
        _ configuration: ImageConfiguration,
        _ packages: ImagePackages,
        keys: [PublicKey],
        adding more: [String],
        date: ImageDate,
        order: LayerOrder
    ) -> AssemblyInput {
        var locked = configuration
        if order == .path {
            locked = configuration.locked(to: packages.pins)
            locked.architectures = [packages.architecture.imageName]
            locked.sourceAddress = ""
            locked.include = ""
        }
        return root(locked, packages, keys: keys, adding: more, repositories: [], date: date, order: order)
    }

    /// The input for files that are no image: what is asked for stays as it is (IMAGE.md §8).
    static func root(
        _ configuration: ImageConfiguration,
        _ packages: ImagePackages,
        keys: [PublicKey],
        adding more: [String],
        repositories: [String],
        date: ImageDate,
        order: LayerOrder
    ) -> AssemblyInput {
        AssemblyInput(
            configuration: configuration,
            packages: packages,
            keys: keys,
            world: configuration.world(adding: more),
            repositories: repositories,
            order: order,
            time: date.image(of: packages.buildTimes, order: order).seconds,
            scriptTime: date.scripts(order)
        )
    }

    /// Puts the file system together.
    ///
    /// - Parameter isUnpacking: whether the files of packages are needed one by one, as where they are mixed.
    func assemble(in store: Store, isUnpacking: Bool) throws(Diagnostic) -> (files: ImageFileSystem, user: String, missing: [MissingFile]) {
        let trees = PackageTrees(store: store)
        // What is seen for the first time is read on all processors, the largest first.
        let largestFirst = packages.files.sorted { $0.size > $1.size }
        try largestFirst.forEachConcurrently { package throws(Diagnostic) in _ = try trees.contents(package) }
        if isUnpacking { try largestFirst.forEachConcurrently { package throws(Diagnostic) in _ = try trees.tree(package) } }
        var assembler = ImageAssembler(
            configuration: configuration,
            architecture: packages.architecture.name,
            trees: trees,
            keyring: keys,
            rules: order == .path ? .apko : .cuttle,
            repositories: repositories,
            base: packages.base?.records,
            time: time,
            scriptTime: scriptTime
        )
        let files = try assembler.assemble(packages.files, world: world)
        return (files, assembler.user, assembler.missing)
    }
}
