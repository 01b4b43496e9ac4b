#if !LIBFUZZER
import ArgumentParser
import Diagnostics
import Files
import RecipeFuzzing
import SystemPackage

/// Changes recipes at random, and looks at what becomes of them.
@main
struct FuzzRecipes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fuzz-recipes",
        abstract: "Reads and compiles changed recipes until the time is over, and reports what must not be.",
        discussion: """
            Every input is a function of the corpus, --seed and its number. Exit status: 0 nothing found, 1 findings, which are
            kept in the folder; 3 an input took too long, 4 too much memory was in use.
            """
    )

    @Argument(help: ArgumentHelp("Folders of recipes, definitions and tests to begin with.", valueName: "folder"))
    var corpus: [String]

    @Option(help: "Folders of pipeline definitions that the recipes use.")
    var pipelineDirs: [String] = []

    @Option(help: "The first number of the run.")
    var seed: UInt64 = 1

    @Option(help: "Number of the first execution.")
    var from: UInt64 = 0

    @Option(help: "Most executions.")
    var executions: UInt64 = .max

    @Option(help: "Seconds after which no more are begun.")
    var seconds: Double = 60

    @Option(help: "Threads.")
    var threads: Int = 1

    @Option(help: "Milliseconds of a processor beyond which an input is a finding; at twice that the run is stopped.")
    var slow: UInt64 = 1_000

    @Option(help: "Mebibytes of memory beyond which the run is stopped.")
    var memory: Int = 1_024

    @Option(help: "Largest text of the corpus, in bytes.")
    var largest: Int = 64 << 10

    @Option(help: "Where the inputs at work and the findings are kept.")
    var folder = ".build/fuzzing"

    func run() throws {
        var texts = Corpus(largest: largest)
        for path in corpus { try texts.add(FilePath(path)) }
        if texts.recipes.isEmpty { throw ValidationError("the folders hold no recipes") }
        let folder = FilePath(folder)
        try Files.makeDirectory(folder)
        let run = Run(
            mutator: Mutator(corpus: texts, seed: seed),
            first: from,
            last: executions == .max ? .max : from + executions,
            seconds: seconds,
            slow: slow * 1_000_000,
            folder: folder
        )
        say("\(texts.recipes.count) recipes, \(texts.definitions.count) definitions; inputs at work: \(folder)/worker-*.yaml")
        let pipelines = pipelineDirs.map { FilePath($0) }
        var workers: [Worker] = []
        for index in 0..<max(1, threads) { workers.append(try Worker(index, of: max(1, threads), run, pipelines: pipelines)) }
        for worker in workers { try worker.start() }
        let watch = Watch(workers: workers, run: run, memoryLimit: memory << 20)
        let peak = watch.untilEnd()
        let tally = workers.map(\.tally).reduce(Tally(), +)
        say(tally.text(seconds: watch.elapsed, memory: peak))
        if tally.findings > 0 { throw ExitCode(1) }
    }
}
#endif
