import APK
import Diagnostics
import Repositories
import Roots

extension ImageBase {
    /// What must stay as it is installed: each package by its version.
    var pins: [String] { records.records.map { "\($0.name)=\($0.version)" } }

    /// Whether a package of this version is installed.
    func has(_ record: IndexRecord) -> Bool { records.records.contains { $0.name == record.name && $0.version == record.version } }

    /// Its packages for choosing others beside them.
    func repository() throws(Diagnostic) -> Repository {
        // Lines about files are of no use for it, and conditions have been looked at when the base image was made.
        let text = records.records.map { record in
            let lines = record.text.split(separator: "\n").prefix { !$0.hasPrefix("F:") }
            return lines.filter { $0.utf8.count > 2 && "PVALTDpoStICkUr".contains($0.prefix(1)) }.joined(separator: "\n") + "\n\n"
        }
        let index = try PackageIndex(parsing: text.joined(), source: "the index of the base image")
        return Repository(planned: Array(index.records), name: "the base image")
    }
}
