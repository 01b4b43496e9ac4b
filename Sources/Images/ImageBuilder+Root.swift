public import Diagnostics
import Files
public import ImageConfigurations
public import SystemPackage

extension ImageBuilder {
    /// What the files of an image are written as when they are to be no image.
    public enum RootFormat: Sendable {
        /// A tar archive, not compressed.
        case tar
        /// A cpio archive in the form of Linux's initial RAM file systems.
        case cpio
    }

    /// Writes the files of an image for one architecture as an archive (IMAGE.md §14).
    ///
    /// - Parameters:
    ///   - more: what was asked for beside the packages of the configuration.
    ///   - repositories: what the image finds packages in later, beside what the configuration says.
    /// - Returns: what is odd about them.
    public func buildRoot(
        _ configuration: ImageConfiguration,
        of packages: ImagePackages,
        adding more: [String] = [],
        repositories: [String] = [],
        as format: RootFormat,
        to output: FilePath
    ) throws(Diagnostic) -> [Diagnostic] {
        try configuration.checkSupported()
        if packages.base != nil {
            throw Diagnostic(
                .unsupported,
                "on a base image, the archive would hold only what comes on top of it",
                at: configuration.places.keys["contents.baseimage"],
                hint: "build an image, and unpack its layers one on the other"
            )
        }
        try PackagedSeed.check(packages.infos)
        let path = Files.absolute(output)
        try Files.checkOutput(output)
        let input = AssemblyInput.root(
            configuration,
            packages,
            keys: keys,
            adding: more,
            repositories: repositories,
            date: date,
            order: order
        )
        let (files, _, missing) = try input.assemble(in: store, isUnpacking: true)
        try Files.makeDirectory(path.removingLastComponent())
        switch format {
        case .tar: try RootArchive.writeTar(files, to: path)
        case .cpio: try RootArchive.writeCpio(files, to: path)
        }
        return configuration.warnings(followingLinks: order == .path) + MissingFile.warnings([(packages.architecture, missing)])
    }
}
