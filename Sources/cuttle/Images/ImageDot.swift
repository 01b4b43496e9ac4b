import APK
import ArgumentParser
import Diagnostics
import ImageConfigurations
import Images
import Repositories

/// `cuttle image dot`.
struct ImageDot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dot",
        abstract: "Draws why each package is in an image, as a graph for Graphviz.",
        discussion: """
            The configuration leads to what it asks for, that to packages, and these to what they need; what packages provide under \
            another name is shown in rectangles. When there is no choice of packages, the graph shows the reasons, and the exit status is 1.

            Examples:
              cuttle image dot images/hello.yaml -r packages -k local.rsa.pub \\
                | dot -Tsvg > why.svg
              cuttle image dot images/hello.yaml -r packages -k local.rsa.pub -S \\
                | dot -Tsvg > why.svg
            """
    )

    @Argument(help: ArgumentHelp("The image configuration.", valueName: "configuration"), completion: .file())
    var path: String

    @OptionGroup var architectures: ImageArchitectureOptions

    @Flag(name: [.customShort("S"), .customLong("spanning-tree")], help: "Draw only the first way to each need.")
    var isTree = false

    /// apko shows the graph in a browser, with links to a page about each package.
    @Flag(help: .hidden) var web = false
    @Option(name: [.customShort("e"), .customLong("registry-explorer")], help: .hidden) var registryExplorer: String?

    @OptionGroup var locked: LockfileOption
    @OptionGroup var input: ImageInputOptions

    func validate() throws {
        if web { throw ValidationError("--web is not done here: pipe the graph to dot -Tsvg, and open what it writes") }
    }

    func run() async throws {
        let (loaded, configuration) = try input.load(path)
        // One graph: that of the first architecture.
        let chosen = try architectures.chosen(configuration)
        let first = ImageArchitectures(list: Array(chosen.list.prefix(1)), areAskedFor: chosen.areAskedFor)
        let more = try input.morePackages()
        if let lockfile = locked.path {
            // What packages need stands in the packages.
            let image = try LockedImage(lockfile, of: loaded, for: first.list)
            let packages = LockedPackages(try input.store.open(), isOffline: input.offline)
            let records = try await packages.files(image.lock, image.architectures[0]).map { IndexRecord($0) }
            return Console.write(graph(configuration, more, records, nil).text)
        }
        try await first.choosing { architectures in
            let resolver = try await input.resolver(configuration, architectures)
            try await resolver.refresh(configuration, architectures, warn: Console.warn)
            do throws(Diagnostic) {
                let resolutions = try resolver.resolve(configuration, architectures, adding: more, warn: Console.warn)
                let packages = resolutions.flatMap(\.choices).map(\.record)
                Console.write(graph(configuration, more, packages, nil).text)
            } catch {
                Console.write(graph(configuration, more, [], error).text)
                throw error
            }
        }
    }

    private func graph(
        _ configuration: ImageConfiguration,
        _ more: [String],
        _ packages: [IndexRecord],
        _ failure: Diagnostic?
    ) -> DependencyGraph {
        DependencyGraph(
            configuration: path,
            world: configuration.contents.packages + more,
            packages: packages,
            failure: failure,
            isTree: isTree
        )
    }
}
