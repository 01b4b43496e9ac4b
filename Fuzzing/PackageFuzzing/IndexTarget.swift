import APK
import Diagnostics
import Files
public import Fuzzing
public import SystemPackage

/// Indexes: members, archive, and the list.
public struct IndexTarget: FuzzingTarget {
    public let suffix = "tar.gz"
    private let seeds: PackageSeeds
    private let seed: UInt64

    public init(seeds: PackageSeeds, seed: UInt64) {
        self.seeds = seeds
        self.seed = seed
    }

    public var summary: String { seeds.summary }

    public func input(_ execution: UInt64) -> FuzzingInput {
        var random = Random(seed: seed, execution: execution)
        var draft = random.pick(seeds.indexes) ?? MemberDraft()
        var count = 1
        while count < 12, !random.once(in: 4) { count += 1 }
        for _ in 0..<count {
            if random.once(in: 16) || draft.members.isEmpty {
                draft.change(&random)
                continue
            }
            let place = random.below(draft.members.count)
            var tar = TarDraft(draft.members[place])
            if !random.once(in: 6), let list = tar.pieces.firstIndex(where: { $0.path.elementsEqual("APKINDEX".utf8) }) {
                LineMutation.index.apply(to: &tar.pieces[list].content, &random)
            } else {
                random.pick(TarMutation.allCases)?.apply(to: &tar, &random)
            }
            draft.members[place] = tar.bytes()
        }
        var bytes = (try? draft.bytes()) ?? []
        if random.once(in: 16) { random.pick(ByteMutation.allCases)?.apply(to: &bytes, &random) }
        return FuzzingInput(bytes: bytes)
    }

    public func examiner(in folder: FilePath) -> any FuzzingExaminer { IndexExaminer(folder) }
}

/// Reads an index, and what is written of it again.
final class IndexExaminer: FuzzingExaminer {
    private let folder: FilePath

    init(_ folder: FilePath) { self.folder = folder }

    func examine(_ input: FuzzingInput) -> FuzzingOutcome {
        let path = folder.appending("input.tar.gz")
        do throws(Diagnostic) {
            try Files.makeDirectory(folder)
            try FileWriter(path).write(input.bytes)
        } catch {
            return .violated("cannot write \(path): \(error)")
        }
        return Judgement.repeated(input) { () throws(Diagnostic) in
            let index = try PackageIndex(reading: path, keyring: nil)
            let text = index.text
            let again = try PackageIndex(parsing: text, source: path.string)
            for record in index.records {
                for dependency in (record.dependencies + record.installIf).prefix(50) { _ = try? Dependency(dependency) }
                for provide in record.provides.prefix(50) { _ = try? Provide(provide) }
                _ = try? Version(record.version)
            }
            return (text, again.text == text ? nil : "the list is another one when it is written and read again")
        }
    }
}
