import APK
import Cryptography
import Diagnostics
import Files
import ImageConfigurations
import JSON
import Licenses
import Recipes

/// The bill of materials of an image: layers, distribution, and every package with what its own document says (IMAGE.md §15).
struct ImageBill {
    /// The packages and relationships that do not depend on digests.
    private let contents: [(roots: [String], packages: [JSON], relationships: [JSON])]
    private let texts: [JSON]
    /// What is odd about documents of packages.
    let warnings: [Diagnostic]
    private let release: ReleaseFile
    private let isLikeApko: Bool

    private static let folder = "var/lib/db/sbom"

    /// Reads what the packages in an image say of themselves.
    ///
    /// - Parameters:
    ///   - packages: those on top of the base.
    ///   - base: the image below, whose packages come first.
    ///   - order: by paths, packages that say nothing are left out, and those of the base, as apko leaves them out.
    init(_ files: ImageFileSystem, packages: [PackageInfo], base: ImageBase? = nil, order: LayerOrder) throws(Diagnostic) {
        isLikeApko = order == .path
        let packages = (isLikeApko ? [] : base?.infos ?? []) + packages
        let lower = try isLikeApko ? [:] : base?.documents(Set(packages.flatMap(Self.documents))) ?? [:]
        func read(_ path: String) throws(Diagnostic) -> [UInt8]? { try files.read(path) ?? lower[path] }
        var text = try read("etc/os-release")
        if text == nil, base != nil { text = try read("usr/lib/os-release") }
        release = try ReleaseFile(text, isLikeApko: isLikeApko)
        let supplier = Self.supplier(release)
        var contents: [(roots: [String], packages: [JSON], relationships: [JSON])] = []
        var texts: [JSON] = []
        var warnings: [Diagnostic] = []
        for package in packages {
            // A document that is about no package does not stand for one.
            if let bill = try Self.bill(of: package, read, supplier: supplier), isLikeApko || !bill.roots.isEmpty {
                if !bill.missing.isEmpty {
                    let problem = Self.incomplete(package, bill, severity: isLikeApko ? .error : .warning)
                    if isLikeApko { throw problem }
                    warnings.append(problem)
                }
                contents.append((bill.roots, bill.packages, bill.relationships))
                texts += bill.texts.filter { text in !texts.contains { $0["licenseId"] == text["licenseId"] } }
            } else if order == .package {
                let own = Self.element(of: package, release, supplier)
                contents.append(([own.identifier], [own.document], []))
            }
        }
        self.contents = contents
        self.texts = texts
        self.warnings = warnings
    }

    private static func incomplete(_ package: PackageInfo, _ bill: PackageBill, severity: Diagnostic.Severity) -> Diagnostic {
        Diagnostic(
            .incompleteBill,
            "the bill of materials inside of \(package.name)-\(package.version) has no package \(bill.missing.joined(separator: ", ")), which it names",
            severity: severity,
            hint: severity == .error
                ? "leave bills of materials out: --no-sbom" : "what leads there is left out of the image's: tell those who made the package"
        )
    }

    private static func supplier(_ release: ReleaseFile) -> String {
        release.name.isEmpty ? SPDX.unknown : "Organization: \(release.name)"
    }

    /// Where a document is that a package brought, by the names that it may have.
    private static func documents(of package: PackageInfo) -> [String] {
        var names = ["\(package.name)-\(package.version)"]
        if let dash = package.version.lastIndex(of: "-"), package.version[dash...].hasPrefix("-r") {
            names.append("\(package.name)-\(package.version[..<dash])")
        }
        return (names + [package.name]).map { "\(folder)/\($0).spdx.json" }
    }

    /// What the document of a package says; nil when it brought none.
    private static func bill(
        of package: PackageInfo,
        _ read: (String) throws(Diagnostic) -> [UInt8]?,
        supplier: String
    ) throws(Diagnostic) -> PackageBill? {
        for path in documents(of: package) {
            if let bytes = try read(path) { return PackageBill(bytes, supplier: supplier) }
        }
        return nil
    }

    /// A package that brought no document, by what its description says.
    private static func element(of package: PackageInfo, _ release: ReleaseFile, _ supplier: String) -> SPDX.Package {
        let license = LicenseExpression.joined(package.licenses)
        var element = SPDX.Package(
            identifier: "SPDXRef-Package-" + SPDX.escape("apk-\(package.name)-\(package.version)"),
            name: package.name,
            version: package.version
        )
        element.license = LicenseExpression.isValid(license) ? license : SPDX.unknown
        element.description = package.description
        element.originator = supplier
        element.supplier = supplier
        element.purpose = "APPLICATION"
        element.address =
            "pkg:apk/\(release.identifier.isEmpty ? "unknown" : release.identifier)/\(package.name)@\(package.version)?arch=\(package.architecture)"
        return element
    }

