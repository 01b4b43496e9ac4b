import APK
import Analysis
import Archives
import Diagnostics
import Files
public import Fuzzing
public import SystemPackage

/// Whole packages: members, archives in them, description, data, and the tree that they are unpacked to.
public struct PackageTarget: FuzzingTarget {
    public let suffix = "apk"
    private let seeds: PackageSeeds
    private let seed: UInt64

    public init(seeds: PackageSeeds, seed: UInt64) {
        self.seeds = seeds
        self.seed = seed
    }

    public var summary: String { seeds.summary }

    public func input(_ execution: UInt64) -> FuzzingInput {
        var random = Random(seed: seed, execution: execution)
        var draft = random.pick(seeds.packages) ?? MemberDraft()
        var count = 1
        while count < 8, !random.once(in: 3) { count += 1 }
        for _ in 0..<count { Self.change(&draft, &random) }
        // Memory can always be written; what cannot be put together is tried as it is.
        if !random.once(in: 8) { try? draft.repairDataHash() }
        var bytes = (try? draft.bytes()) ?? []
        if random.once(in: 8) { random.pick(ByteMutation.allCases)?.apply(to: &bytes, &random) }
        return FuzzingInput(bytes: bytes)
    }

    private static func change(_ draft: inout MemberDraft, _ random: inout Random) {
        if draft.members.isEmpty || random.once(in: 10) {
            draft.change(&random)
            return
        }
        let place = random.below(draft.members.count)
        if random.once(in: 16) {
            random.pick(ByteMutation.allCases)?.apply(to: &draft.members[place], &random)
            return
        }
        var tar = TarDraft(draft.members[place])
        if random.once(in: 4), let info = tar.pieces.firstIndex(where: { $0.path.elementsEqual(".PKGINFO".utf8) }) {
            LineMutation.description.apply(to: &tar.pieces[info].content, &random)
        } else {
            random.pick(TarMutation.allCases)?.apply(to: &tar, &random)
        }
        draft.members[place] = tar.bytes()
    }

    public func examiner(in folder: FilePath) -> any FuzzingExaminer { PackageExaminer(folder) }
}

/// Reads a package as verbs do, and unpacks it.
final class PackageExaminer: FuzzingExaminer {
    private let folder: FilePath

    init(_ folder: FilePath) { self.folder = folder }

    func examine(_ input: FuzzingInput) -> FuzzingOutcome {
        let path = folder.appending("input.apk")
        do throws(Diagnostic) {
            try Files.makeDirectory(folder)
            try FileWriter(path).write(input.bytes)
        } catch {
            return .violated("cannot write \(path): \(error)")
        }
        let outcome = Judgement.repeated(input) { () throws(Diagnostic) in
            let package = try PackageFile(path)
            var text = package.info.text + IndexRecord(package).text + package.scripts.map(\.kind.rawValue).joined()
            try package.readData { entry, _ throws(Diagnostic) in text += "\(entry.path) \(entry.linkTarget) \(entry.size)\n" }
            return (text, nil)
        }
        if outcome == .accepted { return unpack(path) }
        return outcome
    }

    /// Unpacks, and looks whether anything was written outside.
    private func unpack(_ path: FilePath) -> FuzzingOutcome {
        let place = folder.appending("place")
        let canary = place.appending("canary")
        do throws(Diagnostic) {
            try? Files.removeTree(place)
            try Files.makeDirectory(place.appending("root"))
            try Files.makeDirectory(canary)
        } catch {
            return .violated("cannot make \(place): \(error)")
        }
        let (outcome, _) = Judgement.of { () throws(Diagnostic) in
            let tree = try AnalysisTree(unpacking: PackageFile(path), to: place.appending("root"))
            return ("\(tree.entries.count)", nil)
        }
        if case .violated = outcome { return outcome }
        let names = (try? Files.list(place)) ?? []
        let outside = (try? Files.list(canary)) ?? [""]
        if names != ["canary", "root"] || !outside.isEmpty {
            return .violated("something was written outside of the root: \(names) \(outside)")
        }
        return outcome
    }
}
