import Cryptography
import Files
public import JSON

/// What a package consists of and where that comes from, as an SPDX 2.3 document (PACKAGE.md §3).
///
/// Nothing in it depends on when, where or by which release of Cuttle it was made.
public struct BillOfMaterials: Sendable {
    /// The text of a license that stands in the sources.
    public struct LicenseText: Hashable, Sendable {
        /// The license as the recipe writes it.
        public let license: String
        /// An identifier of SPDX for what is not in its list: `LicenseRef-…`.
        public let reference: String
        /// The text.
        public let text: String

        /// Makes a text.
        public init(license: String, reference: String, text: String) {
            self.license = license
            self.reference = reference
            self.text = text
        }
    }

    /// A source with its place among the steps.
    public struct Source: Hashable, Sendable {
        /// Its place among the steps of the package that they belong to, from 0.
        public let position: Int
        public let upstream: UpstreamSource

        /// Makes a source.
        public init(position: Int, upstream: UpstreamSource) {
            self.position = position
            self.upstream = upstream
        }
    }

    /// The distribution, as package URLs name it; `unknown` when nobody says.
    public var namespace = "unknown"
    public var name: String
    /// `<version>-r<epoch>`.
    public var version: String
    public var architecture: String
    /// The license as one expression; empty when the recipe names none.
    public var license = ""
    /// The attestations of copyright.
    public var copyrights: [String] = []
    /// The texts of licenses; see `add`.
    public private(set) var licenseTexts: [LicenseText] = []
    /// What vulnerability databases call the software (CPE 2.3), nil when the recipe does not say.
    public var productName: String?
    /// The recipe's file name, and the commit that it is from.
    public var recipe = ""
    public var commit = ""
    /// The address of the recipe's repository; empty when nobody says.
    public var repository = ""
    /// The license of the recipe; empty when nobody says.
    public var recipeLicense = ""
    /// The sources of its own steps, when it is not the main package.
    public var ownSources: [Source] = []
    /// The sources of the main package's steps, of which all packages of a recipe are made.
    public var sources: [Source] = []
    /// The time that the build shows, in seconds since 1970.
    public var created: Int64 = 0

    /// A bill with what each has.
    public init(name: String, version: String, architecture: String) {
        self.name = name
        self.version = version
        self.architecture = architecture
    }

    /// Adds the text of a license; of one reference there can be one text only, so that several are joined.
    public mutating func add(_ text: LicenseText) {
        guard let index = licenseTexts.firstIndex(where: { $0.reference == text.reference }) else {
            licenseTexts.append(text)
            return
        }
        let there = licenseTexts[index]
        if there.text.split(separator: Self.divider).contains(where: { $0 == text.text }) { return }
        licenseTexts[index] = LicenseText(
            license: there.license,
            reference: there.reference,
            text: there.text + Self.divider + text.text
        )
    }

    private static let divider = "\n\n----\n\n"

    /// The path in the package.
    public var path: String { "var/lib/db/sbom/\(name)-\(version).spdx.json" }

    private static let licenseListVersion = "3.22"

    /// The document.
    public var document: JSON {
        let supplier = "Organization: \(namespace.titleCased)"
        let own = package(supplier)
        let recipe = recipePackage(supplier)
        var identifiers: Set<String> = []
        let ownUpstream = packages(of: ownSources, supplier, &identifiers)
        let upstream = packages(of: sources, supplier, &identifiers)
        let system = SPDXPackage(
            identifier: SPDXIdentifier.operatingSystem,
            name: namespace,
            version: "",
            purpose: "OPERATING-SYSTEM"
        )
        return .object([
            "SPDXID": .string(SPDXIdentifier.document),
            "name": .string("apk-\(name)-\(version)"),
            "spdxVersion": .string("SPDX-2.3"),
            "creationInfo": .object([
                "created": .string(Timestamp.text(created)),
                "creators": .strings(["Tool: cuttle", supplier]),
                "licenseListVersion": .string(Self.licenseListVersion),
            ]),
            "dataLicense": .string("CC0-1.0"),
            "documentNamespace": .string("https://spdx.org/spdxdocs/cuttle/\(fingerprint)"),
            "documentDescribes": .strings([own.identifier]),
            "packages": .array(([system, own] + ownUpstream + [recipe] + upstream).map(\.document)),
            "relationships": .array(
                [Self.relationship(own, "DESCRIBED_BY", recipe)]
                    + (ownUpstream + upstream).map { Self.relationship(own, "GENERATED_FROM", $0) }
            ),
            "hasExtractedLicensingInfos": .nonEmpty(
                licenseTexts.map { .object(["licenseId": .string($0.reference), "extractedText": .string($0.text)]) }
            ),
        ])
    }

    /// Tells the document from those of all other packages.
    private var fingerprint: String {
        String(Digest.of("\(namespace)/\(name)/\(version)/\(architecture)").hex.prefix(32))
    }

    /// The packages that stand for sources; steps at the same place of two packages may fetch files of one name.
    private func packages(of sources: [Source], _ supplier: String, _ identifiers: inout Set<String>) -> [SPDXPackage] {
        var packages: [SPDXPackage] = []
        for source in sources {
            guard var package = source.upstream.package(position: source.position, license: license, supplier: supplier) else { continue }
            let name = package.identifier
            var number = 2
            while !identifiers.insert(package.identifier).inserted {
                package.identifier = "\(name)-\(number)"
                number += 1
            }
            packages.append(package)
        }
        return packages
    }

    private func package(_ supplier: String) -> SPDXPackage {
        var package = SPDXPackage(identifier: SPDXIdentifier.package(["apk", name, version]), name: name, version: version)
        if !license.isEmpty { package.license = license }
        if !copyrights.isEmpty { package.copyright = copyrights.map { $0 + "\n" }.joined() }
        package.supplier = supplier
        package.productName = productName
        package.addresses = [
            PackageAddress(
                kind: "apk",
                namespace: [namespace],
                name: name,
                version: version,
                qualifiers: ["arch": architecture, "distro": namespace == "unknown" ? "" : namespace]
            )
        ]
        return package
    }

    private func recipePackage(_ supplier: String) -> SPDXPackage {
        var package = SPDXPackage(
            identifier: SPDXIdentifier.package(["Recipe", recipe, commit]),
            name: recipe,
            version: commit,
            purpose: "INSTALL"
        )
        if !recipeLicense.isEmpty { package.license = recipeLicense }
        package.supplier = supplier
        if !repository.isEmpty {
            package.addresses = [RepositoryPlace(repository).packageAddress(version: commit, commit: commit, file: recipe)]
        }
        return package
    }

    private static func relationship(_ element: SPDXPackage, _ type: String, _ related: SPDXPackage) -> JSON {
        .object([
            "spdxElementId": .string(element.identifier),
            "relationshipType": .string(type),
            "relatedSpdxElement": .string(related.identifier),
        ])
    }
}
