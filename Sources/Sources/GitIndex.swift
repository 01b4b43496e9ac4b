import Cryptography
import Diagnostics
import Files
import Glibc
import SystemPackage

/// The index of a work tree: the file that lists what is checked out, with what stat(2) said of each file.
///
/// What stat(2) says differs from place to place; here it is replaced by the one time that all files get, and their sizes. The layout
/// is that of versions 2 and 3 in git's own description, gitformat-index(5).
struct GitIndex {
    private let path: FilePath

    init(_ path: FilePath) {
        self.path = path
    }

    private static let headerLength = 12
    private static let fixedLength = 62
    private static let trailerLength = 20

    /// Writes the index anew.
    ///
    /// - Parameters:
    ///   - tree: the work tree.
    ///   - time: what the files of the tree are dated.
    func settle(tree: FilePath, time: Int64) throws(Diagnostic) {
        guard Files.exists(path) else { return }
        var bytes = try Files.read(path, limit: 1 << 30)
        let end = bytes.count - Self.trailerLength
        guard end >= Self.headerLength, bytes.starts(with: "DIRC".utf8), [2, 3].contains(Self.number(bytes, at: 4)) else { throw damaged }
        var place = Self.headerLength
        for _ in 0..<Self.number(bytes, at: 8) {
            guard place + Self.fixedLength < end else { throw damaged }
            let isExtended = bytes[place + 60] & 0x40 != 0
            let isAbsent = isExtended && bytes[place + 62] & 0x40 != 0
            let start = place + Self.fixedLength + (isExtended ? 2 : 0)
            guard start < end, let length = bytes[start..<end].firstIndex(of: 0).map({ $0 - start }) else { throw damaged }
            let name = String(decoding: bytes[start..<start + length], as: UTF8.self)
            let status = isAbsent ? nil : FileStatus.ifPresent(tree.appending(name))
            // ctime, mtime, device and inode, each time with its nanoseconds; then the mode, which stays; then owner, group and size.
            for index in place..<place + 24 { bytes[index] = 0 }
            for index in place + 28..<place + 40 { bytes[index] = 0 }
            if let status, status.kind != .directory {
                Self.write(UInt32(truncatingIfNeeded: time), to: &bytes, at: place + 8)
                Self.write(UInt32(truncatingIfNeeded: status.size), to: &bytes, at: place + 36)
            }
            // At least one zero byte, and as many as make the entry a multiple of eight.
            place += (start + length - place + 8) & ~7
        }
        let digest = Digest.of(Array(bytes[..<end]), .sha1)
        bytes.replaceSubrange(end..., with: digest.bytes)
        try Files.writeAtomically(bytes, to: path)
    }

    private var damaged: Diagnostic { Diagnostic(.checkoutFailed, "\(path) is not an index that Cuttle understands") }

    private static func number(_ bytes: [UInt8], at index: Int) -> Int {
        bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
    }

    private static func write(_ value: UInt32, to bytes: inout [UInt8], at index: Int) {
        for offset in 0..<4 { bytes[index + offset] = UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32(offset))) }
    }
}
