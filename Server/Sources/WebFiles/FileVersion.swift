import Cryptography

/// What tells one content of a file from the next without reading it.
///
/// A repository replaces files by renaming: another content is another inode. For those who write in place, every write and every change of
/// times or modes sets the time of last change (ctime) to the system's clock, which no program can set back; what copies keep (mtime) says
/// less. Device, inode, size and both times make the entity tag.
///
/// The system's clock moves in steps of up to 10 ms, so that two contents could have one time. A file that changed so recently has no
/// validators at all yet; they are all strong (RFC 9110, section 8.8.1).
public struct FileVersion: Hashable, Sendable {
    /// How far apart two times at least are that the system gives to changes, with some room; nanoseconds.
    public static let clockStep: Int64 = 20_000_000

    /// The file system that it is on.
    public let device: UInt64
    /// Its number there.
    public let inode: UInt64
    /// Its length in bytes.
    public let size: Int64
    /// When the content was last changed, or says so (mtime); nanoseconds since 1970.
    public let modified: Int64
    /// When anything of it was last changed (ctime); nanoseconds since 1970.
    public let changed: Int64

    /// A version from its parts.
    public init(device: UInt64, inode: UInt64, size: Int64, modified: Int64, changed: Int64) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
        self.changed = changed
    }

    /// The validators that a response may carry at a time.
    ///
    /// - Parameter now: nanoseconds since 1970.
    public func validators(at now: Int64) -> Validators {
        // A time that lies ahead tells of a clock that was set back: nothing is known then.
        guard now - changed >= Self.clockStep else { return Validators() }
        // Up to the next full second, and given out only when that has come: so a client that has this time, or notes its own as apk-tools
        // does, cannot have seen an older content. The first half of 20 ms is for a clock that lags behind.
        let (whole, rest) = (changed + Self.clockStep).quotientAndRemainder(dividingBy: 1_000_000_000)
        let second = rest == 0 ? whole : whole + 1
        return Validators(entityTag: entityTag, lastModified: now / 1_000_000_000 >= second ? second : nil)
    }

    /// The entity tag with its quotes. It is a digest, for the numbers of inodes are nobody's business.
    private var entityTag: String {
        let text = "\(device) \(inode) \(size) \(modified) \(changed)"
        return "\"\(Digest.of(text, .sha256).hex.prefix(32))\""
    }
}

/// What a client can name the content of a file by (RFC 9110, section 8.8).
public struct Validators: Hashable, Sendable {
    /// A strong entity tag with its quotes; nil while the content may still change unnoticed.
    public var entityTag: String?
    /// Seconds since 1970; nil while the file is younger than that.
    public var lastModified: Int64?

    /// Validators; none by default.
    public init(entityTag: String? = nil, lastModified: Int64? = nil) {
        self.entityTag = entityTag
        self.lastModified = lastModified
    }
}
