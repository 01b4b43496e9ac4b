public import APK
public import Diagnostics
public import Recipes
import Repositories
import Roots

/// The packages of an image for one architecture, chosen and checked.
public struct ImagePackages: Sendable {
    public let architecture: Architecture
    /// In install order, without those of the image below.
    public let files: [PackageFile]
    /// The image below; nil: there is none.
    public let base: ImageBase?

    /// What the image asks for when it is written down by versions (IMAGE.md §8, step 3).
    let pins: [String]

    /// Locked packages for an architecture: the image asks for them in their order (IMAGE.md §7).
    public init(architecture: Architecture, files: [PackageFile], base: ImageBase? = nil) {
        self.architecture = architecture
        self.files = files
        self.base = base
        pins = files.map { "\($0.info.name)=\($0.info.version)" }
    }

    /// Packages that were chosen, and are at hand.
    ///
    /// - Throws: what is wrong with the file of one.
    public init(_ resolution: ImageResolver.Resolution, base: ImageBase? = nil) throws(Diagnostic) {
        architecture = resolution.architecture
        files = try resolution.choices.map { choice throws(Diagnostic) in try choice.file() }
        self.base = base
        pins = resolution.pins
    }

    var infos: [PackageInfo] { files.map(\.info) }

    /// When packages were built, those of the image below too, in seconds since 1970.
    var buildTimes: [Int64] { infos.map(\.buildDate) + (base?.records.records.compactMap(\.buildTime) ?? []) }
}
