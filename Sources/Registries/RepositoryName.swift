public import Diagnostics

/// A repository of images in a registry: `ghcr.io/team/app`.
public struct RepositoryName: Hashable, Sendable, CustomStringConvertible {
    /// The registry: a host, and a port where it has one of its own.
    public let registry: String
    /// The path in it.
    public let path: String

    public var description: String { "\(registry)/\(path)" }

    /// Docker's registry, which is meant where none is named.
    static let defaultRegistry = "index.docker.io"
    /// Other names of it.
    static let defaultAliases = ["docker.io", "registry-1.docker.io"]

    /// Reads a name (distribution's reference grammar).
    ///
    /// - Throws: `invalid-reference`.
    public init(_ text: String) throws(Diagnostic) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if Self.namesRegistry(text) {
            guard Self.isHost(parts[0]) else { throw .invalidReference(text, "\"\(parts[0])\" is not the name of a registry") }
            registry = Self.defaultAliases.contains(parts[0]) ? Self.defaultRegistry : parts[0]
            path = registry == Self.defaultRegistry && !parts[1].contains("/") ? "library/\(parts[1])" : parts[1]
        } else {
            registry = Self.defaultRegistry
            path = parts.count == 1 ? "library/\(text)" : text
        }
        if path.utf8.count > 255 { throw .invalidReference(text, "the name is longer than 255 characters") }
        for component in path.split(separator: "/", omittingEmptySubsequences: false) where !Self.isComponent(component) {
            if component.isEmpty { throw .invalidReference(text, "a part of the name is empty") }
            let isLower = component.lowercased() == component
            throw .invalidReference(
                text,
                "\"\(component)\" is not a part of a name: those are of lower-case letters, digits, and . _ __ - between them",
                hint: isLower ? nil : "write it in lower case: \(text.lowercased())"
            )
        }
    }

    /// Whether the first part of a name is that of a registry, or meant to be.
    static func namesRegistry(_ text: String) -> Bool {
        guard let slash = text.firstIndex(of: "/") else { return false }
        return text[..<slash].contains { ".:[".contains($0) } || text[..<slash] == "localhost"
    }

    private static func isHost(_ text: String) -> Bool {
        var host = text[...]
        if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") {
            guard let port = UInt16(text[text.index(after: colon)...]), port > 0 else { return false }
            host = text[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            return host.count > 4 && host.dropFirst().dropLast().allSatisfy { $0.isHexDigit && $0.isASCII || $0 == ":" || $0 == "." }
        }
        return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.first != "-" && label.last != "-" && label.allSatisfy { $0.isAlphanumeric || $0 == "-" }
        }
    }

    /// Runs of lower-case letters and digits, with one of `.`, `_`, `__` or any number of `-` between them.
    private static func isComponent(_ text: Substring) -> Bool {
        var separator = ""
        guard let first = text.first, let last = text.last, first.isLowerAlphanumeric, last.isLowerAlphanumeric else { return false }
        for character in text {
            if character.isLowerAlphanumeric {
                if ![".", "_", "__", ""].contains(separator), !separator.allSatisfy({ $0 == "-" }) { return false }
                separator = ""
            } else {
                separator.append(character)
            }
        }
        return true
    }
}

extension Character {
    var isLowerAlphanumeric: Bool { isASCII && (isLowercase || isNumber) }
    var isAlphanumeric: Bool { isASCII && (isLetter || isNumber) }
}

extension Diagnostic {
    static func invalidReference(_ text: String, _ reason: String, hint: String? = nil) -> Diagnostic {
        Diagnostic(.invalidReference, "\"\(text)\" is not a reference to an image: \(reason)", hint: hint)
    }
}

extension Diagnostic.Code {
    /// A text that names no image.
    public static let invalidReference = input("invalid-reference")
}
