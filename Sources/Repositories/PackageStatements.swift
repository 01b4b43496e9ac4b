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

    /// The statements that speak of some of these files, and of no other that a folder has.
    static func orphans(of files: [String], in directory: FilePath) throws(Diagnostic) -> [String] {
        if files.isEmpty { return [] }
        let gone = Set(files)
        // Thousands may lie there: those of other versions are not read.
        let versions = Set(files.map { version($0.dropLast(".apk".count)) })
        let statements = try Files.list(directory).filter { $0.hasSuffix(suffix) && versions.contains(version($0.dropLast(suffix.count))) }
        return statements.sorted().filter { name in
            // What cannot be read may speak of anything.
            guard let subjects = try? ProvenanceCheck(directory.appending(name)).subjects() else { return false }
            return subjects.contains(where: gone.contains)
                && subjects.allSatisfy { gone.contains($0) || !Files.exists(directory.appending($0)) }
        }
    }

    /// The version with its release, `<version>-r<number>`, that a file is called by behind a package's name.
    private static func version(_ stem: Substring) -> [Substring] { Array(stem.split(separator: "-").suffix(2)) }
}
