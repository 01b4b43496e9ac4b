public import Diagnostics

/// What an image in a registry is called: `ghcr.io/team/app:1.0`, `app@sha256:…`.
public struct ImageReference: Hashable, Sendable, CustomStringConvertible {
    /// Where it is.
    public let repository: RepositoryName
    /// Its tag; nil when only a digest was given.
    public let tag: String?
    /// Its digest, when one was given.
    public let digest: ContentDigest?

    /// Reads a reference; without tag and digest the tag is `latest`.
    ///
    /// - Throws: `invalid-reference`.
    public init(_ text: String) throws(Diagnostic) {
        if text.isEmpty { throw .invalidReference(text, "it is empty") }
        if let range = text.firstRange(of: "://") {
            throw .invalidReference(text, "it begins with a scheme", hint: "leave it out: \(text[range.upperBound...])")
        }
        var rest = text[...]
        var digest: ContentDigest?
        if let at = rest.firstIndex(of: "@") {
            digest = ContentDigest(rest[rest.index(after: at)...])
            if digest == nil {
                throw .invalidReference(text, "what follows @ is not a digest: sha256: and 64 lower-case hexadecimal digits")
            }
            rest = rest[..<at]
        }
        var tag: String?
        let slash = rest.lastIndex(of: "/") ?? rest.startIndex
        if let colon = rest[slash...].lastIndex(of: ":") {
            let found = String(rest[rest.index(after: colon)...])
            guard Self.isTag(found) else {
                throw .invalidReference(
                    text,
                    "\"\(found)\" is not a tag: letters, digits and _ . - , at most 128, not beginning with . or -"
                )
            }
            tag = found
            rest = rest[..<colon]
        }
        do throws(Diagnostic) {
            repository = try RepositoryName(String(rest))
        } catch {
            throw error.about(text, insteadOf: String(rest))
        }
        self.tag = tag ?? (digest == nil ? "latest" : nil)
        self.digest = digest
    }

    /// What a registry knows it by: the digest where there is one.
    public var name: String { digest?.description ?? tag ?? "latest" }

    public var description: String { "\(repository)\(tag.map { ":\($0)" } ?? "")\(digest.map { "@\($0)" } ?? "")" }

    /// Whether a text can be a tag.
    public static func isTag(_ text: String) -> Bool {
        guard let first = text.first, text.utf8.count <= 128, first.isAlphanumeric || first == "_" else { return false }
        return text.allSatisfy { $0.isAlphanumeric || "_.-".contains($0) }
    }
}

extension Diagnostic.Code {
    /// There is no image or repository of that name.
    public static let missingImage = input("missing-image")
}

extension Diagnostic {
    /// There is no image of that name in its registry.
    public static func missingImage(_ reference: ImageReference) -> Diagnostic {
        Diagnostic(
            .missingImage,
            "there is no image \(reference)",
            hint: "cuttle image tags \(reference.repository) lists what there is"
        )
    }

    /// The same problem, told of the whole text.
    fileprivate func about(_ text: String, insteadOf part: String) -> Diagnostic {
        var copy = self
        if message.hasPrefix("\"\(part)\"") { copy.message = "\"\(text)\"" + message.dropFirst(part.count + 2) }
        copy.hints = hints.map { $0.hasSuffix(part.lowercased()) ? $0 + text.dropFirst(part.count) : $0 }
        return copy
    }
}
