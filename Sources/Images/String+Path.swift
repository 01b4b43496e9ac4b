/// Paths are bytes to a file system: a slash before a combining mark is a slash, and "é" has two spellings that name two files.
extension String {
    /// The names between the slashes.
    var pathComponents: [String] { utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) } }

    /// What stands before the last slash; nil without one.
    var parentPath: String? {
        utf8.lastIndex(of: UInt8(ascii: "/")).map { String(self[..<$0]) }
    }

    var isAbsolutePath: Bool { utf8.first == UInt8(ascii: "/") }
}
