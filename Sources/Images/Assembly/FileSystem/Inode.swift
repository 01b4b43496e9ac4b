import Archives

extension ImageFileSystem {
    /// A file, directory, link or device, whatever names it has.
    ///
    /// What came with a package stays in the package's listing, so that a hundred thousand files take little memory.
    struct Inode {
        /// What is in it.
        enum Content {
            /// What the package has that it came with.
            case package
            /// What the assembly made.
            case bytes([UInt8])
            /// Where a symbolic link that the assembly made leads.
            case target(String)
            case device(major: UInt32, minor: UInt32)
            /// The number of a directory's table of names.
            case names(Int32)
        }

        /// The entry of a package that an inode came with.
        struct Origin: Hashable {
            /// Position among the packages of the image.
            let package: Int32
            /// Position in the package's listing.
            let entry: Int32
        }

        var kind: TarEntry.Kind
        /// Permission bits with setuid, setgid and sticky.
        var mode: UInt32
        var user: UInt32 = 0
        var group: UInt32 = 0
        /// Seconds since 1970.
        var modificationTime: Int64 = 0
        var content: Content
        /// Kept when the content is written anew: the package still owns the file.
        var origin: Origin?
        /// Extended attributes, with the keys of their PAX records.
        var attributes: [TarEntry.Record] = []
        /// How many names it has beyond the first.
        var furtherNames: Int32 = 0
    }
}
