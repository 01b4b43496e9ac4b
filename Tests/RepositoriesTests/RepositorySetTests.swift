import APK
import Cryptography
import Diagnostics
import Files
import Repositories
import Solving
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
            let error = #expect(throws: Diagnostic.self) { try set.solve([Dependency("odd")]) }
            let reason = "\"1.0p2-r0\" is not a version: \"2-r0\" cannot follow \"1.0p\", in odd-1.0p2-r0 of \(sample.location)"
            #expect(error?.notes.last == "\(reason): the package is passed over")
            #expect(set.problems(of: ["needy", "good"]).map(\.severity) == [.warning])
            #expect(
                set.problems.map(\.notes) == [["in needy-1-r0 of \(sample.location)"], ["in odd-1.0p2-r0 of \(sample.location)"]]
            )
        }
    }

    /// An index of records, as another program may order them.
    private func repository(_ lines: [String], in folder: FilePath, _ architecture: String = "x86_64") throws -> Repository {
        let place = folder.appending("other/\(architecture)")
        try Files.makeDirectory(place)
        let checksum = "C:Q1qKcZ+j23xssAXmgQhkOO8dHnbWw="
        let text = lines.map { "\(checksum)\n\($0.replacing(";", with: "\n"))\n\n" }.joined()
        try Shell.run("cd \(place) && printf '%s' '\(text)' >APKINDEX && tar -czf APKINDEX.tar.gz APKINDEX")
        return try Repository(
            folder.appending("other").string,
            architecture: architecture,
            keyring: nil,
            store: Store(folder.appending("store"))
        )
    }

    /// Where nothing else decides, the order of the index does (APK-FORMAT.md §10), whatever order its records are kept in.
    @Test(arguments: [["vim", "gvim"], ["gvim", "vim"]])
    func theFirstOfEqualsIsChosen(_ names: [String]) throws {
        try withScratch { folder in
            let lines = ["P:odd;V:1.0p2-r0"] + names.map { "P:\($0);V:1-r0;A:x86_64;p:cmd:vim=1-r0" }
            for _ in ["read", "kept"] {
                let repository = try repository(lines, in: folder)
                #expect(repository.index.records.map(\.name) == ["gvim", "odd", "vim"])
                #expect(self.names(try RepositorySet([repository]).solve([Dependency("cmd:vim")])) == ["\(names[0])-1-r0"])
            }
        }
    }

    /// As with apk-tools 3, packages for another architecture cannot be installed (APK-FORMAT.md §6).
    @Test func packagesForOthersAreNotChosen() throws {
        try withScratch { folder in
            let lines = ["P:a;V:2-r0;A:aarch64", "P:a;V:1-r0;A:x86_64", "P:b;V:1-r0;A:noarch", "P:c;V:1-r0", "P:d;V:1-r0;A:aarch64"]
            let repository = try repository(lines, in: folder)
            let set = RepositorySet([repository])
            #expect(names(try set.solve(["a", "b", "c"].map { try Dependency($0) })) == ["a-1-r0", "b-1-r0", "c-1-r0"])
            let error = #expect(throws: Diagnostic.self) { try set.solve([Dependency("d")]) }
            #expect(
                error?.notes.last
                    == "d-1-r0 is for aarch64, and not for x86_64, in \(folder.appending("other")): the package is passed over"
            )
        }
    }

    @Test func choosesAsApko() throws {
        try withScratch { folder in
            var repositories: [Repository] = []
            for (name, content) in [("z", "of z"), ("b", "of b")] {
                let place = folder.appending(name)
                try Files.makeDirectory(place)
                let sample = try Sample(in: place)
                try sample.publish([
                    sample.package("a", content: content) { $0.dependencies = ["c", "b=~1"] }, sample.package("b", "1.5-r0"),
                    sample.package("b", "2-r0"), sample.package("c"),
                    sample.package("d", name == "z" ? "1-r0" : "2-r0") { $0.dependencies = ["!c"] },
                ])
                repositories.append(try sample.open())
            }
            let set = RepositorySet(repositories)
            let choices = try set.solve([Dependency("a")], policy: .apko)
            #expect(names(choices) == ["b-1.5-r0", "c-1-r0", "a-1-r0"])
            // Lines of repositories are sorted; apk-tools takes the first that is given.
            #expect(choices.allSatisfy { $0.repository.name == repositories[1].name })
            #expect(try set.solve([Dependency("a")]).allSatisfy { $0.repository.name == repositories[0].name })
            // What apk-tools reads as an equality is none to apko.
            #expect(names(try set.solve(written: ["b==1.5-r0"], policy: .apko)) == ["b-2-r0"])
            #expect(names(try set.solve(written: ["b==1.5-r0"], policy: .apk)) == ["b-1.5-r0"])
            #expect(throws: Diagnostic.self) { try set.solve(written: ["b>"], policy: .apk) }
            let one = RepositorySet([repositories[0]])
            #expect(names(try RepositorySet(repositories).solve([Dependency("d")], policy: .apko, alongside: [one])) == ["d-1-r0"])
            #expect(names(try RepositorySet(repositories).solve([Dependency("d")], policy: .apko)) == ["d-2-r0"])
        }
    }

    /// A greedy refusal says that it is one.
    @Test func tellsThatThereIsASolution() throws {
        try withScratch { folder in
            let sample = try Sample(in: folder)
            try sample.publish([
                sample.package("a") { $0.dependencies = ["b", "c"] }, sample.package("b", "2-r0") { $0.dependencies = ["d>=2"] },
                sample.package("b", "1-r0") { $0.dependencies = ["d<2"] }, sample.package("c") { $0.dependencies = ["d<2"] },
                sample.package("d", "1-r0"), sample.package("d", "2-r0"),
            ])
            let set = try RepositorySet([sample.open()])
            let error = try #require(throws: Diagnostic.self) { try set.solve([Dependency("a")], policy: .apko) }
            #expect(error.hints == ["there is a set of packages that meets everything: it is found without --solver apko"])
            let other = try #require(throws: Diagnostic.self) { try set.solve([Dependency("b=3")], policy: .apko) }
            #expect(other.hints.isEmpty)
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
            // apko's way lacks nothing here.
            let asApko = try set.solve(["busybox", "curl", "python3"].map { try Dependency($0) }, policy: .apko).map(\.record.name)
            #expect(Set(asApko).isSubset(of: chosen))
            #expect(asApko.count > 10)
        }
    }
}
