import APK
import Cryptography
import Diagnostics
import Files
import Repositories
import Store
import SystemPackage
import TestSupport
import Testing

@Suite struct RepositorySetTests {
    private func names(_ choices: [RepositorySet.Choice]) -> [String] { choices.map { "\($0.record.name)-\($0.record.version)" } }

    @Test func choosesInInstallOrderAndGivesFiles() throws {
        try withScratch { folder in
            let sample = try Sample(in: folder)
            try sample.publish([
                sample.package("a") { $0.dependencies = ["so:b"] }, sample.package("b") { $0.provides = ["so:b=1"] }, sample.package("c"),
            ])
            let choices = try RepositorySet([sample.open()]).solve([Dependency("a")])
            #expect(names(choices) == ["b-1-r0", "a-1-r0"])
            for choice in choices { #expect(try choice.file().info.name == choice.record.name) }
        }
    }

    @Test func oneUnreadableRecordHidesNoOther() throws {
        try withScratch { folder in
            let sample = try Sample(in: folder)
            try sample.publish([
                sample.package("odd", "1.0p2-r0"), sample.package("needy") { $0.dependencies = ["x>"] },
                sample.package("giving") {
                    $0.provides = ["y=5_"]
                    $0.installIf = ["good", "x>"]
                }, sample.package("good"),
            ])
            let set = try RepositorySet([sample.open()])
            #expect(names(try set.solve([Dependency("good"), Dependency("giving")])) == ["giving-1-r0", "good-1-r0"])
            for name in ["odd", "needy", "y"] { #expect(throws: Diagnostic.self) { try set.solve([Dependency(name)]) } }
            #expect(
                set.problems.map(\.notes) == [["in needy-1-r0 of \(sample.location)"], ["in odd-1.0p2-r0 of \(sample.location)"]]
            )
        }
    }

    @Test(.enabled(if: SharedData.isThere, "the folder ../shared/data with real packages is not there"))
    func choosesFromARealIndex() throws {
        try withScratch { folder in
            let real = SharedData.folder.appending("alpine-3.16-x86_64.APKINDEX.tar.gz")
            try Shell.run("mkdir \(folder)/x86_64 && cp \(real) \(folder)/x86_64/APKINDEX.tar.gz")
            let keyring = try Keyring(reading: [SharedData.folder.appending("keys")])
            let store = try Store(folder.appending("store"))
            let set = try RepositorySet([Repository(folder.string, architecture: "x86_64", keyring: keyring, store: store)])
            let chosen = try Set(set.solve(["busybox", "curl", "python3"].map { try Dependency($0) }).map(\.record.name))
            #expect(chosen.isSuperset(of: ["curl", "libcurl", "python3", "musl", "zlib"]))
            #expect(set.problems.count == 6)
        }
    }
}
