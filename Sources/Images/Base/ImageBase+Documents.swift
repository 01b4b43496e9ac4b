import APK
import Archives
import Diagnostics
import Files
import Roots
import SystemPackage

extension ImageBase {
    private static let largestLayer = 64 << 30
    /// Of all documents together, in bytes: those of a thousand packages have a few MiB.
    private static let largestDocuments: Int64 = 64 << 20
    private static let releases = ["etc/os-release", "usr/lib/os-release"]

    /// What the layers hold for a bill of materials, by path: documents of packages, and what the distribution says of itself.
    ///
    /// - Parameter paths: where packages may have documents; all others are passed over.
    /// - Throws: `limit` for more than a process should hold.
    func documents(_ paths: Set<String>) throws(Diagnostic) -> [String: [UInt8]] {
        let wanted = paths.union(Self.releases)
        var documents: [String: [UInt8]] = [:]
        // What a layer replaces counts as well, so that it is also a bound on the work.
        var rest = Self.largestDocuments
        for layer in layers {
            let tar = TarReader(try DecompressedFile(layer.file, limit: Self.largestLayer), name: "layer \(layer.digest)")
            // What a layer takes away is taken from those below it.
            var added: [String: [UInt8]] = [:]
            while let entry = try tar.next() {
                let path = entry.path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
                let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
                let (folder, name) = (path[..<slash], path[slash...])
                if name == ".wh..wh..opq" {
                    documents = documents.filter { !$0.key.hasPrefix(folder) }
                } else if name.hasPrefix(".wh.") {
                    let gone = folder + name.dropFirst(".wh.".count)
                    documents = documents.filter { $0.key != gone && !$0.key.hasPrefix("\(gone)/") }
                } else if entry.kind == .regular, wanted.contains(path) {
                    if entry.size > rest {
                        throw Diagnostic(
                            .limit,
                            "the bills of materials of the packages in the base image are larger than \(Self.largestDocuments) bytes together",
                            hint: "without a bill of its own, the image can be built: --no-sbom"
                        )
                    }
                    rest -= entry.size
                    added[path] = try tar.readAll(limit: Self.largestDocuments)
                }
            }
            documents.merge(added) { $1 }
        }
        return documents
    }

    /// Its packages, by what the database of the base says of them.
    var infos: [PackageInfo] {
        records.records.map { record in
            var values: [Substring: String] = [:]
            for line in record.text.split(separator: "\n") where line.dropFirst().hasPrefix(":") {
                if line.hasPrefix("F:") { break }
                values[line.prefix(1)] = String(line.dropFirst(2))
            }
            var info = PackageInfo(name: record.name, version: record.version, architecture: values["A"] ?? "")
            info.description = values["T"] ?? ""
            info.licenses = values["L"].map { [$0] } ?? []
            return info
        }
    }
}
