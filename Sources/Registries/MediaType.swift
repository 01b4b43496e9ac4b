/// The media types of images (OCI image-spec, and Docker's of schema 2).
public enum MediaType {
    public static let manifest = "application/vnd.oci.image.manifest.v1+json"
    public static let index = "application/vnd.oci.image.index.v1+json"
    public static let config = "application/vnd.oci.image.config.v1+json"
    static let dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"
    static let dockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json"

    /// Whether content of a type is an index of manifests.
    static func isIndex(_ type: String) -> Bool { [index, dockerIndex].contains(type) }
    /// Whether content of a type is a manifest of one image.
    static func isManifest(_ type: String) -> Bool { [manifest, dockerManifest].contains(type) }
    /// All that is asked for.
    static let accepted = [index, manifest, dockerIndex, dockerManifest].joined(separator: ", ")
}
