import APK
import Diagnostics
import Roots

/// The seed is not ours to ship, so an image that would hold it is refused, with the packages that ask for it.
enum PackagedSeed {
    /// - Throws: `seed-in-image`.
    static func check(_ packages: [PackageInfo]) throws(Diagnostic) {
        guard let seed = packages.first(where: \.isSeed) else { return }
        let offered = Set(seed.provides.map { $0.prefix { $0 != "=" } })
        var notes: [String] = []
        for record in packages where !record.isSeed {
            let wanted = record.dependencies.filter { offered.contains($0.prefix { !"<>=~".contains($0) }) }
            if !wanted.isEmpty { notes.append("\(record.name)-\(record.version) needs \(wanted.joined(separator: ", "))") }
        }
        throw Diagnostic(
            .seedInImage,
            "the image would hold \(seed.name)-\(seed.version), the seed that packages are built in; it never enters an image",
            notes: notes,
            hint: "leave the seed's repository out, and link programs statically until a package provides what they need"
        )
    }
}

extension Diagnostic.Code {
    /// An image that would hold the seed.
    static let seedInImage = work("seed-in-image")
}