    /// The document of the image.
    ///
    /// - Parameters:
    ///   - manifest: the digest of the image.
    ///   - name: what addresses call the image.
    func document(manifest: Digest, layers: [Layer], architecture: Architecture, time: ImageDate.Time, name: String) -> JSON {
        let supplier = Self.supplier(release)
        let platform = architecture.imageName.split(separator: "/").first.map(String.init) ?? ""
        func address(_ digest: String, _ type: String) -> String {
            SPDX.address(name, digest, ["arch": platform, "mediaType": type, "os": "linux"])
        }
        let image = SPDX.Package(
            identifier: "SPDXRef-Package-Image-" + SPDX.escape("sha256:\(manifest)"),
            name: "sha256:\(manifest)",
            version: "sha256:\(manifest)",
            description: isLikeApko ? "apko container image" : "container image",
            supplier: supplier,
            checksum: ("SHA256", manifest.hex),
            address: address("sha256:\(manifest)", ImageDocuments.manifestType)
        )
        let parts = layers.map { layer in
            SPDX.Package(
                identifier: "SPDXRef-Package-ImageLayer-" + SPDX.escape("sha256:\(layer.digest)"),
                name: "sha256:\(layer.digest)",
                version: release.version,
                description: isLikeApko ? "apko operating system layer" : "layer of the image",
                supplier: supplier,
                address: address("sha256:\(layer.digest)", layer.mediaType)
            )
        }
        let system = SPDX.Package(
            identifier: "SPDXRef-OperatingSystem-" + SPDX.escape(release.identifier),
            name: release.identifier,
            version: release.version,
            description: "Operating System",
            supplier: supplier,
            purpose: "OPERATING_SYSTEM"
        )
        var packages = ([image] + parts + [system]).map(\.document)
        var known = Set(packages.compactMap { $0["SPDXID"]?.string })
        var relationships = parts.map { SPDX.relationship(image.identifier, "CONTAINS", $0.identifier) }
        for content in contents {
            packages += content.packages.filter { known.insert($0["SPDXID"]?.string ?? "").inserted }
            relationships += content.relationships
            relationships += content.roots.map { SPDX.relationship(image.identifier, "CONTAINS", $0) }
        }
        return SPDX.document(
            layers.first.map { "sha256:\($0.digest)" } ?? "",
            created: time.text,
            describes: image.identifier,
            packages: packages,
            relationships: relationships,
            texts: texts,
            isLikeApko: isLikeApko
        )
    }

    /// The document of an index over images.
    static func index(
        _ index: Digest,
        images: [(architecture: Architecture, digest: Digest)],
        source: String,
        time: ImageDate.Time,
        name: String,
        order: LayerOrder
    ) -> JSON {
        let supplier = order == .path ? "Organization: Chainguard, Inc." : SPDX.unknown
        func element(_ digest: Digest, _ address: String) -> SPDX.Package {
            SPDX.Package(
                identifier: "SPDXRef-Package-" + SPDX.escape("sha256:\(digest)"),
                name: "sha256:\(digest)",
                version: "sha256:\(digest)",
                supplier: supplier,
                checksum: ("SHA256", digest.hex),
                address: address
            )
        }
        let indexName = ["", "image"].contains(name) ? "index" : name
        var own = element(index, SPDX.address(indexName, "sha256:\(index)", ["mediaType": ImageDocuments.indexType]))
        own.description = "Multi-arch image index"
        own.sourceInfo = "Generated at image build time by \(order == .path ? "apko" : "cuttle")"
        var packages = [own]
        var relationships: [JSON] = []
        for (architecture, digest) in images {
            let platform = architecture.imageName.split(separator: "/").first.map(String.init) ?? ""
            let address = SPDX.address(
                name.isEmpty ? "image" : name,
                "sha256:\(digest)",
                ["arch": platform, "mediaType": ImageDocuments.manifestType, "os": "linux"]
            )
            packages.append(element(digest, address))
            relationships.append(SPDX.relationship(own.identifier, "VARIANT_OF", packages[packages.count - 1].identifier))
        }
        if let from = Self.sourceElement(source, supplier) {
            packages.append(from)
            relationships.append(SPDX.relationship(own.identifier, "GENERATED_FROM", from.identifier))
        }
        return SPDX.document(
            "sha256:\(index)",
            created: time.text,
            describes: own.identifier,
            packages: packages.map(\.document),
            relationships: relationships,
            isLikeApko: order == .path
        )
    }

    /// Where the configuration comes from: `url@commit`.
    private static func sourceElement(_ source: String, _ supplier: String) -> SPDX.Package? {
        guard let at = source.lastIndex(of: "@") else { return nil }
        let (address, commit) = (String(source[..<at]), String(source[at...].dropFirst()))
        let name = SPDX.withoutScheme(address)
        return SPDX.Package(
            identifier: "SPDXRef-Package-" + SPDX.escape(source),
            name: name,
            version: commit,
            description: "Image configuration source",
            supplier: supplier,
            location: source,
            purpose: "SOURCE",
            checksum: commit.utf8.count == 40 ? ("SHA1", commit) : nil
        )
    }
}

extension Diagnostic.Code {
    /// A package's own bill of materials that names what it does not hold.
    static let incompleteBill = input("incomplete-bill")
}
