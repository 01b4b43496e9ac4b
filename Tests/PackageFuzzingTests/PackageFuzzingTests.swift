import Files
import Fuzzing
import SystemPackage
import TestSupport
import Testing

@testable import PackageFuzzing

/// A short run of what `make fuzz TARGET=package`, `index`, `pkginfo` and `elf` do at length.
@Suite struct PackageFuzzingTests {
    private static func targets(_ seed: UInt64) throws -> [(name: String, target: any FuzzingTarget)] {
        let seeds = try PackageSeeds()
        return [
            ("package", PackageTarget(seeds: seeds, seed: seed)), ("index", IndexTarget(seeds: seeds, seed: seed)),
            ("pkginfo", DescriptionTarget(seeds: seeds, seed: seed)), ("elf", BinaryTarget(seeds: seeds, seed: seed)),
        ]
    }

    @Test func inputsAreAFunctionOfSeedAndNumber() throws {
        let inputs = { (seed: UInt64) in try Self.targets(seed).map { item in (0..<60).map { item.target.input($0).bytes } } }
        #expect(try inputs(1) == inputs(1))
        #expect(try inputs(1) != inputs(2))
        #expect(try inputs(1).allSatisfy { Set($0).count > 50 })
    }

    @Test func seedsThatAreNotChangedAreAccepted() throws {
        try withScratch { folder in
            let seeds = try PackageSeeds()
            for var draft in seeds.packages {
                // They are compressed at another level than the package was.
                try draft.repairDataHash()
                #expect(PackageExaminer(folder).examine(FuzzingInput(bytes: try draft.bytes())) == .accepted)
            }
            for draft in seeds.indexes { #expect(IndexExaminer(folder).examine(FuzzingInput(bytes: try draft.bytes())) == .accepted) }
            for text in seeds.descriptions { #expect(DescriptionExaminer().examine(FuzzingInput(bytes: text)) == .accepted) }
            for bytes in seeds.binaries { #expect(BinaryExaminer().examine(FuzzingInput(bytes: bytes)) == .accepted) }
        }
    }

    /// An archive that is taken apart and put together is the same one.
    @Test func draftsKeepWhatIsNotChanged() throws {
        for draft in try PackageSeeds().packages {
            for member in draft.members { #expect((TarDraft(member).bytes() == member) == true) }
        }
    }

    /// Seeded; what is found here is found again by `fuzz TARGET --seed 20261 --from <execution> --executions 1`.
    @Test(.timeLimit(.minutes(30))) func changedInputsEndInAValueOrADiagnostic() throws {
        for item in try Self.targets(20_261) {
            try withScratch { folder in
                let examiner = item.target.examiner(in: folder.appending("work"))
                var counts = (accepted: 0, refused: 0)
                let start = ContinuousClock.now
                for execution in 0..<UInt64(3_000) where ContinuousClock.now - start < .seconds(20) {
                    switch examiner.examine(item.target.input(execution)) {
                    case .accepted: counts.accepted += 1
                    case .refused: counts.refused += 1
                    case .violated(let reason): Issue.record("\(item.name), execution \(execution): \(reason)")
                    }
                }
                // Both kinds of outcome: mutations neither break everything nor nothing.
                #expect(counts.accepted > 10, "\(item.name): \(counts)")
                #expect(counts.refused > 10, "\(item.name): \(counts)")
            }
        }
    }
}
