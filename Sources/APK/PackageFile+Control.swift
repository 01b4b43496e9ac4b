public import Archives
public import Diagnostics
import Files
import SystemPackage

extension PackageFile {
    /// Hands every entry of the control member to `body` with its content, in file order.
    ///
    /// The member was checked when the package was opened; what changed since then shows in its size alone.
    public func readControl(_ body: (TarEntry, [UInt8]) throws(Diagnostic) -> Void) throws(Diagnostic) {
        let file = try FileReader(path)
        try file.seek(to: controlOffset)
        let gzip = GzipReader(file, name: path.string, limit: ReadingLimits.control)
        guard try gzip.nextMember() else { return }
        let tar = TarReader(gzip, name: path.string)
        while let entry = try tar.next() { try body(entry, tar.readAll(limit: ReadingLimits.controlEntry)) }
    }
}
