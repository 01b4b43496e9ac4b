import CLinux
public import Diagnostics
import Glibc
public import SystemPackage

/// An extended attribute of a file (xattr(7)).
public struct ExtendedAttribute: Hashable, Sendable {
    /// The name with its class: `user.comment`.
    public let name: String
    /// The value.
    public let value: [UInt8]
}

extension Files {
    /// The attributes of a file or directory that its makers chose, in byte order of their names: those of the class `user`.
    ///
    /// All other classes are the host's (labels, access lists, marks of file systems); a file system without attributes has none.
    public static func userAttributes(_ path: FilePath) throws(Diagnostic) -> [ExtendedAttribute] {
        let names = try read(path) { llistxattr(path.string, $0?.bindMemory(to: CChar.self, capacity: $1), $1) }
        var attributes: [ExtendedAttribute] = []
        for bytes in names.split(separator: 0) {
            guard bytes.starts(with: "user.".utf8), !bytes.starts(with: "user.overlay.".utf8) else { continue }
            guard let name = String(validating: bytes, as: UTF8.self) else {
                throw Diagnostic(.system, "\(path) has an attribute whose name is not UTF-8")
            }
            attributes.append(ExtendedAttribute(name: name, value: try read(path) { lgetxattr(path.string, name, $0, $1) }))
        }
        return attributes.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// What a system call writes that tells how much room it needs when it is given none.
    private static func read(_ path: FilePath, _ call: (UnsafeMutableRawPointer?, Int) -> Int) throws(Diagnostic) -> [UInt8] {
        let room = call(nil, 0)
        if room == 0 { return [] }
        if room < 0 {
            if [.notSupported, .noData].contains(Errno.current) { return [] }
            throw .system("read the attributes of", path, .current)
        }
        var failure: Errno?
        let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, used in
            let count = call(buffer.baseAddress, room)
            used = max(0, count)
            if count < 0 { failure = .current }
        }
        if let failure { throw .system("read the attributes of", path, failure) }
        return bytes
    }
}
