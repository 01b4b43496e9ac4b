import APK
import Diagnostics
import Files
import Roots
import SystemPackage

/// The data of the package that files are taken from, decompressed once for all of them.
final class OpenedPackage {
    private let folder: FilePath
    private var opened: (package: PackageContents, data: PackageData)?

    /// - Parameter folder: for data that do not fit in memory.
    init(workingIn folder: FilePath) {
        self.folder = folder
    }

    func content(of file: StoredFile) throws(Diagnostic) -> any ByteSource {
        try data(of: file).content(at: file.entry.offset, count: file.entry.size)
    }

    /// The data of the package that a file is of.
    func data(of file: StoredFile) throws(Diagnostic) -> PackageData {
        if let opened, opened.package === file.package { return opened.data }
        opened = nil
        let data = try file.package.data(workingIn: folder)
        opened = (file.package, data)
        return data
    }
}
