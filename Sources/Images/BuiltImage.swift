import Cryptography
import Diagnostics
import JSON
import Recipes

/// An image for one architecture: its layers are made, its documents written.
struct BuiltImage: Sendable {
    let architecture: Architecture
    /// Those of the image below first.
    let layers: [Layer]
    /// The configuration of the image as it is stored.
    let config: [UInt8]
    let manifest: [UInt8]
    /// The time it shows, in its zone.
    let time: ImageDate.Time
    /// `name-version`, in install order.
    let packages: [String]
    /// The files that it should have, and has not.
    let missing: [MissingFile]
    /// What is odd about it beside that.
    let warnings: [Diagnostic]
    /// Its bill of materials; nil when none was asked for.
    let bill: JSON?

    var digest: Digest { Digest.of(manifest) }
    var blob: Blob { Blob(digest: digest, size: Int64(manifest.count)) }
    /// The layers' compressed size in bytes.
    var size: Int64 { layers.reduce(0) { $0 + $1.size } }
}
