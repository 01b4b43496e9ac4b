import ArgumentParser

/// `--namespace`, `--strip-origin-name`, `--git-repo-url` and `--license`: what packages say of where they come from.
struct OriginOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The distribution that packages are for, as they and their bills of materials call it.", valueName: "name"))
    var namespace = "unknown"

    @Flag(help: "Let each package name itself as its origin, instead of the main package of its recipe.")
    var stripOriginName = false

    @Option(help: ArgumentHelp("The address of the repository that the recipes are from.", valueName: "address"))
    var gitRepoUrl = ""

    @Option(help: ArgumentHelp("The license of the recipes themselves.", valueName: "license"))
    var license = "NOASSERTION"

    func validate() throws {
        let allowed = namespace.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }
        if namespace.isEmpty || !allowed { throw ValidationError("\"\(namespace)\" is not the name of a distribution") }
    }
}
