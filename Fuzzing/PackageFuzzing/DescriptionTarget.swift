import APK
import Diagnostics
public import Fuzzing
public import SystemPackage

/// Texts of `.PKGINFO`.
public struct DescriptionTarget: FuzzingTarget {
    public let suffix = "pkginfo"
    private let seeds: PackageSeeds
    private let seed: UInt64

    public init(seeds: PackageSeeds, seed: UInt64) {
        self.seeds = seeds
        self.seed = seed
    }

    public var summary: String { seeds.summary }

    public func input(_ execution: UInt64) -> FuzzingInput {
        var random = Random(seed: seed, execution: execution)
        var text = random.pick(seeds.descriptions) ?? []
        var count = 1
        while count < 12, !random.once(in: 4) { count += 1 }
        for _ in 0..<count { LineMutation.description.apply(to: &text, &random) }
        return FuzzingInput(bytes: Array(text.prefix(4 << 20)))
    }

    public func examiner(in folder: FilePath) -> any FuzzingExaminer { DescriptionExaminer() }
}

/// Reads a description, and what is written of it again.
final class DescriptionExaminer: FuzzingExaminer {
    func examine(_ input: FuzzingInput) -> FuzzingOutcome {
        Judgement.repeated(input) { () throws(Diagnostic) in
            let info = try PackageInfo(parsing: String(decoding: input.bytes, as: UTF8.self), source: "input")
            let text = info.text
            for dependency in (info.dependencies + info.installIf).prefix(200) { _ = try? Dependency(dependency).description }
            for provide in info.provides.prefix(200) { _ = try? Provide(provide).description }
            // Line ends of other systems within values are blanks after the first time, and separate items after the second one; from
            // then on nothing may change.
            let second = try PackageInfo(parsing: text, source: "input").text
            let third = try PackageInfo(parsing: second, source: "input").text
            return (text, third == second ? nil : "the description is another one when it is written and read again")
        }
    }
}
