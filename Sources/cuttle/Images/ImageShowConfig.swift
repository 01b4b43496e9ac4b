import ArgumentParser
import ImageConfigurations
import Images
import JSON

/// `cuttle image show-config`.
struct ImageShowConfig: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show-config",
        abstract: "Shows what a configuration comes to.",
        discussion: """
            What is included is merged in, defaults are filled in, and everything is checked that can be checked without packages. The \
            text is a configuration again. Passwords in addresses are replaced. Repositories and keys of the command line are taken, for \
            scripts that give them to every verb, and change nothing here.

            Examples:
              cuttle image show-config images/hello.yaml
              cuttle image show-config images/hello.yaml --json \\
                | jq -r '.contents.packages[]'
            """
    )

    @Argument(help: ArgumentHelp("The image configuration.", valueName: "configuration"), completion: .file())
    var path: String

    @Flag(help: "Print the configuration as JSON.")
    var json = false

    @OptionGroup var input: ImageInputOptions

    func run() throws {
        let loaded = try input.load(path).loaded
        let configuration = try loaded.configuration.validated()
        for warning in configuration.warnings(followingLinks: input.layerOrder == .path) { Console.warn(warning) }
        Console.write(json ? configuration.shownDocument.text(indent: 2) + "\n" : configuration.yaml)
    }
}
