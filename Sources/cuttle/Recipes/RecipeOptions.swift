import ArgumentParser
import Diagnostics
import Files
import Recipes
import SystemPackage

/// `--pipeline-dirs`.
struct PipelineOptions: ParsableArguments {
    @Option(
        name: [.customLong("pipeline-dirs"), .customLong("pipeline-dir")],
        help: ArgumentHelp("A folder of pipeline definitions; may be given again.", valueName: "folder"),
        completion: .directory
    )
    var directories: [String] = []

    /// The folders given.
    var folders: [FilePath] { directories.flatMap(\.listed).map { FilePath($0) } }

    func validate() throws {
        for folder in folders where FileStatus.ifPresent(folder)?.kind != .directory {
            throw ValidationError("there is no folder \(folder): --pipeline-dirs takes folders of pipeline definitions")
        }
    }

    /// Where pipelines are looked up.
    var library: PipelineLibrary { PipelineLibrary(directories: folders) }
}

/// What the caller adds to recipes: the same flags for compiling and for building.
struct RecipeOptionGroup: ParsableArguments {
    @OptionGroup var pipelines: PipelineOptions

    @Option(help: ArgumentHelp("A YAML map of variables that win over the recipe's.", valueName: "file"), completion: .file())
    var varsFile: String?

    @Option(
        help: ArgumentHelp("Lines NAME=value for the environment of the steps; may be given again.", valueName: "file"),
        completion: .file()
    )
    var envFile: [String] = []

    @Option(help: ArgumentHelp("A build option of the recipe to enable; may be given again.", valueName: "name"))
    var buildOption: [String] = []

    @Option(
        name: .customLong("override-host-triplet-libc-substitution-flavor"),
        help: ArgumentHelp("The C library in the host's triplets: gnu or musl.", valueName: "name")
    )
    var libraryFlavour = "gnu"

    @Option(help: ArgumentHelp("Processors that the build may use.", valueName: "number"))
    var cpu = ""

    @Option(help: ArgumentHelp("The model of processor that the build asks for.", valueName: "name"))
    var cpumodel = ""

    @Option(help: ArgumentHelp("Memory that the build may use.", valueName: "size"))
    var memory = ""

    @Option(help: ArgumentHelp("Disk space that the build may use.", valueName: "size"))
    var disk = ""

    @Option(help: ArgumentHelp("How long the build may take, such as 1h30m.", valueName: "duration"))
    var timeout: String?

    /// The options, files read.
    func options() throws -> RecipeOptions {
        var options = RecipeOptions()
        if let varsFile { options.variables = try VariableFiles.variables(Self.source(varsFile)) }
        options.environments = try envFile.flatMap(\.listed).map { try VariableFiles.environment(Self.source($0)) }
        options.enabled = buildOption.flatMap(\.listed)
        options.libraryFlavour = libraryFlavour
        options.resources.processors = cpu
        options.resources.processorModel = cpumodel
        options.resources.memory = memory
        options.resources.disk = disk
        if let timeout {
            guard let nanoseconds = RecipeOptions.duration(timeout) else {
                throw Diagnostic(.usage, "--timeout must be a length of time, not \"\(timeout)\"", hint: "write 90s, 45m or 1h30m")
            }
            options.timeout = nanoseconds
        }
        return options
    }

    private static func source(_ name: String) throws -> SourceFile {
        guard Files.exists(FilePath(name)) else { throw Diagnostic(.missingFile, "there is no file \(name)") }
        return SourceFile(name: name, bytes: try Files.read(FilePath(name), limit: 8 << 20))
    }
}

extension String {
    /// The parts of a value that may list several, separated by commas.
    var listed: [String] { split(separator: ",").map(String.init) }
}
