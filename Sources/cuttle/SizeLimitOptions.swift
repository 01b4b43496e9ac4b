import ArgumentParser

/// The limits that apko has options for. Ours are fixed, and hold whatever is given here, so that nothing that is read fills a memory or a disk.
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
}
