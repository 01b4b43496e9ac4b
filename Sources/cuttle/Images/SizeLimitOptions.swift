import APK
import ArgumentParser
import Diagnostics

/// The limits that apko has options for. Ours hold whatever is given here, so that nothing that is read fills a memory or a disk; smaller ones are
/// kept for packages.
struct SizeLimitOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: .hidden) var maxApkindexDecompressedSize: Int64 = 0
    @Option(parsing: .unconditional, help: .hidden) var maxApkControlSize: Int64 = 0
    @Option(parsing: .unconditional, help: .hidden) var maxApkDataSize: Int64 = 0
    @Option(parsing: .unconditional, help: .hidden) var maxHttpResponseSize: Int64 = 0

    func validate() throws {
        let limits = [
            ("apkindex-decompressed", maxApkindexDecompressedSize), ("apk-control", maxApkControlSize), ("apk-data", maxApkDataSize),
            ("http-response", maxHttpResponseSize),
        ]
        for (name, limit) in limits where limit < -1 {
            throw ValidationError("--max-\(name)-size is a number of bytes, 0 for the usual limit, or -1 for none")
        }
    }

    /// Says which limits are not kept: those that are smaller than apko's own.
    func warnOfUnkept() {
        let unkept: [(name: String, limit: Int64, usual: Int64)] = [
            ("apkindex-decompressed", maxApkindexDecompressedSize, 300 << 20), ("http-response", maxHttpResponseSize, 8 << 30),
        ]
        for (name, limit, usual) in unkept where limit > 0 && limit < usual {
            Console.warn(
                Diagnostic(
                    .usage,
                    "--max-\(name)-size \(limit) is not kept: Cuttle has limits of its own",
                    severity: .warning,
                    hint: "no index may take more than \(300 << 20) bytes, and no package more than its index says"
                )
            )
        }
    }

    /// Refuses packages that give more bytes than is allowed.
    func check(_ packages: [PackageFile]) throws {
        for package in packages {
            if maxApkControlSize > 0, try package.controlExceeds(maxApkControlSize) {
                throw Self.refusal("what \(package.path) says of itself takes", maxApkControlSize, "control")
            }
            if maxApkDataSize > 0, try package.dataExceed(maxApkDataSize) {
                throw Self.refusal("the files of \(package.path) take", maxApkDataSize, "data")
            }
        }
    }

    private static func refusal(_ start: String, _ limit: Int64, _ name: String) -> Diagnostic {
        let flag = "--max-apk-\(name)-size"
        return Diagnostic(.limit, "\(start) more than \(limit) bytes, which \(flag) allows", hint: "give a larger one, or 0 for the usual")
    }
}
