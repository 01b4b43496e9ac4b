import APK
public import Diagnostics

/// What a seed holds besides the standard list, so that it can stand in for compilers and tools that have no recipe yet.
public struct SeedAdditions: Sendable {
    /// The name of the seed's package.
    public let name: String
    /// Debian packages; each is provided under its own name.
    public let packages: [String]
    /// Further names that recipes ask for and that these packages bring.
    public let provides: [String]

    /// Takes what a user asks for.
    ///
    /// - Throws: `bad-seed-name` for what cannot be the name of a package.
    public init(name: String? = nil, packages: [String] = [], provides: [String] = []) throws(Diagnostic) {
        self.name = name ?? "debian-seed"
        self.packages = Set(packages).sorted()
        self.provides = Set(provides).sorted()
        try Self.check(self.name, "the name of the seed")
        // apt would take `name-` for a removal, and a leading `-` for an option.
        for package in packages {
            let isPlain = package.utf8.allSatisfy { Self.isLowercaseOrDigit($0) || "+-.".utf8.contains($0) }
            guard isPlain, let first = package.utf8.first, Self.isLowercaseOrDigit(first), package.utf8.last != UInt8(ascii: "-") else {
                throw Diagnostic(
                    .badSeedName,
                    "\"\(package)\" is not the name of a Debian package",
                    hint: "names are written as in: apt-cache search cmake"
                )
            }
        }
        for provided in provides { try Self.check(provided, "a name to provide") }
    }

    private static func check(_ name: String, _ what: String) throws(Diagnostic) {
        guard !name.isEmpty, let provide = try? Provide(name), provide.version == nil, provide.name == name else {
            throw Diagnostic(.badSeedName, "\"\(name)\" cannot be \(what)", hint: "recipes name packages without a version, as in cmake")
        }
    }

    private static func isLowercaseOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension Diagnostic.Code {
    /// A name of `cuttle seed` that no package can have.
    static let badSeedName = input("bad-seed-name")
}
