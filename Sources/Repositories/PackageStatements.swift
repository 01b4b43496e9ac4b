import APK
import Attestations
import Diagnostics
import Files
import SystemPackage

/// Statements of provenance in a repository: each lies beside the packages that it speaks of (docs/PROVENANCE.md).
enum PackageStatements {
    private static let suffix = ".intoto.jsonl"

    /// The name of the statement of a package's build, which is called as the package that the recipe is named by; nil when that cannot be
    /// the name of one.
    static func name(_ info: PackageInfo) -> String? {
        let origin = info.origin.isEmpty ? info.name : info.origin
        return origin.isSafeInFileName ? "\(origin)-\(info.version)\(suffix)" : nil
    }
}
