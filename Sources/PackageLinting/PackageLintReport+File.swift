public import Diagnostics
import Files
import JSON
public import SystemPackage

extension PackageLintReport {
    /// Writes the report for programs into a folder, as `lint-<name>-<version>-r<epoch>.json`.
    public func write(to folder: FilePath) throws(Diagnostic) {
        try Files.makeDirectory(folder)
        let text = json.text(indent: 2) + "\n"
        try Files.writeAtomically(Array(text.utf8), to: folder.appending("lint-\(package).json"))
    }
}
