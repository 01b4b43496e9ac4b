import APK
import Diagnostics
import Files
import Glibc
import Solving
import SystemPackage
import TestSupport
import Testing

/// Alpine's index, which is not part of the project.
private enum RealIndex {
    static let path = Files.absolute(FilePath(#filePath).appending("../../../../shared/data/alpine-3.16-x86_64.APKINDEX.tar.gz"))
}

/// Worlds solved by Cuttle and by apk-tools 3, from universes made at random and from a real index.
///
/// `CUTTLE_REFEREE_UNIVERSES` asks for another number of universes. Wherever apk-tools finds a set, Cuttle must find one; nearly always it
/// is the same. docs/SOLVING.md says of what kinds the others are, and how often they were seen.
@Suite(.enabled(if: ApkTools.found.contains { $0.generation == 3 }, "\(ApkTools.absence)"), .serialized)
struct RefereeTests {
    private static let count = getenv("CUTTLE_REFEREE_UNIVERSES").flatMap { Int(String(cString: $0)) } ?? 40
    /// Of a few, one is more than a hundredth.
    private static var isEnough: Bool { count >= 200 }
    private static let batches = 4

    private typealias Problem = (packages: [String], worlds: [String])

    /// What became of the worlds.
    private struct Tally {
        var same = 0
        var bothRefuse = 0
        var onlyCuttle = 0
        /// Both sets meet everything that is asked for, but other packages were preferred.
        var preferences: [String] = []
        /// What apk-tools takes is no solution here.
        var invalid: [String] = []
        var solvedByApk: Int { same + preferences.count + invalid.count }

        mutating func add(_ other: Tally) {
            same += other.same
            bothRefuse += other.bothRefuse
            onlyCuttle += other.onlyCuttle
            preferences += other.preferences
            invalid += other.invalid
        }

        /// Whether the same set was found in at least so many percent of the worlds that apk-tools solves.
        func agrees(_ percent: Int) -> Bool { same * 100 >= solvedByApk * percent && solvedByApk > 0 }

        var summary: String {
            let heads =
                "\(solvedByApk) solved by apk-tools: \(same) alike, \(preferences.count) other preferences, \(invalid.count) no solution"
            return (["\(heads); \(bothRefuse) refused by both, \(onlyCuttle) by apk-tools alone"] + preferences + invalid)
                .joined(separator: "\n")
        }
    }

    /// Universes like small distributions, with far more alternatives and dead ends than real ones.
    @Test func distributions() async throws {
        let tally = try await run { batch, count in
            var random = Generator(state: UInt64(batch) &* 104_729 &+ 5)
            return (0..<count).map { _ in random.distribution() }
        }
        #expect(tally.agrees(Self.isEnough ? 99 : 95), "\(tally.summary)")
        note(tally, "distributions")
    }

    /// A few packages that depend on, conflict with and provide each other in all ways.
    @Test func knots() async throws {
        let tally = try await run { batch, count in
            var random = Generator(state: UInt64(batch) &* 7907 &+ 3)
            return (0..<count * 4).map { _ in
                let (packages, world) = random.problem()
                // A repository has one package of a name and version.
                var seen: Set<String> = []
                let unique = packages.filter { seen.insert($0.prefix { $0 != "{" } + ($0.contains("t:edge") ? "@" : "")).inserted }
                return (packages: unique, worlds: [world])
            }
        }
        #expect(tally.agrees(Self.isEnough ? 99 : 90), "\(tally.summary)")
        note(tally, "knots")
    }

    /// Worlds of a few names from Alpine's own packages.
    @Test(.enabled(if: Files.exists(RealIndex.path), "the folder ../shared/data with real packages is not there"))
    func realIndex() async throws {
        let records = try PackageIndex(reading: RealIndex.path, keyring: nil).records.map { $0 }
        let candidates = records.compactMap(Self.candidate)
        let universe = Universe(candidates)
        // Six records have versions that are none: apk-tools installs them, Cuttle leaves them out and says so. They are not asked for.
        #expect(records.count - candidates.count == 6)
        var random = Generator(state: 77)
        let named = ["alpine-base", "python3", "postgresql14", "nginx", "postgresql14 busybox", "nginx busybox"]
        let worlds =
            named
            + (0..<Self.count * 4).map { _ in
                (0..<1 + random.number(5)).map { _ in candidates[random.number(candidates.count)].name }.joined(separator: " ")
            }
        var tally = Tally()
        try withScratch { folder in
            try Files.makeDirectory(folder.appending("main/x86_64"))
            try Files.copy(RealIndex.path, to: folder.appending("main/x86_64/APKINDEX.tar.gz"))
            let apk = try root(in: folder)
            for (world, theirs) in zip(worlds, try ask("\(apk) --repository \(folder)/main", worlds, in: folder)) {
                count(universe, world, world, theirs, &tally)
            }
        }
        #expect(tally.agrees(99), "\(tally.summary)")
        note(tally, "real index")
    }

    /// With a number of universes of one's own, figures are shown even if all is well.
    private func note(_ tally: Tally, _ name: String) {
        if getenv("CUTTLE_REFEREE_UNIVERSES") != nil { print("\(name): \(tally.summary)") }
    }

    private func run(_ problems: @escaping @Sendable (Int, Int) -> [Problem]) async throws -> Tally {
        try await withThrowingTaskGroup(of: Tally.self) { group in
            for batch in 0..<Self.batches {
                group.addTask { try compare(problems(batch, (Self.count + Self.batches - 1) / Self.batches)) }
            }
            return try await group.reduce(into: Tally()) { $0.add($1) }
        }
    }

    private func compare(_ problems: [Problem]) throws -> Tally {
        var tally = Tally()
        try withScratch { folder in
            let apk = try root(in: folder)
            for problem in problems {
                // Repositories are read one after another.
                let packages = problem.packages.filter { !$0.contains("t:edge") } + problem.packages.filter { $0.contains("t:edge") }
                let universe = try Notation.universe(packages)
                try write(universe.candidates, to: folder)
                let line = "\(apk) --repository \(folder)/main --repository '@edge \(folder)/edge'"
                for (world, theirs) in zip(problem.worlds, try ask(line, problem.worlds, in: folder)) {
                    count(universe, "\(packages.joined(separator: " ")) | \(world)", world, theirs, &tally)
                }
            }
        }
        return tally
    }

    // MARK: apk-tools

    /// Makes a root; gives the command for it.
    private func root(in folder: FilePath) throws -> String {
        let program = try #require(ApkTools.found.first { $0.generation == 3 }).program
        let apk = "'\(program)' --root \(folder)/root --arch x86_64 --allow-untrusted --no-cache"
        try Files.makeDirectory(folder.appending("root"))
        try Shell.run("\(apk) \(Shell.apkUserOption) add --initdb")
        return apk
    }

    /// What apk-tools would install for worlds; nil where it refuses.
    private func ask(_ apk: String, _ worlds: [String], in folder: FilePath) throws -> [Set<String>?] {
        // Names on the command line would be decided last; an image has a world instead.
        let script = worlds.map { world in
            "printf '\(world.replacing(" ", with: "\\n"))\\n' > \(folder)/root/etc/apk/world; \(apk) add --simulate; echo \"status $?\"\n"
        }
        try Files.writeAtomically(Array(script.joined().utf8), to: folder.appending("script"))
        let lines = try Shell("sh \(folder)/script").output.split(separator: "\n").map(String.init)
        let parts = lines.split(omittingEmptySubsequences: false) { $0.hasPrefix("status ") }
        let statuses = lines.filter { $0.hasPrefix("status ") }
        try #require(statuses.count == worlds.count)
        return zip(statuses, parts).map { status, part in status == "status 0" ? installed(Array(part)) : nil }
    }

    // MARK: Comparing

    private func count(_ universe: Universe, _ text: String, _ world: String, _ theirs: Set<String>?, _ tally: inout Tally) {
        let ours = solve(universe, world)
        guard let theirs else {
            if ours == nil { tally.bothRefuse += 1 } else { tally.onlyCuttle += 1 }
            return
        }
        if ours == theirs { return tally.same += 1 }
        let more = (ours ?? []).subtracting(theirs).sorted()
        let line = "\(text): only here \(more), only apk-tools \(theirs.subtracting(ours ?? []).sorted())"
        // A valid set is what is found when nothing else of its names may be.
        if isSolution(theirs, universe, world) {
            tally.preferences.append(line)
            #expect(ours != nil, "\(line)")
        } else {
            tally.invalid.append(line)
        }
    }

    private func solve(_ universe: Universe, _ world: String) -> Set<String>? {
        guard let solution = try? Solver(universe).solve(Notation.world(world)) else { return nil }
        return Set(solution.order.map { Notation.label(universe.candidates[$0]) })
    }

    private func isSolution(_ set: Set<String>, _ universe: Universe, _ world: String) -> Bool {
        let rest = Universe(universe.candidates.filter { set.contains(Notation.label($0)) })
        return solve(rest, world) == set
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

    private static func candidate(_ record: IndexRecord) -> Candidate? {
        guard let version = try? Version(record.version) else { return nil }
        let dependencies = record.dependencies.compactMap { try? Dependency($0) }
        guard dependencies.count == record.dependencies.count else { return nil }
        return Candidate(
            name: record.name,
            version: version,
            dependencies: dependencies,
            provides: record.provides.compactMap { try? Provide($0) },
            installIf: record.installIf.compactMap { try? Dependency($0) },
            providerPriority: record.providerPriority ?? 0
        )
    }

    private func write(_ candidates: [Candidate], to folder: FilePath) throws {
        for (name, isTagged) in [("main", false), ("edge", true)] {
            var records: [IndexRecord] = []
            for (number, candidate) in candidates.enumerated() where (candidate.tag != nil) == isTagged {
                let identity = try #require(Identity("Q1" + String(repeating: "A", count: 24) + Self.digits(number) + "A="))
                var record = IndexRecord(identity: identity, name: candidate.name, version: candidate.version.text)
                record.architecture = "x86_64"
                record.size = 1
                // Without a size it would be taken for a virtual package, which may come from anywhere.
                record.installedSize = 1
                record.license = "MIT"
                record.providerPriority = candidate.providerPriority
                record.dependencies = candidate.dependencies.map(\.description)
                record.provides = candidate.provides.map(\.description)
                record.installIf = candidate.installIf.map(\.description)
                records.append(record)
            }
            try Files.makeDirectory(folder.appending("\(name)/x86_64"))
            // In this order, which decides where nothing else does; Cuttle's own indexes are sorted.
            let text = records.map { $0.text + "\n" }.joined()
            try Files.writeAtomically(Array(text.utf8), to: folder.appending("\(name)/x86_64/APKINDEX"))
            try Shell.run("cd \(folder)/\(name)/x86_64 && tar -czf APKINDEX.tar.gz APKINDEX")
        }
    }

    /// A number as a pair of letters.
    private static func digits(_ number: Int) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return String([letters[number / 26], letters[number % 26]])
    }
}
