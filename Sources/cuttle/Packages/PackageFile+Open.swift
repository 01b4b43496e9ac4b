import APK
import Diagnostics
import Files
import SystemPackage

extension PackageFile {
    /// Opens packages; names all that cannot be.
    static func open(_ paths: [String]) throws -> [PackageFile] {
        var files: [PackageFile] = []
        var problems: [Diagnostic] = []
        for path in paths {
            do throws(Diagnostic) {
                if !Files.exists(FilePath(path)) { throw Diagnostic(.missingFile, "there is no package \(path)") }
                files.append(try PackageFile(FilePath(path)))
            } catch {
                problems.append(error)
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
        return files
    }
}
