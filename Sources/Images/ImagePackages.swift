public import APK
public import Recipes
import Roots

/// The packages of an image for one architecture, chosen and checked.
public struct ImagePackages: Sendable {
    public let architecture: Architecture
    /// In install order, without those of the image below.
    public let files: [PackageFile]
    /// The image below; nil: there is none.
    public let base: ImageBase?

    /// Packages for an architecture.
    public init(architecture: Architecture, files: [PackageFile], base: ImageBase? = nil) {
        self.architecture = architecture
        self.files = files
        self.base = base
    }

    var infos: [PackageInfo] { files.map(\.info) }

    /// When packages were built, those of the image below too, in seconds since 1970.
    var buildTimes: [Int64] { infos.map(\.buildDate) + (base?.records.records.compactMap(\.buildTime) ?? []) }

    /// Each of them by its version, in byte order.
    var pins: [String] {
        infos.map { "\($0.name)=\($0.version)" }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
