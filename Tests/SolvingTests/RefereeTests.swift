import APK
import Diagnostics
import Files
import Glibc
import Solving
import SystemPackage
import TestSupport
import Testing

/// Random universes, solved by Cuttle and by apk-tools 3.
///
/// `CUTTLE_REFEREE_UNIVERSES` asks for another number of them.
@Suite(.enabled(if: ApkTools.found.contains { $0.generation == 3 }, "\(ApkTools.absence)"))
struct RefereeTests {
    private static let count = getenv("CUTTLE_REFEREE_UNIVERSES").flatMap { Int(String(cString: $0)) } ?? 80
    private static let batches = 8
    private static let perBatch = (count + batches - 1) / batches

    /// What became of the worlds.
    private struct Tally {
        var same = 0
        var bothRefuse = 0
        var onlyCuttle = 0
        var differences: [String] = []
        var onlyApk: [String] = []
        var solvedByApk: Int { same + differences.count + onlyApk.count }
    }

    @Test(arguments: 0..<batches)
    func distributions(_ batch: Int) throws {
        var random = Generator(state: UInt64(batch) &* 104_729 &+ 5)
        let tally = try compare((0..<Self.perBatch).map { _ in random.distribution() })
        report(tally)
    }

    @Test(arguments: 0..<batches)
    func knots(_ batch: Int) throws {
        var random = Generator(state: UInt64(batch) &* 7907 &+ 3)
        let problems = (0..<Self.perBatch * 2).map { _ in
            let (packages, world) = random.problem()
            return (packages: packages, worlds: [world])
        }
        report(try compare(problems))
    }

    private func report(_ tally: Tally) {
        print("TALLY same \(tally.same) bothRefuse \(tally.bothRefuse) onlyCuttle \(tally.onlyCuttle) differ \(tally.differences.count) onlyApk \(tally.onlyApk.count)")
        for d in tally.differences + tally.onlyApk { print("DIFF \(d)") }
    }

    private func compare(_ problems: [(packages: [String], worlds: [String])]) throws -> Tally {
        var tally = Tally()
        let program = try #require(ApkTools.found.first { $0.generation == 3 }).program
        try withScratch { folder in
            let apk = "'\(program)' --root \(folder)/root --arch x86_64 --allow-untrusted --no-cache"
            try Files.makeDirectory(folder.appending("root"))
            try Shell.run("\(apk) \(Shell.apkUserOption) add --initdb")
            for problem in problems {
                // Repositories are read one after another.
                let packages = problem.packages.filter { !$0.contains("t:edge") } + problem.packages.filter { $0.contains("t:edge") }
                let universe = try Notation.universe(packages)
                try write(universe.candidates, to: folder)
                let line = "\(apk) --repository \(folder)/main --repository '@edge \(folder)/edge' add --simulate"
                let script = problem.worlds.map { world in
                    "\(line) \(world.split(separator: " ").map { "'\($0)'" }.joined(separator: " ")); echo \"status $?\""
                }
                let answers = try Shell(script.joined(separator: ";")).output.split(separator: "\n").map(String.init)
                let parts = answers.split(omittingEmptySubsequences: false) { $0.hasPrefix("status ") }
                try #require(parts.count == problem.worlds.count + 1)
                let statuses = answers.filter { $0.hasPrefix("status ") }
                for (position, world) in problem.worlds.enumerated() {
                    let theirs = statuses[position] == "status 0" ? installed(Array(parts[position])) : nil
                    count(universe, packages, world, theirs, &tally)
                }
            }
        }
        return tally
    }

    private func count(_ universe: Universe, _ packages: [String], _ world: String, _ theirs: Set<String>?, _ tally: inout Tally) {
        let solution = try? Solver(universe).solve(Notation.world(world))
        let candidates = universe.candidates
        let ours = solution.map { Set($0.order.map { Notation.label(candidates[$0]) }) }
        let text = "\(packages.joined(separator: " ")) | \(world)"
        switch (ours, theirs) {
        case (nil, nil): tally.bothRefuse += 1
        case (_?, nil): tally.onlyCuttle += 1
        case (nil, let theirs?): tally.onlyApk.append("\(text): apk-tools takes \(theirs.sorted())")
        case (let ours?, let theirs?):
            if ours == theirs { tally.same += 1; return }
            let more = ours.subtracting(theirs).sorted()
            let fewer = theirs.subtracting(ours).sorted()
            tally.differences.append("\(text): only here \(more), only apk-tools \(fewer)")
        }
    }

    /// The packages that apk-tools says it would install.
    private func installed(_ lines: [String]) -> Set<String> {
        var names: Set<String> = []
        for line in lines {
            // `( 1/12) Installing name@tag (version)`
            let words = line.split(separator: " ")
            guard let verb = words.firstIndex(of: "Installing"), words.count == verb + 3 else { continue }
            names.insert("\(words[verb + 1].prefix { $0 != "@" })-\(words[verb + 2].dropFirst().dropLast())")
        }
        return names
    }

    private func write(_ candidates: [Candidate], to folder: FilePath) throws {
        for (name, isTagged) in [("main", false), ("edge", true)] {
            var records: [IndexRecord] = []
            for (number, candidate) in candidates.enumerated() where (candidate.tag != nil) == isTagged {
                let identity = try #require(Identity("Q1" + String(repeating: "A", count: 24) + Self.digits(number) + "A="))
                var record = IndexRecord(identity: identity, name: candidate.name, version: candidate.version.text)
                record.architecture = "x86_64"
                record.size = 1
                record.license = "MIT"
                record.providerPriority = candidate.providerPriority
                record.dependencies = candidate.dependencies.map(\.description)
                record.provides = candidate.provides.map(\.description)
                record.installIf = candidate.installIf.map(\.description)
                records.append(record)
            }
            try Files.makeDirectory(folder.appending("\(name)/x86_64"))
            try PackageIndex(records).write(to: folder.appending("\(name)/x86_64/APKINDEX.tar.gz"), key: nil)
        }
    }

    /// A number as a pair of letters.
    private static func digits(_ number: Int) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return String([letters[number / 26], letters[number % 26]])
    }
}
