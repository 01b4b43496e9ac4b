public import Diagnostics
import YAML

extension ImageConfiguration {
    /// The configuration as images are built by it: a service bundle has its command and its package, users have homes (IMAGE.md §2.4).
    ///
    /// Each call adds the package of a service bundle, as the format has it: validated again, a locked configuration names it twice.
    ///
    /// - Throws: all that is wrong, each with its place.
    public func validated() throws(DiagnosticList) -> ImageConfiguration {
        let problems = problems
        if !problems.isEmpty { throw DiagnosticList(problems) }
        var valid = self
        if entrypoint.type == Self.serviceBundle {
            valid.entrypoint.command = "/bin/s6-svscan /sv"
            valid.contents.packages += impliedPackages
            if let place = places.keys["entrypoint"] { valid.packageSpans.append(place) }
        }
        for index in accounts.users.indices where accounts.users[index].givenHome.isEmpty {
            valid.accounts.users[index].givenHome = accounts.users[index].home
        }
        return valid
    }

    /// What an entrypoint asks for beside what the configuration lists: a service bundle needs its supervisor (IMAGE.md §2.4).
    public var impliedPackages: [String] { entrypoint.type == Self.serviceBundle ? ["s6"] : [] }

    /// The one type of entrypoint that means something: services that are supervised.
    public static let serviceBundle = "service-bundle"

    private var problems: [Diagnostic] {
        accountProblems + formatProblems
            + nameProblems(certificates?.additional ?? [], places.certificates, "a certificate", needsContent: false)
            + nameProblems(contents.runtimeKeyring, places.runtimeKeyring, "a key of runtime_keyring", needsContent: true)
            + duplicateKeys
    }

    private var accountProblems: [Diagnostic] {
        var problems: [Diagnostic] = []
        for (index, user) in accounts.users.enumerated() {
            let place = places.users.at(index)
            if user.name.isEmpty {
                problems.append(Diagnostic(.missingValue, "a user needs a name", at: place, hint: "give it as \"username\""))
            }
            if user.id == 0 {
                let whose = user.name.isEmpty ? "a user" : "the user \"\(user.name)\""
                problems.append(
                    Diagnostic(
                        .missingValue,
                        "\(whose) needs a \"uid\" other than 0, the number of root",
                        at: place,
                        hint: "to run as root, give run-as: 0 and no user"
                    )
                )
            }
        }
        for (index, group) in accounts.groups.enumerated() where group.name.isEmpty {
            problems.append(
                Diagnostic(.missingValue, "a group needs a name", at: places.groups.at(index), hint: "give it as \"groupname\"")
            )
        }
        return problems
    }

    private var formatProblems: [Diagnostic] {
        if !formatName.isEmpty, Format(rawValue: formatName) == nil {
            let names = Format.allCases.map(\.rawValue)
            return [
                Diagnostic(
                    .wrongType,
                    "unknown format \"\(formatName)\" of layers",
                    at: places.keys["format"],
                    hint: Similarity.hint(for: formatName, in: names) ?? "known: \(names.joined(separator: ", "))"
                )
            ]
        }
        guard format == .erofs, layering != nil else { return [] }
        return [
            Diagnostic(
                .contradiction,
                "layers of the format erofs cannot be split: \"layering\" and \"format: erofs\" exclude each other",
                at: places.keys["layering"] ?? places.keys["format"],
                hint: "leave one of the two out"
            )
        ]
    }

    /// Names become those of files in the image.
    private func nameProblems(
        _ texts: [NamedContent],
        _ spans: [SourceSpan],
        _ what: String,
        needsContent: Bool
    ) -> [Diagnostic] {
        texts.enumerated().compactMap { index, text in
            let place = spans.at(index)
            if text.name.isEmpty {
                return Diagnostic(.missingValue, "\(what) needs a name", at: place, hint: "give it as \"name\"")
            }
            if needsContent, text.content.isEmpty {
                return Diagnostic(
                    .missingValue,
                    "the key \"\(text.name)\" of runtime_keyring has no content",
                    at: place,
                    hint: "give the PEM text as \"content\""
                )
            }
            if text.hasFileName { return nil }
            return Diagnostic(
                .badFileName,
                "\(what) cannot be called \"\(text.name)\"",
                at: place?.locating(text.name),
                hint: "use letters, digits, and _ - . but no . at the beginning"
            )
        }
    }

    private var duplicateKeys: [Diagnostic] {
        var seen: Set<String> = []
        return contents.runtimeKeyring.enumerated().compactMap { index, key in
            if key.name.isEmpty || seen.insert(key.name).inserted { return nil }
            return Diagnostic(
                .contradiction,
                "the key \"\(key.name)\" of runtime_keyring is given twice",
                at: places.runtimeKeyring.at(index)
            )
        }
    }
}

extension ImageConfiguration.NamedContent {
    /// Whether the name is one that a file in a fixed folder can have (IMAGE.md §2.4).
    fileprivate var hasFileName: Bool {
        name.utf8.first != UInt8(ascii: ".")
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                }
            }
    }
}

extension [SourceSpan] {
    /// The place of an element; nil for one that was added without.
    func at(_ index: Int) -> SourceSpan? { indices.contains(index) ? self[index] : nil }
}

extension Diagnostic.Code {
    /// Parts of an input that exclude each other.
    public static let contradiction = input("contradiction")
    /// A text that becomes the name of a file, and cannot be one.
    public static let badFileName = input("bad-file-name")
}
