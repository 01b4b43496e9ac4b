#if !LIBFUZZER
import ArgumentParser
import Diagnostics
import Files
import Fuzzing
import PackageFuzzing
import RecipeFuzzing
import SystemPackage

/// Changes inputs at random, and looks at what becomes of them.
@main
struct Fuzz: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fuzz",
        abstract: "Reads changed recipes, packages, indexes or ELF files until the time is over, and reports what must not be.",
        discussion: """
            Every input is a function of the corpus, --seed and its number. Exit status: 0 nothing found, 1 findings, which are
            kept in the folder; 3 an input took too long, 4 too much memory was in use.
            """
    )

    /// What is tried.
    enum Target: String, ExpressibleByArgument, CaseIterable {
        case recipe, package, index, pkginfo, elf
    }

    @Argument(help: "What is tried: \(Target.allCases.map(\.rawValue).joined(separator: ", ")).")
    var target: Target

    @Argument(
        help: ArgumentHelp("Folders to begin with: of recipes, definitions and tests; or of packages and indexes.", valueName: "folder")
    )
    var corpus: [String] = []

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

    @Option(help: ArgumentHelp("Examine this kept input, and nothing else.", valueName: "file"))
    var replay: String?

    func run() throws {
        let target = try prepared()
        let folder = FilePath(folder)
        try Files.makeDirectory(folder)
        if let replay {
            let outcome = target.examiner(in: folder.appending("replay")).examine(FuzzingInput(bytes: try Files.read(FilePath(replay))))
            say("\(replay): \(outcome)")
            if case .violated = outcome { throw ExitCode(1) }
            return
        }
        let run = Run(
            target: target,
            first: from,
            last: executions == .max ? .max : from + executions,
            seconds: seconds,
            slow: slow * 1_000_000,
            folder: folder
        )
        say("\(self.target.rawValue), seed \(seed): \(target.summary); inputs at work: \(folder)/worker-*.\(target.suffix)")
        var workers: [Worker] = []
        for index in 0..<max(1, threads) { workers.append(try Worker(index, of: max(1, threads), run)) }
        for worker in workers { try worker.start() }
        let watch = Watch(workers: workers, run: run, memoryLimit: memory << 20)
        let peak = watch.untilEnd()
        let tally = workers.map(\.tally).reduce(Tally(), +)
        say(tally.text(self.target.rawValue, seed: seed, seconds: watch.elapsed, memory: peak))
        if tally.findings > 0 { throw ExitCode(1) }
    }

    private func prepared() throws -> any FuzzingTarget {
        if target == .recipe {
            var texts = Corpus(largest: largest)
            for path in corpus { try texts.add(FilePath(path)) }
            if texts.recipes.isEmpty { throw ValidationError("the folders hold no recipes") }
            return RecipeTarget(corpus: texts, seed: seed, pipelines: pipelineDirs.map { FilePath($0) })
        }
        var seeds = try PackageSeeds()
        for path in corpus { try seeds.add(FilePath(path)) }
        switch target {
        case .package: return PackageTarget(seeds: seeds, seed: seed)
        case .index: return IndexTarget(seeds: seeds, seed: seed)
        case .pkginfo: return DescriptionTarget(seeds: seeds, seed: seed)
        case .elf, .recipe: return BinaryTarget(seeds: seeds, seed: seed)
        }
    }
}
#endif
