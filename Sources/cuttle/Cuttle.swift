import ArgumentParser
import Glibc

/// The program: its verbs, each in a file of its own.
@main
struct Cuttle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cuttle",
        abstract: "Builds packages from source, and container images from packages.",
        discussion: """
            A recipe (YAML) becomes signed .apk packages in a repository; an image configuration becomes a container image \
            of such packages. Both formats are those of melange and apko.

            Exit status: 0 done, 1 the work failed, 2 wrong usage or bad input.
            """,
        version: "0.1.0",
        subcommands: [
            Keygen.self, Seed.self, Build.self, PackageTesting.self, Rebuild.self,
            Check.self, Compile.self, Schema.self, Query.self, PackageVersion.self, Bump.self,
            Image.self, Solve.self,
            Verify.self, Listing.self, Lint.self, Scan.self, LicenseChecking.self,
            Sign.self, SignIndex.self, Index.self, RepositoryVerbs.self,
        ]
    )

    static func main() async {
        // What is written has the modes that it is given, whatever the caller's mask.
        umask(0o022)
        await Console.exit(with: run())
    }

    /// Parses the arguments and runs the verb; gives the exit status.
    private static func run() async -> Int32 {
        var command: any ParsableCommand
        let arguments = Array(CommandLine.arguments.dropFirst())
        let operands = PackageOperands(arguments)
        do {
            if let word = unknownVerb(arguments) { throw ValidationError("Unexpected argument '\(word)'") }
            command = try parseAsRoot(IgnoredOptions.spelledOut(operands.others))
            if var index = command as? Index {
                index.packages += operands.packages
                command = index
            } else if var publish = command as? Publish {
                publish.packages += operands.packages
                command = publish
            }
        } catch {
            return Console.showUsage(error, of: Self.self)
        }
        do {
            if var command = command as? any AsyncParsableCommand {
                try await Interruption.cancelling { try await command.run() }
            } else {
                try command.run()
            }
            return 0
        } catch let error where error is ValidationError || error is ExitCode || exitCode(for: error).isSuccess {
            return Console.showUsage(error, of: Self.self)
        } catch {
            return Console.show(error)
        }
    }

    /// What is no verb behind `help`: the parser would show the help of all of them.
    private static func unknownVerb(_ arguments: [String]) -> String? {
        guard arguments.first == "help" else { return nil }
        var command: any ParsableCommand.Type = self
        for word in arguments.dropFirst() where !word.hasPrefix("-") {
            guard let verb = command.configuration.subcommands.first(where: { $0._commandName == word }) else { return word }
            command = verb
        }
        return nil
    }
}
