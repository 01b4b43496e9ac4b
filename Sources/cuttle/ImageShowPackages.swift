import APK
import ArgumentParser
import ImageConfigurations
import Images
import JSON
import Recipes
import Repositories
import Templates

/// `cuttle image show-packages`.
struct ImageShowPackages: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show-packages",
        abstract: "Shows which packages an image would consist of.",
        discussion: """
            Packages are chosen as for a build, and shown in the order of installation; nothing is fetched but indexes. For several \
            architectures only packages are chosen that all of them have in the same version.

            Formats, by name or as a template over .Name, .Version and .Source in the language of Go's text/template:
              name-version            busybox 1.37.0-r0 (the default)
              name=version            busybox=1.37.0-r0
              name-(version)          busybox (1.37.0-r0)
              packagelock             - busybox=1.37.0-r0
            Each name may be followed by -source: then the location of the package is shown too.

            Examples:
              cuttle image show-packages images/hello.yaml \\
                -r packages -k local.rsa.pub --arch host
              cuttle image show-packages images/hello.yaml --format packagelock-source
              cuttle image show-packages images/hello.yaml --format '{{ .Name }}'
            """
    )

    @Argument(help: ArgumentHelp("The image configuration.", valueName: "configuration"), completion: .file())
    var path: String

    @OptionGroup var architectures: ImageArchitectureOptions

    @Option(help: ArgumentHelp("How each package is shown.", valueName: "name or template"))
    var format = "name-version"

    @Flag(help: "Print the packages as JSON.")
    var json = false

    @OptionGroup var input: ImageInputOptions

    private static let formats = [
        "name-version": "{{ .Name }} {{ .Version }}",
        "name-version-source": "{{ .Name }} {{ .Version }} {{ .Source }}",
        "name=version": "{{ .Name }}={{ .Version }}",
        "name=version-source": "{{ .Name }}={{ .Version }} {{ .Source }}",
        "name-(version)": "{{ .Name }} ({{ .Version }})",
        "name-(version)-source": "{{ .Name }} ({{ .Version }}) {{ .Source }}",
        "packagelock": "- {{ .Name }}={{ .Version }}",
        "packagelock-source": "- {{ .Name }}={{ .Version }} # {{ .Source }}",
    ]

    func validate() throws {
        if Self.formats[format] == nil, !format.contains("{{") {
            throw ValidationError("\"\(format)\" is no format: \(Self.formats.keys.sorted().joined(separator: ", ")), or a template")
        }
    }

    func run() async throws {
        let (_, configuration) = try input.load(path)
        let chosen = try architectures.chosen(configuration)
        let template = try Template(Self.formats[format] ?? format, name: "--format")
        let resolutions = try await chosen.choosing { architectures in
            let resolver = try await input.resolver(configuration, architectures)
            try await resolver.refresh(configuration, architectures, warn: Console.warn)
            return try resolver.resolveTogether(configuration, architectures, adding: try input.morePackages(), warn: Console.warn)
        }
        if json {
            let packages = resolutions.flatMap { resolution in
                resolution.choices.map { Self.document($0, resolution.architecture) }
            }
            Console.print(JSON.object(["packages": .array(packages)]).text(indent: 2))
            return
        }
        for resolution in resolutions {
            if resolutions.count > 1 { Console.note("packages for \(resolution.architecture.imageName)") }
            for choice in resolution.choices {
                let record = choice.record
                let value = TemplateRecord(
                    "Package",
                    fields: [
                        .init("Name", .string(record.name)), .init("Version", .string(record.version)),
                        .init("Source", .string(Self.source(choice, resolution.architecture.name))),
                    ]
                )
                Console.print(try template.render(.record(value)))
            }
        }
    }

    private static func document(_ choice: RepositorySet.Choice, _ architecture: Architecture) -> JSON {
        let record = choice.record
        return .object([
            "architecture": .string(architecture.imageName),
            "name": .string(record.name),
            "version": .string(record.version),
            "source": .string(source(choice, architecture.name)),
            "checksum": .string(record.identity.description),
            "size": .number(record.size),
            "installed_size": .number(record.installedSize),
        ])
    }

    /// Where a package comes from: its address or path.
    private static func source(_ choice: RepositorySet.Choice, _ architecture: String) -> String {
        "\(choice.repository.name)/\(architecture)/\(choice.record.fileName)"
    }
}
