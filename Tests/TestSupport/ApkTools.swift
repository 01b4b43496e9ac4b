import Glibc
public import SystemPackage

/// An apk-tools that is on this machine: a referee for packages, repositories and databases.
///
/// Looked for in `CUTTLE_APK3` and `CUTTLE_APK2`, and on PATH as `apk3`, `apk2` and `apk`.
public struct ApkTools: Sendable, CustomStringConvertible {
    /// The command that starts it.
    public let program: String
    /// Its first version number: 2 or 3.
    public let generation: Int

    /// All that there are, one of each generation.
    public static let found: [ApkTools] = {
        var found: [ApkTools] = []
        let variables = ["CUTTLE_APK3", "CUTTLE_APK2"].compactMap { (name: String) in getenv(name).map { String(cString: $0) } }
        for name in variables + ["apk3", "apk2", "apk"] {
            guard let shell = try? Shell("'\(name)' --version"), shell.status == 0, shell.output.hasPrefix("apk-tools ") else { continue }
            guard let generation = shell.output.dropFirst("apk-tools ".count).first?.wholeNumberValue else { continue }
            if !found.contains(where: { $0.generation == generation }) { found.append(ApkTools(program: name, generation: generation)) }
        }
        return found
    }()

    /// Why tests that need it are skipped.
    public static let absence: String = "no apk-tools: neither on PATH (apk, apk2, apk3) nor in CUTTLE_APK2 or CUTTLE_APK3"

    public var description: String { "apk-tools \(generation)" }

    /// Checks the signatures and digests of packages.
    public func verify(_ packages: [FilePath], keys: FilePath) throws -> Shell {
        try Shell("'\(program)' --keys-dir \(keys) verify \(packages.map { "'\($0)'" }.joined(separator: " "))")
    }
}
