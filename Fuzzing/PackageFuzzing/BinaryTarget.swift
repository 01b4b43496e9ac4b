import ELF
public import Fuzzing
public import SystemPackage

/// ELF files.
public struct BinaryTarget: FuzzingTarget {
    public let suffix = "elf"
    private let seeds: PackageSeeds
    private let seed: UInt64

    public init(seeds: PackageSeeds, seed: UInt64) {
        self.seeds = seeds
        self.seed = seed
    }

    public var summary: String { seeds.summary }

    public func input(_ execution: UInt64) -> FuzzingInput {
        var random = Random(seed: seed, execution: execution)
        // The small ones consist of nothing but what is read.
        var bytes = (random.once(in: 4) ? random.pick(seeds.binaries) : random.pick(SyntheticBinary.all)) ?? []
        var count = 1
        while count < 16, !random.once(in: 4) { count += 1 }
        for _ in 0..<count {
            let mutation = random.once(in: 2) ? .number : random.pick(ByteMutation.allCases) ?? .flipBit
            if bytes.count > 2_000, random.once(in: 2) {
                // Tables stand at the ends of large files.
                var part = Array(random.once(in: 2) ? bytes.prefix(600) : bytes.suffix(2_000))
                let isHead = part.count == 600
                let rest = isHead ? Array(bytes.dropFirst(600)) : Array(bytes.dropLast(2_000))
                mutation.apply(to: &part, &random)
                bytes = isHead ? part + rest : rest + part
            } else {
                mutation.apply(to: &bytes, &random)
            }
        }
        return FuzzingInput(bytes: Array(bytes.prefix(1 << 20)))
    }

    public func examiner(in folder: FilePath) -> any FuzzingExaminer { BinaryExaminer() }
}

/// Reads an ELF file.
final class BinaryExaminer: FuzzingExaminer {
    func examine(_ input: FuzzingInput) -> FuzzingOutcome {
        guard let file = ELFFile(input.bytes) else { return .refused }
        if input.bytes.count % 8 == 0, ELFFile(input.bytes) != file { return .violated("the same input gives another value") }
        let names = file.needed + file.sonames + file.runPath + file.legacyRunPath + file.sectionNames + [file.interpreter ?? ""]
        // What is kept of a file must not be much more than the file.
        let size = names.reduce(0) { $0 + $1.utf8.count }
        return size > (16 << 20) + 8 * input.bytes.count ? .violated("\(size) bytes of names out of \(input.bytes.count)") : .accepted
    }
}
