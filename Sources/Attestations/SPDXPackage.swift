import JSON

/// A package of an SPDX document.
struct SPDXPackage {
    static let unknown = "NOASSERTION"

    var identifier: String
    let name: String
    let version: String
    /// An expression, or `NOASSERTION`.
    var license = unknown
    var copyright = unknown
    var downloadLocation = unknown
    var supplier = unknown
    /// `APPLICATION`, `SOURCE`…
    var purpose: String
    var checksums: [UpstreamSource.Checksum] = []
    var addresses: [PackageAddress] = []
    /// What vulnerability databases call it (CPE 2.3); nil when the recipe does not say.
    var productName: String?

    init(identifier: String, name: String, version: String, purpose: String = "APPLICATION") {
        self.identifier = identifier
        self.name = name
        self.version = version
        self.purpose = purpose
    }

    var document: JSON {
        var references = addresses.map { Self.reference("PACKAGE-MANAGER", "purl", $0.description) }
        if let productName { references.append(Self.reference("SECURITY", "cpe23Type", productName)) }
        return .object([
            "SPDXID": .string(identifier),
            "name": .string(name),
            "versionInfo": .nonEmpty(version),
            "filesAnalyzed": .boolean(false),
            "licenseConcluded": .string(Self.unknown),
            "licenseDeclared": .string(license),
            "downloadLocation": .string(downloadLocation),
            "originator": .string(supplier),
            "supplier": .string(supplier),
            "copyrightText": .string(copyright),
            "checksums": .nonEmpty(
                checksums.map { .object(["algorithm": .string($0.function), "checksumValue": .string($0.value)]) }
            ),
            "externalRefs": .nonEmpty(references),
            "primaryPackagePurpose": .string(purpose),
        ])
    }

    private static func reference(_ category: String, _ type: String, _ locator: String) -> JSON {
        .object(["referenceCategory": .string(category), "referenceType": .string(type), "referenceLocator": .string(locator)])
    }
}
