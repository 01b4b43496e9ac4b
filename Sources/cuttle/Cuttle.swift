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

    // What need not wait for anything is done on the thread that the program began on.
    @MainActor static func main() async {
        // What is written has the modes that it is given, whatever the caller's mask.
        umask(0o022)
        let command: any ParsableCommand
        do {
            command = try parse(Array(CommandLine.arguments.dropFirst()))
        } catch {
            Console.exit(with: Console.showUsage(error, of: Self.self))
        }
        do {
            if let command = command as? any ImmediateCommand, try command.runAtOnce() { Console.exit(with: 0) }
        } catch {
            Console.exit(with: show(error))
        }
        await Console.exit(with: run(command))
    }

    private static func parse(_ arguments: [String]) throws -> sending any ParsableCommand {
        if let word = unknownVerb(arguments) { throw ValidationError("Unexpected argument '\(word)'") }
        let operands = PackageOperands(arguments)
        let others = IgnoredOptions.spelledOut(AttachedValues.detached(operands.others))
        let command = try parseVerb(others) ?? parseAsRoot(others)
        if var index = command as? Index {
            index.packages += operands.packages
            return index
        }
        if var publish = command as? Publish {
            publish.packages += operands.packages
            return publish
        }
        return command
    }

    /// The command of a verb, such as `solve` or `image build`, when that understands the arguments.
    ///
    /// The parser looks at what all verbs take before it comes to the one that is meant. Only when that one does not understand, there is
    /// more to know: for a message, or for help.
    private static func parseVerb(_ arguments: [String]) -> sending (any ParsableCommand)? {
        var verb: any ParsableCommand.Type = self
        var rest = arguments[...]
        while !verb.configuration.subcommands.isEmpty {
            let name = rest.popFirst()
            guard let next = verb.configuration.subcommands.first(where: { $0.configuration.commandName == name }) else { return nil }
            verb = next
        }
        guard let command = try? verb.parseAsRoot(Array(rest)), type(of: command) == verb else { return nil }
        return command
    }

    /// Runs the verb; gives the exit status.
    private static func run(_ command: sending any ParsableCommand) async -> Int32 {
        let isComparing = (command as? any ComparingCommand)?.isComparing ?? false
        do {
            var command = command
            if var command = command as? any AsyncParsableCommand {
                try await Interruption.cancelling { try await command.run() }
            } else {
                try command.run()
            }
            return 0
        } catch {
            let status = show(error)
            // The status of a difference is thrown as such: what has been shown is an error.
            return isComparing && status == 1 && !(error is ExitCode) ? 2 : status
        }
    }

    private static func show(_ error: any Error) -> Int32 {
        let isUsage = error is ValidationError || error is ExitCode || exitCode(for: error).isSuccess
        return isUsage ? Console.showUsage(error, of: Self.self) : Console.show(error)
    }

    /// What is no verb behind `help`: the parser would show the help of all of them.
    private static func unknownVerb(_ arguments: [String]) -> String? {
        guard arguments.first == "help" else { return nil }
        var command: any ParsableCommand.Type = self
        for word in arguments.dropFirst() where !word.hasPrefix("-") && word != "help" {
            guard let verb = command.configuration.subcommands.first(where: { $0._commandName == word }) else { return word }
            command = verb
        }
        return nil
    }
}

/// A verb that as a rule waits for nothing, and then is done sooner than tasks and the handling of signals would have begun.
protocol ImmediateCommand: AsyncParsableCommand {
    /// Does all that there is to do; false when it must be run as others are, and nothing was done.
    func runAtOnce() throws -> Bool
}

/// A verb whose exit status 1 says that something differs: whatever else goes wrong ends it with 2, as with diff(1).
protocol ComparingCommand: ParsableCommand {
    /// Whether it was asked to compare.
    var isComparing: Bool { get }
}

extension ComparingCommand {
    var isComparing: Bool { true }
}
