public import SystemPackage

/// What an image is written as (IMAGE.md §14).
public enum OutputFormat: String, Sendable, Hashable, CaseIterable {
    /// A folder: an OCI image layout.
    case layout
    /// The layout as one tar archive.
    case ociArchive = "oci-archive"
    /// A tar archive for `docker load`.
    case dockerArchive = "docker-archive"

    /// The format that the name of an output stands for: `.oci.tar` and `.oci` an archive of a layout, `.tar` one for Docker.
    ///
    /// Layers are compressed, and archives of them are not, whatever else the name says: those who call theirs `.tar.gz` or `.tgz` load it all the
    /// same, as they do what apko writes.
    public init(of path: FilePath) {
        var name = path.lastComponent?.string ?? ""
        if name.hasSuffix(".tgz") { name = "\(name.dropLast(2))ar" } else if name.hasSuffix(".tar.gz") { name.removeLast(3) }
        if name.hasSuffix(".oci.tar") || name.hasSuffix(".oci") {
            self = .ociArchive
        } else {
            self = name.hasSuffix(".tar") ? .dockerArchive : .layout
        }
    }
}
