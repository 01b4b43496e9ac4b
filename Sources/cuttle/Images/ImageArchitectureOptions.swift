import ArgumentParser
import Diagnostics
import ImageConfigurations
import Recipes
import Repositories
import Transfers

/// `--arch`.
struct ImageArchitectureOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Architectures, or \"host\" or \"all\" (default: those of the configuration, else all).", valueName: "names")
    )
    var arch: [String] = []

    /// The architectures of an image: those of `--arch`, else those of the configuration, else all.
    func chosen(_ configuration: ImageConfiguration) throws -> ImageArchitectures {
        let given = try CommaList.items(arch)
        if !given.isEmpty { return ImageArchitectures(list: try Self.list(given), areAskedFor: true) }
        var seen: Set<ImageArchitecture> = []
        let configured = configuration.architectures.map { ImageArchitecture($0) }.filter { seen.insert($0).inserted }
        return ImageArchitectures(
            list: try Self.known(configured.isEmpty ? ImageArchitecture.all : configured, configuration.places.keys["archs"]),
            areAskedFor: !configured.isEmpty
        )
    }

    /// The architectures that names stand for.
    static func list(_ names: [String]) throws -> [Architecture] {
        if names == ["all"] { return try known(ImageArchitecture.all, nil) }
        let unique = Set(names.map { ImageArchitecture($0 == "host" ? Architecture.host?.name ?? $0 : $0) })
        return try known(unique.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }, nil)
    }

    private static func known(_ architectures: [ImageArchitecture], _ place: SourceSpan?) throws -> [Architecture] {
        try architectures.map { architecture in
            if let known = Architecture(architecture.name) { return known }
            let names = Architecture.all.map(\.name)
            throw Diagnostic(
                .usage,
                "unknown architecture \"\(architecture)\"",
                at: place?.locating(architecture.name),
                hint: Similarity.hint(for: architecture.name, in: names) ?? "known: \(names.joined(separator: ", "))"
            )
        }
    }
}

/// The architectures of an image, and whether anybody asked for them.
struct ImageArchitectures {
    let list: [Architecture]
    /// False when they are all that there are, because nothing was said.
    let areAskedFor: Bool

    /// Chooses packages; where there are none for an architecture that nobody asked for, the error says how to ask.
    func choosing<Result>(_ body: ([Architecture]) async throws -> Result) async throws -> Result {
        do {
            return try await body(list)
        } catch var error as Diagnostic where !areAskedFor && [.missingRepository, .notFound].contains(error.code) {
            error.hints.insert(
                "nothing says for which architectures the image is, so it is for all \(list.count): give --arch host for that of this "
                    + "machine, or list archs in the configuration",
                at: 0
            )
            throw error
        }
    }
}
