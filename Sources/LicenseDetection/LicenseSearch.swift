public import Diagnostics
import Files
import Licenses
public import SystemPackage

/// Finds the texts of licenses in a workspace (PACKAGE.md §8).
///
/// Steps may have put anything there, also links that lead out, so nothing is read but by a rooted directory.
public struct LicenseSearch {
    private let root: FilePath
    private let directory: RootedDirectory

    /// Folders of other projects, and of packages in the making.
    private static let otherFolders: Set = [
        "vendor", "melange-out", "env", "venv", ".virtualenv", ".venv", "node_modules", ".cargo", ".rustup", ".git",
    ]
    /// Files beyond which no more are looked at.
    private static let most = 200

    /// - Parameter root: the folder to look through.
    public init(_ root: FilePath) throws(Diagnostic) {
        self.root = root
        directory = try RootedDirectory(root)
    }

    /// The files at the top and in the folders there whose names speak of licenses, in the order of their paths.
    public func texts() throws(Diagnostic) -> [LicenseText] {
        var paths: [String] = []
        for name in try Files.list(root) {
            switch directory.status(name)?.kind {
            case .regular: if LicenseFileName.isLicense(name) { paths.append(name) }
            case .directory:
                if Self.otherFolders.contains(name) { continue }
                for inner in try Files.list(root.appending(name)) where LicenseFileName.isLicense(inner) {
                    if directory.status("\(name)/\(inner)")?.kind == .regular { paths.append("\(name)/\(inner)") }
                }
            default: break
            }
        }
        var texts: [LicenseText] = []
        for path in paths.prefix(Self.most) {
            if let text = try text(path) { texts.append(text) }
        }
        return texts
    }

    /// One file, which may be a link inside; nil when it is too long for a license.
    ///
    /// - Throws: when it is not there.
    public func text(_ path: String) throws(Diagnostic) -> LicenseText? {
        guard let file = directory.locateOnHost(path), let status = FileStatus.ifPresent(file), status.kind == .regular else {
            throw Diagnostic(.missingLicense, "there is no file \(path)")
        }
        if status.size > LicenseText.longest { return nil }
        return LicenseText(path: path, text: try directory.readFile(path, limit: LicenseText.longest))
    }
}

extension Diagnostic.Code {
    /// A recipe names a file for the text of its license that is not there.
    public static let missingLicense = work("missing-license")
}
