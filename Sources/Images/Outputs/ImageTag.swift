import Diagnostics

/// What an image is called: `[registry/]repository[:tag]`.
struct ImageTag {
    /// The repository, with its registry where one is named.
    let repository: String
    let tag: String

    /// Reads a name; without a tag it is `latest`.
    init(_ text: String) {
        if let colon = text.lastIndex(of: ":"), !text[colon...].contains("/") {
            repository = String(text[..<colon])
            tag = String(text[colon...].dropFirst())
        } else {
            repository = text
            tag = "latest"
        }
    }

    /// The last part of the repository: what addresses of packages call the image.
    var name: String { repository.split(separator: "/").last.map(String.init) ?? "" }

    /// The repository with the registry that Docker means when none is named.
    func qualified() throws(Diagnostic) -> String {
        var parts = repository.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let first = parts[0]
        let hasRegistry = parts.count > 1 && (first.contains(".") || first.contains(":") || first == "localhost")
        let registry = hasRegistry ? parts.removeFirst() : "index.docker.io"
        if parts.count == 1, registry == "index.docker.io" { parts.insert("library", at: 0) }
        let path = parts.joined(separator: "/")
        let isValid = path.utf8.count >= 2 && path.utf8.count <= 255 && parts.allSatisfy(Self.isComponent)
        if !isValid {
            throw Diagnostic(
                .badTag,
                "\"\(repository)\" is no name that Docker takes",
                hint: "use lower-case letters, digits and . _ - between slashes, or write an OCI layout"
            )
        }
        return "\(registry)/\(path)"
    }

    private static func isComponent(_ text: String) -> Bool {
        let isAllowed = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isAllowed && !text.isEmpty
    }
}

extension Diagnostic.Code {
    /// A name that an image cannot have.
    static let badTag = input("bad-tag")
}
