import APK
import ArgumentParser
import ImageConfigurations
import Images
import JSON
import Recipes
import Repositories
import Templates
import Transfers

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

    @OptionGroup var locked: LockfileOption
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
        let template = try Template(Self.formats[format] ?? format, name: "--format")
        let images = try await packages()
        if json {
            let packages = images.flatMap { image in image.packages.map { $0.document(image.architecture) } }
            Console.print(JSON.object(["packages": .array(packages)]).text(indent: 2))
            return
        }
        for image in images {
            if images.count > 1 { Console.note("packages for \(image.architecture.imageName)") }
            for package in image.packages {
                let fields: [TemplateRecord.Field] = [
                    .init("Name", .string(package.name)), .init("Version", .string(package.version)),
                    .init("Source", .string(package.source)),
                ]
                Console.print(try template.render(.record(TemplateRecord("Package", fields: fields))))
            }
        }
    }

    /// The packages for each architecture: those of the lock file, or chosen.
    private func packages() async throws -> [(architecture: Architecture, packages: [Package])] {
        let (loaded, configuration) = try input.load(path)
        let chosen = try architectures.chosen(configuration)
        if let lockfile = locked.path {
            let image = try LockedImage(lockfile, of: loaded, for: chosen.list)
            return image.architectures.map { architecture in
                (
                    architecture: architecture,
                    packages: image.lock.packages.filter { $0.architecture == architecture.name }.map { Package($0) }
                )
            }
        }
        return try await chosen.choosing { architectures in
            let resolver = try await input.resolver(configuration, architectures)
            try await resolver.refresh(configuration, architectures, warn: Console.warn)
            let more = try input.morePackages()
            return try resolver.resolveTogether(configuration, architectures, adding: more, warn: Console.warn).map { resolution in
                (architecture: resolution.architecture, packages: resolution.choices.map { Package($0, resolution.architecture) })
            }
        }
    }

    /// What is shown of a package.
    private struct Package {
        let name: String
        let version: String
        /// Where it comes from: its address or path.
        let source: String
        let checksum: String
        let size: Int64?
        /// Nil for locked packages: locks do not say.
        let installedSize: Int64?

        init(_ choice: RepositorySet.Choice, _ architecture: Architecture) {
            let record = choice.record
            (name, version, checksum) = (record.name, record.version, record.identity.description)
            (size, installedSize) = (record.size, record.installedSize)
            source = "\(choice.repository.name)/\(architecture.name)/\(record.fileName)"
        }

        init(_ package: ImageLock.Package) {
            (name, version, source, checksum) = (package.name, package.version, package.location.withoutCredentials, package.checksum)
            (size, installedSize) = (package.size, nil)
        }

        func document(_ architecture: Architecture) -> JSON {
            .object([
                "architecture": .string(architecture.imageName),
                "name": .string(name),
                "version": .string(version),
                "source": .string(source),
                "checksum": .string(checksum),
                "size": size.map { .number($0) },
                "installed_size": installedSize.map { .number($0) },
            ])
        }
    }
}
