import JSON

/// Pieces of SPDX 2.3 documents as images have them: order of keys, identifiers, addresses (IMAGE.md §15).
enum SPDX {
    static let unknown = "NOASSERTION"
    /// What a relationship may lead to instead of an element (SPDX 2.3, 11.1).
    static let noElements = [unknown, "NONE"]
    static let document = "SPDXRef-DOCUMENT"
    static let listVersion = "3.27"

    /// A text as a part of an identifier: `:` becomes `-`, any other byte that may not stand there becomes `C` and its number.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "-"):
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: ":"): escaped += "-"
            default: escaped += "C\(byte)"
            }
        }
        return escaped
    }

    /// An address on the web without what stands before `//`.
    static func withoutScheme(_ address: String) -> String {
        guard let colon = address.firstIndex(of: ":"), address[colon...].hasPrefix("://") else { return address }
        return String(address[colon...].dropFirst(3))
    }

    /// The address of a part of an image.
    ///
    /// - Parameter qualifiers: in the order of their keys; those without a value are left out.
    static func address(_ name: String, _ digest: String, _ qualifiers: KeyValuePairs<String, String>) -> String {
        let given = qualifiers.filter { !$0.value.isEmpty }.map { "\($0.key)=\(query($0.value))" }
        return "pkg:oci/\(name)@\(digest)" + (given.isEmpty ? "" : "?" + given.joined(separator: "&"))
    }

    /// A value in the query of an address.
    private static func query(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: " "): escaped += "+"
            default: escaped += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return escaped
    }

    /// An element of a document.
    struct Package {
        var identifier: String
        var name: String
        var version = ""
        var license: String?
        var description = ""
        var originator = ""
        var supplier = ""
        var sourceInfo = ""
        var location = unknown
        var purpose = "CONTAINER"
        /// Algorithm and digits.
        var checksum: (algorithm: String, value: String)?
        var address = ""

        var document: JSON {
            .object([
                "SPDXID": .string(identifier),
                "name": .string(name),
                "versionInfo": .nonEmpty(version),
                "filesAnalyzed": .boolean(false),
                "licenseConcluded": license == nil ? nil : .string(unknown),
                "licenseDeclared": license.map { .string($0) },
                "description": .nonEmpty(description),
                "downloadLocation": .string(location),
                "originator": .nonEmpty(originator),
                "supplier": .nonEmpty(supplier),
                "sourceInfo": .nonEmpty(sourceInfo),
                "copyrightText": license == nil ? nil : .string(unknown),
                "primaryPackagePurpose": .string(purpose),
                "checksums": checksum.map {
                    .array([.object(["algorithm": .string($0.algorithm), "checksumValue": .string($0.value)])])
                },
                "externalRefs": address.isEmpty
                    ? nil
                    : .array([
                        .object([
                            "referenceCategory": .string("PACKAGE-MANAGER"), "referenceLocator": .string(address),
                            "referenceType": .string("purl"),
                        ])
                    ]),
            ])
        }
    }

    static func relationship(_ element: String, _ type: String, _ related: String) -> JSON {
        .object(["spdxElementId": .string(element), "relationshipType": .string(type), "relatedSpdxElement": .string(related)])
    }

    /// A document around packages.
    ///
    /// - Parameters:
    ///   - name: the digest that it is about.
    ///   - isLikeApko: whether tool and namespace are those of apko, which are the same for all documents.
    static func document(
        _ name: String,
        created: String,
        describes: String,
        packages: [JSON],
        relationships: [JSON],
        texts: [JSON] = [],
        isLikeApko: Bool
    ) -> JSON {
        .object([
            "SPDXID": .string(document),
            "name": .string("sbom-\(name)"),
            "spdxVersion": .string("SPDX-2.3"),
            "creationInfo": .object([
                "created": .string(created),
                "creators": .strings(isLikeApko ? ["Tool: apko (devel)", "Organization: Chainguard, Inc"] : ["Tool: cuttle"]),
                "licenseListVersion": .string(listVersion),
            ]),
            "dataLicense": .string("CC0-1.0"),
            "documentNamespace": .string("https://spdx.org/spdxdocs/" + (isLikeApko ? "apko/" : "cuttle/\(escape(name))")),
            "documentDescribes": .strings([describes]),
            "packages": .array(packages),
            "relationships": .array(relationships),
            "hasExtractedLicensingInfos": .nonEmpty(texts),
        ])
    }
}
