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
    public init(of path: FilePath) {
        let name = path.lastComponent?.string ?? ""
        if name.hasSuffix(".oci.tar") || name.hasSuffix(".oci") {
            self = .ociArchive
        } else {
            self = name.hasSuffix(".tar") ? .dockerArchive : .layout
        }
    }
}
