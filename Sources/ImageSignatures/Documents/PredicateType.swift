/// What attestations say, by the short names that cosign has for it (SIGNING.md §6).
public enum PredicateType {
    /// That somebody signed an image, as bundles say it (SIGNING.md §4.1).
    public static let signature = "https://sigstore.dev/cosign/sign/v1"
    /// A bill of materials of the format SPDX.
    public static let billOfMaterials = "https://spdx.dev/Document"
    /// How something was built.
    public static let provenance = "https://slsa.dev/provenance/v1"

    private static let addresses = [
        "custom": "https://cosign.sigstore.dev/attestation/v1",
        "slsaprovenance": "https://slsa.dev/provenance/v0.2",
        "slsaprovenance02": "https://slsa.dev/provenance/v0.2",
        "slsaprovenance1": provenance,
        "spdx": billOfMaterials,
        "spdxjson": billOfMaterials,
        "cyclonedx": "https://cyclonedx.org/bom",
        "link": "https://in-toto.io/Link/v1",
        "vuln": "https://cosign.sigstore.dev/attestation/vuln/v1",
        "openvex": "https://openvex.dev/ns",
    ]

    /// The short names, in order.
    public static let names = addresses.keys.sorted()

    /// The address of a type that is given by its short name or by its address; nil for what is neither.
    public static func address(_ name: String) -> String? {
        addresses[name] ?? (name.contains(":") ? name : nil)
    }

    /// Whether the predicate of a type, as named, is a text rather than JSON.
    public static func isText(_ name: String) -> Bool { name == "spdx" }
}
