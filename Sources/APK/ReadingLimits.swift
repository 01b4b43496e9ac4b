/// How much a package may make its readers do, whoever made it (DESIGN, promise 5).
///
/// The limits are far above what real packages have, and low enough that none fills a memory or keeps a machine busy for long.
public struct ReadingLimits: Hashable, Sendable {
    /// Entries in the data.
    public var entries = 1_000_000
    /// Bytes of all paths and link targets of the data together.
    public var pathBytes = 128 << 20
    /// Bytes that the data gives when it is decompressed.
    public var dataBytes: Int64 = 64 << 30
    /// Bytes that the data may give however small it is; what gives more must not give 500 times its size.
    public var freeBytes: Int64 = 4 << 30

    /// Entries in all members before the data.
    static let controlEntries = 128
    /// Members before the data: signatures, and the control member.
    static let controlMembers = 64
    /// Bytes of `.PKGINFO`.
    static let description: Int64 = 4 << 20
    /// Bytes of a script: apk-tools reads no longer ones (APK-FORMAT.md §12).
    static let script: Int64 = 262_144
    /// Bytes of a signature: apk-tools looks at no longer ones (APK-FORMAT.md §4).
    static let signature: Int64 = 65_536
    /// Bytes of any other entry of the control member, such as the compiled recipe.
    static let controlEntry: Int64 = 16 << 20
    /// Bytes that all members before the data give.
    static let control: Int64 = 32 << 20

    /// The usual limits.
    public init() {}
}
