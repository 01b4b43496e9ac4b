import JSON

/// What the document inside of a package says of it, to be taken over into that of an image (IMAGE.md §15).
struct PackageBill {
    /// What the document is about.
    let roots: [String]
    let packages: [JSON]
    let relationships: [JSON]
    /// The texts of licenses.
    let texts: [JSON]

    private static let keys = [
        "SPDXID", "name", "versionInfo", "filesAnalyzed", "licenseConcluded", "licenseDeclared", "description", "downloadLocation",
        "originator", "supplier", "sourceInfo", "copyrightText", "attributionText", "primaryPackagePurpose", "checksums", "externalRefs",
    ]

    /// The part of a document that can be reached from what it is about; nil when it is none that makes sense.
    ///
    /// - Parameter supplier: whose the packages are of which the document does not say.
    init?(_ bytes: [UInt8], supplier: String) {
        guard let document = try? JSON(parsing: bytes), let listed = document["packages"]?.items else { return nil }
        let all = document["relationships"]?.items ?? []
        func text(_ json: JSON, _ key: String) -> String { json[key]?.string ?? "" }
        var roots = (document["documentDescribes"]?.items ?? []).compactMap(\.string)
        for relationship in all
        where text(relationship, "spdxElementId") == SPDX.document && text(relationship, "relationshipType") == "DESCRIBES" {
            let related = text(relationship, "relatedSpdxElement")
            if !roots.contains(related) { roots.append(related) }
        }
        var related: [String: [String]] = [:]
        for relationship in all {
            let target = text(relationship, "relatedSpdxElement")
            if !target.hasPrefix("SPDXRef-File-") { related[text(relationship, "spdxElementId"), default: []].append(target) }
        }
        let known = Set(listed.map { text($0, "SPDXID") })
        var reached: Set<String> = []
        var rest = roots
        while let next = rest.popLast() {
            guard known.contains(next) else { return nil }
            if reached.insert(next).inserted { rest += related[next] ?? [] }
        }
        self.roots = roots
        packages = listed.filter { reached.contains(text($0, "SPDXID")) }.map { Self.taken($0, supplier: supplier) }
        relationships = all.filter {
            reached.contains(text($0, "spdxElementId")) && !text($0, "relatedSpdxElement").hasPrefix("SPDXRef-File-")
        }.map { SPDX.relationship(text($0, "spdxElementId"), text($0, "relationshipType"), text($0, "relatedSpdxElement")) }
        texts = document["hasExtractedLicensingInfos"]?.items ?? []
    }

    /// A package with its keys in order, without what only holds where it comes from.
    private static func taken(_ package: JSON, supplier: String) -> JSON {
        var members: [JSON.Member] = []
        let (originator, own) = (package["originator"]?.string ?? "", package["supplier"]?.string ?? "")
        let origin = originator.isEmpty ? supplier : originator
        for key in keys {
            let value: JSON? =
                switch key {
                case "filesAnalyzed": .boolean(false)
                case "downloadLocation": package[key] ?? .string("")
                case "originator": .string(origin)
                case "supplier": .string(own.isEmpty ? origin : own)
                case "externalRefs": package[key]?.items.map { .array($0.map(reference)) }
                default: package[key]
                }
            guard let value, value == .string("") ? key == "downloadLocation" : value != .array([]) else { continue }
            members.append(JSON.Member(key: key, value: value))
        }
        return .object(members)
    }

    private static func reference(_ reference: JSON) -> JSON {
        .object([
            "referenceCategory": reference["referenceCategory"], "referenceLocator": reference["referenceLocator"],
            "referenceType": reference["referenceType"],
        ])
    }
}
