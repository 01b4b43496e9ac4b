import Files
public import SystemPackage

/// Runs with a fresh directory, which is removed afterwards.
public func withScratch<Result>(_ body: (FilePath) throws -> Result) throws -> Result {
    let directory = try TemporaryDirectory(prefix: "cuttle-test-")
    return try withExtendedLifetime(directory) { try body(directory.path) }
}
