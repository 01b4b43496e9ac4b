import APK
import Roots

/// What steps look at of a package in an image, or in the image below it.
struct InstalledPackage {
    let name: String
    let version: String
    let provides: [String]
    /// Seconds since 1970.
    let buildTime: Int64

    init(_ info: PackageInfo) {
        (name, version, provides, buildTime) = (info.name, info.version, info.provides, info.buildDate)
    }

    init(_ record: BaseRecords.Record) {
        (name, version, provides, buildTime) = (record.name, record.version, record.provides, record.buildTime ?? 0)
    }
}
