import JSON

/// What the document inside of a package says of it, to be taken over into that of an image (IMAGE.md §15).
struct PackageBill {
    /// The packages that the document is about.
    let roots: [String]
    let packages: [JSON]
    let relationships: [JSON]
    /// The texts of licenses.
    let texts: [JSON]
    /// What relationships lead to that is no package of the document.
    let missing: [String]

    /// The part of a document that can be reached from what it is about; nil when it is none that makes sense.
    ///
    /// - Parameter supplier: whose the packages are of which the document does not say.
    init?(_ bytes: [UInt8], supplier: String) {
        guard let document = try? JSON(parsing: bytes), let parts = try? Parts(document, supplier: supplier) else { return nil }
        var described = Set(parts.described)
        for relationship in parts.relationships where relationship.element == SPDX.document && relationship.type == "DESCRIBES" {
            described.insert(relationship.related)
        }
        // What else it describes may be files, which are not there.
        roots = parts.packages.map(\.identifier).filter { described.remove($0) != nil }
        let relationships = parts.relationships.filter { !$0.related.hasPrefix("SPDXRef-File-") }
        let related = Dictionary(grouping: relationships, by: \.element)
        var reached: Set<String> = []
        var rest = roots
        while let next = rest.popLast() {
            if reached.insert(next).inserted { rest += related[next]?.map(\.related) ?? [] }
        }
        let missing = reached.subtracting(parts.packages.map(\.identifier)).subtracting(SPDX.noElements)
        packages = parts.packages.filter { reached.contains($0.identifier) }.map(\.document)
        self.relationships = relationships.filter {
            reached.contains($0.element) && !missing.contains($0.element) && !missing.contains($0.related)
        }.map {
            SPDX.relationship($0.element, $0.type, $0.related)
        }
        self.missing = missing.sorted()
        texts = parts.texts
    }
}

extension PackageBill {
    /// The parts of a document that are taken over, and nothing else of it.
    private struct Parts {
        let described: [String]
        var packages: [(identifier: String, document: JSON)] = []
        var relationships: [(element: String, type: String, related: String)] = []
        let texts: [JSON]

        init(_ json: JSON, supplier: String) throws(Malformed) {
            let document = try Object(json)
            described = try document.list("documentDescribes").map { value throws(Malformed) in try Object.text(value) }
            for package in try document.objects("packages") {
                packages.append((try package.text("SPDXID"), try Self.taken(package, supplier: supplier)))
            }
            for relationship in try document.objects("relationships") {
                relationships.append(
                    (
                        try relationship.text("spdxElementId"), try relationship.text("relationshipType"),
                        try relationship.text("relatedSpdxElement")
                    )
                )
            }
            texts = try document.objects("hasExtractedLicensingInfos", keys: ["licenseId", "extractedText"])
        }

        /// A package with its keys in order, without what only holds where it comes from.
        private static func taken(_ package: Object, supplier: String) throws(Malformed) -> JSON {
            func given(_ key: String) throws(Malformed) -> JSON? { .nonEmpty(try package.text(key)) }
            let (originator, own) = (try package.text("originator"), try package.text("supplier"))
            let origin = originator.isEmpty ? supplier : originator
            return .object([
                "SPDXID": .string(try package.text("SPDXID")),
                "name": .string(try package.text("name")),
                "versionInfo": try given("versionInfo"),
                "filesAnalyzed": .boolean(false),
                "licenseConcluded": try given("licenseConcluded"),
                "licenseDeclared": try given("licenseDeclared"),
                "description": try given("description"),
                "downloadLocation": .string(try package.text("downloadLocation")),
                "originator": .nonEmpty(origin),
                "supplier": .nonEmpty(own.isEmpty ? origin : own),
                "sourceInfo": try given("sourceInfo"),
                "copyrightText": try given("copyrightText"),
                "attributionText": try given("attributionText"),
                "primaryPackagePurpose": try given("primaryPackagePurpose"),
                "checksums": .nonEmpty(try package.objects("checksums", keys: ["algorithm", "checksumValue"])),
                "externalRefs": .nonEmpty(
                    try package.objects("externalRefs", keys: ["referenceCategory", "referenceLocator", "referenceType"])
                ),
            ])
        }
    }

    /// A document, or a part of it, is of another kind than it must be.
    private struct Malformed: Error {}

    /// An object of a document; null stands for an empty one, as it does for a text and for a list.
    private struct Object {
        private let json: JSON

        init(_ json: JSON) throws(Malformed) {
            guard json == .null || json.members != nil else { throw Malformed() }
            self.json = json
        }

        static func text(_ json: JSON?) throws(Malformed) -> String {
            guard let json, json != .null else { return "" }
            guard let text = json.string else { throw Malformed() }
            return text
        }

        func text(_ key: String) throws(Malformed) -> String { try Self.text(json[key]) }

        func list(_ key: String) throws(Malformed) -> [JSON] {
            guard let value = json[key], value != .null else { return [] }
            guard let items = value.items else { throw Malformed() }
            return items
        }

        func objects(_ key: String) throws(Malformed) -> [Object] {
            try list(key).map { item throws(Malformed) in try Object(item) }
        }

        /// Objects of texts with some of their keys, in this order.
        func objects(_ key: String, keys: [String]) throws(Malformed) -> [JSON] {
            try objects(key).map { object throws(Malformed) in
                .object(try keys.map { key throws(Malformed) in JSON.Member(key: key, value: .string(try object.text(key))) })
            }
        }
    }
}
