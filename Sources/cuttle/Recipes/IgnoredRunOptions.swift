import ArgumentParser

/// Flags of melange that say how and where it runs its guests, which is decided here otherwise: scripts give them all the same.
struct IgnoredRunOptions: ParsableArguments {
    @Option var workspaceDir: String?
    @Option var cacheDir: String?
    @Option var cacheSource: String?
    @Option var apkCacheDir: String?
    @Option var runner: String?
    @Option var trace: String?
    @Option var logLevel: String?
    @Option var logPolicy: [String] = []
    @Flag var debug = false
    @Flag var debugRunner = false
    @Flag(name: .shortAndLong) var interactive = false
    @Flag(inversion: .prefixedNo) var rm = true
    @Flag(inversion: .prefixedNo) var cleanup = true
}
