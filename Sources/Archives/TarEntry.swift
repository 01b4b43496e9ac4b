/// The header of one entry of a tar archive (APK-FORMAT.md §2).
public struct TarEntry: Sendable, Hashable {
    /// What an entry is, by its type flag.
    public enum Kind: UInt8, Sendable {
        case regular = 0x30
        case hardLink = 0x31
        case symbolicLink = 0x32
        case characterDevice = 0x33
        case blockDevice = 0x34
        case directory = 0x35
        case fifo = 0x36

        /// The bits of `st_mode` that name the kind (inode(7)).
        var modeBits: UInt32 {
            switch self {
            case .regular, .hardLink: 0o100000
            case .symbolicLink: 0o120000
            case .characterDevice: 0o020000
            case .blockDevice: 0o060000
            case .directory: 0o040000
            case .fifo: 0o010000
            }
        }
    }

    /// A record of the PAX header, such as `SCHILY.xattr.user.x`.
    public struct Record: Sendable, Hashable {
        /// The key.
        public let key: String
        /// The raw value.
        public let value: [UInt8]

        /// Makes a record.
        public init(key: String, value: [UInt8]) {
            self.key = key
            self.value = value
        }
    }

    /// The path, relative, without `./` in front and without a slash at the end.
    public var path: String
    /// What the entry is.
    public var kind: Kind
    /// Permission bits with setuid, setgid and sticky.
    public var mode: UInt32
    /// Numeric owner and group.
    public var user: UInt32 = 0
    public var group: UInt32 = 0
    /// Names of owner and group; may be empty.
    public var userName = ""
    public var groupName = ""
    /// Length of the content in bytes; 0 for all but regular files.
    public var size: Int64 = 0
    /// Modification time in seconds since 1970.
    public var modificationTime: Int64 = 0
    /// Where a symbolic or hard link leads; empty otherwise.
    public var linkTarget = ""
    /// Major and minor number of a device.
    public var deviceMajor: UInt32 = 0
    public var deviceMinor: UInt32 = 0
    /// PAX records other than those that the fields above stand for.
    public var records: [Record] = []
    /// Whether the target stands in a header of GNU's kind, of which apk-tools takes the first 100 bytes (APK-FORMAT.md §2).
    public internal(set) var isTargetCut = false

    /// Makes an entry owned by 0:0.
    public init(path: String, kind: Kind, mode: UInt32) {
        self.path = path
        self.kind = kind
        self.mode = mode
    }

    /// The value of a PAX record.
    public func record(_ key: String) -> [UInt8]? {
        records.first { $0.key == key }?.value
    }
}
