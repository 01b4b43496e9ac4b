import Archives
public import Diagnostics
import Files
import SystemPackage

extension PackageFile {
    /// Whether the control member gives more than a number of bytes when it is decompressed.
    public func controlExceeds(_ limit: Int64) throws(Diagnostic) -> Bool {
        let gzip = GzipReader(try FileReader(path), name: path.string, limit: ReadingLimits.control)
        // It stands last before the data; signatures come before it.
        var size: Int64 = 0
        while gzip.offset < dataOffset, try gzip.nextMember() {
            size = 0
            while case let bytes = try gzip.read(upTo: 1 << 16), !bytes.isEmpty { size += Int64(bytes.count) }
        }
        return size > limit
    }

    /// Whether the data give more than a number of bytes when they are decompressed; no more is read than tells that.
    public func dataExceed(_ limit: Int64) throws(Diagnostic) -> Bool {
        let file = try FileReader(path)
        try file.seek(to: dataOffset)
        let gzip = GzipReader(file, name: path.string, limit: ReadingLimits().dataBytes)
        guard try gzip.nextMember() else { return false }
        var size: Int64 = 0
        while case let bytes = try gzip.read(upTo: 1 << 16), !bytes.isEmpty {
            size += Int64(bytes.count)
            if size > limit { return true }
        }
        return false
    }
}
