import APK
public import Archives
public import Cryptography

/// What a package's data consists of, without the bytes of its files.
public struct PackageListing: Sendable, Hashable {
    /// One entry of the data.
    public struct Entry: Sendable, Hashable {
        /// The path, relative, without a slash at the end.
        public var path: String
        public var kind: TarEntry.Kind
        /// Permission bits with setuid, setgid and sticky.
        public var mode: UInt32
        public var user: UInt32
        public var group: UInt32
        /// Length of the content in bytes.
        public var size: Int64
        /// Seconds since 1970.
        public var modificationTime: Int64
        /// Where a symbolic or hard link leads; empty otherwise.
        public var linkTarget: String
        /// The SHA-1 that the entry names; nil when it names none.
        public var checksum: Checksum?
        /// Whether the content was compared with the checksum, which it then has; otherwise whoever takes it has to.
        public var isCompared = true
        /// Extended attributes, with the keys of their PAX records.
        public var attributes: [TarEntry.Record]
        /// Where the content begins in the decompressed data, in bytes.
        public var offset: Int64 = 0
        /// What the dynamic loader would know of it; nil for all but shared libraries.
        public var library: Library?

        /// Takes over what an entry of the data says.
        public init(_ entry: TarEntry) {
            path = entry.path
            kind = entry.kind
            mode = entry.mode
            user = entry.user
            group = entry.group
            size = entry.size
            modificationTime = entry.modificationTime
            linkTarget = entry.linkTarget
            checksum = entry.checksum.flatMap { Checksum($0) }
            attributes = entry.records.filter { $0.key.hasPrefix("SCHILY.xattr.") }
        }
    }

    /// A SHA-1, without a buffer of its own.
    public struct Checksum: Sendable, Hashable {
        let words: (UInt64, UInt64, UInt32)

        /// Takes over a digest; nil when it is not as long as a SHA-1.
        public init?(_ digest: Digest) {
            guard digest.bytes.count == 20 else { return nil }
            words = digest.bytes.withUnsafeBytes {
                (
                    $0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                    $0.loadUnaligned(fromByteOffset: 16, as: UInt32.self)
                )
            }
        }

        init(words: (UInt64, UInt64, UInt32)) {
            self.words = words
        }

        /// The digest.
        public var digest: Digest {
            var bytes: [UInt8] = []
            withUnsafeBytes(of: words.0) { bytes += $0 }
            withUnsafeBytes(of: words.1) { bytes += $0 }
            withUnsafeBytes(of: words.2) { bytes += $0 }
            return Digest(bytes: bytes)
        }

        public static func == (left: Checksum, right: Checksum) -> Bool { left.words == right.words }

        public func hash(into hasher: inout Hasher) {
            hasher.combine(words.0)
            hasher.combine(words.1)
            hasher.combine(words.2)
        }
    }

    /// A shared library.
    public struct Library: Sendable, Hashable {
        /// The processor it is for (`e_machine`).
        public var machine: UInt16
        /// Each DT_SONAME, in order.
        public var sonames: [String]

        /// Makes a library.
        public init(machine: UInt16, sonames: [String]) {
            self.machine = machine
            self.sonames = sonames
        }
    }

    /// The entries in the order of the package, without those that installers leave out.
    public let entries: [Entry]

    /// Makes a listing.
    public init(_ entries: [Entry]) {
        self.entries = entries
    }
}
