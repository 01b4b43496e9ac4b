/// Something from upstream that a package is made of (PACKAGE.md §3).
public enum UpstreamSource: Hashable, Sendable {
    /// A file.
    ///
    /// - name: what it is called upstream; with `version` this is what vulnerability databases know it by.
    /// - checksums: hexadecimal, by the name of the hash function in SPDX.
    case file(address: String, name: String, version: String, checksums: [Checksum])
    /// A tree of a repository.
    ///
    /// - repository: its address.
    /// - branch, tag, commit: empty where the recipe names none.
    case repository(address: String, branch: String, tag: String, commit: String)

    /// A digest of a file.
    public struct Checksum: Hashable, Sendable {
        /// `SHA256` or `SHA512`.
        public let function: String
        /// Lower-case hexadecimal digits.
        public let value: String

        /// Makes a checksum.
        public init(function: String, value: String) {
            self.function = function
            self.value = value
        }
    }

    /// The package of a document that stands for it; nil for a repository at no fixed place.
    ///
    /// - Parameters:
    ///   - position: its place among the steps of the recipe.
    ///   - license: that of the package that is made of it; empty for none.
    func package(position: Int, license: String, supplier: String) -> SPDXPackage? {
        switch self {
        case .file(let address, let name, let version, let checksums):
            // Of several digests the strongest names it.
            let strongest = checksums.last.map { "\($0.function.lowercased()):\($0.value)" } ?? ""
            var package = SPDXPackage(
                identifier: SPDXIdentifier.package(["Source", name, version, String(position)]),
                name: name,
                version: version
            )
            package.supplier = supplier
            package.downloadLocation = address
            package.checksums = checksums
            package.purpose = "SOURCE"
            package.addresses = [
                PackageAddress(
                    kind: "generic",
                    name: name,
                    version: version,
                    qualifiers: ["checksum": strongest, "download_url": address]
                )
            ]
            return package
        case .repository(let address, let branch, let tag, let commit):
            let reference = tag.isEmpty ? commit : tag
            if reference.isEmpty { return nil }
            let place = RepositoryPlace(address)
            var package = SPDXPackage(
                identifier: SPDXIdentifier.package(["Source", place.bare, branch, tag, commit, String(position)]),
                name: place.path,
                version: reference
            )
            if !license.isEmpty { package.license = license }
            package.supplier = place.isGitHub ? "Organization: \(place.owner.titleCased)" : supplier
            let exact = commit.isEmpty ? tag : commit
            if place.isGitHub {
                package.downloadLocation = "https://github.com/\(place.path)/archive/\(exact).tar.gz"
            } else if !place.isFolder {
                package.downloadLocation = "git+\(address)@\(exact)"
            }
            package.purpose = "SOURCE"
            package.addresses = [place.packageAddress(version: reference, commit: commit)]
            return package
        }
    }
}

/// Where a repository is, taken apart.
struct RepositoryPlace {
    /// The address as written.
    let address: String
    /// The address without its scheme.
    let bare: String
    /// The path on its host, without `.git`.
    let path: String
    let isGitHub: Bool
    /// Whether it is a folder of the machine that builds: its path tells nobody else anything, so only its name is told.
    let isFolder: Bool

    init(_ address: String) {
        self.address = address
        let scheme = address.firstRange(of: "://")
        let rest = scheme.map { String(address[$0.upperBound...]) } ?? address
        isFolder = address.hasPrefix("file://") || !address.contains(":")
        let trimmed = rest.last == "/" ? String(rest.dropLast()) : rest
        let whole = trimmed.hasSuffix(".git") ? String(trimmed.dropLast(4)) : trimmed
        let parts = whole.split(separator: "/")
        bare = isFolder ? parts.last.map(String.init) ?? "" : whole
        path = isFolder ? bare : parts.dropFirst(parts.count > 1 ? 1 : 0).joined(separator: "/")
        isGitHub = !isFolder && parts.first == "github.com" && parts.count == 3
    }

    /// The first part of the path.
    var owner: String { path.split(separator: "/").first.map(String.init) ?? path }

    func packageAddress(version: String, commit: String, file: String = "") -> PackageAddress {
        if isGitHub {
            let parts = path.split(separator: "/").map(String.init)
            return PackageAddress(kind: "github", namespace: [parts[0]], name: parts[1], version: version, path: file)
        }
        return PackageAddress(
            kind: "generic",
            name: path,
            version: version,
            qualifiers: isFolder ? [:] : ["vcs_url": "git+\(address)" + (commit.isEmpty ? "" : "@\(commit)")],
            path: file
        )
    }
}

extension String {
    /// Each word with a capital letter first.
    var titleCased: String {
        var isStart = true
        var result = ""
        for character in self {
            result += isStart ? character.uppercased() : String(character)
            isStart = !(character.isLetter || character.isNumber || character == "'")
        }
        return result
    }
}
