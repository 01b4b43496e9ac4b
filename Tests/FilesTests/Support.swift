import Files
import Glibc
import SystemPackage
import Testing

/// Bytes of a text.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// The permission bits and the modification time that lstat(2) gives, seconds since 1970.
func modeAndTime(_ path: FilePath) throws -> (mode: UInt32, time: Int) {
    var value = stat()
    try #require(lstat(path.string, &value) == 0)
    return (UInt32(value.st_mode & 0o7777), value.st_mtim.tv_sec)
}
