public import JSON

/// How packages were built: the predicate of SLSA provenance, version 1 (docs/PROVENANCE.md).
///
/// It names what the build depended on, and nothing of when and where it ran: the same build gives the same statement.
public struct Provenance: Sendable {
    /// The recipe's file name.
    public var recipe: String
    public var architecture: String
    /// Options of the recipe, and whether steps had the network.
    public var parameters: [(key: String, value: JSON)] = []
    /// The digest over all inputs.
    public var buildKey: String
    /// Everything that went into the build: recipe, sources, packages of the environment.
    public var dependencies: [Statement.Resource] = []

    /// The type of the predicate.
    public static let predicateType = "https://slsa.dev/provenance/v1"
    /// What kind of build it was: what the parameters mean.
    public static let buildType = "https://cuttle.dev/build/v1"
    /// Who ran it: whoever holds the key.
    public static let builder = "https://cuttle.dev/builder/v1"

    /// A provenance with what each has.
    public init(recipe: String, architecture: String, buildKey: String) {
        self.recipe = recipe
        self.architecture = architecture
        self.buildKey = buildKey
    }

    /// The statement about packages.
    public func statement(about packages: [Statement.Resource]) -> Statement {
        var external: [String: JSON] = ["recipe": .string(recipe), "architecture": .string(architecture)]
        for (key, value) in parameters { external[key] = value }
        return Statement(
            subjects: packages,
            predicateType: Self.predicateType,
            predicate: .object([
                "buildDefinition": .object([
                    "buildType": .string(Self.buildType),
                    "externalParameters": .sorted(external),
                    "internalParameters": .object(["buildKey": .string(buildKey)]),
                    "resolvedDependencies": .array(dependencies.map(\.document)),
                ]),
                "runDetails": .object(["builder": .object(["id": .string(Self.builder)])]),
            ])
        )
    }
}
