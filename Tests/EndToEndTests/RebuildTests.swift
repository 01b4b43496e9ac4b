import Files
import SystemPackage
import Testing

/// Packages come out the same when they are built again, and what does not is found out and explained.
@Suite(.serialized) struct RebuildTests {
    private func recipe(_ name: String, _ script: String) -> String {
        """
        package:
          name: \(name)
          version: "1"
        environment:
          contents:
            packages: [build-base]
        pipeline:
          - runs: |
              dest=${{targets.destdir}}/usr/share/\(name)
              mkdir -p "$dest"
        \(script.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n"))
        """
    }

    private func rebuild(_ desk: Desk, _ arguments: [String]) async throws -> Outcome {
        try await desk.cuttle(
            ["rebuild"] + arguments + [
                "-r", desk.bench.seed.string, "-k", desk.bench.publicKey.string, "--store", desk.bench.store.string, "--offline",
            ]
        )
    }

    private func architecture(_ desk: Desk) throws -> String {
        try #require(try Files.list(desk.path.appending("packages")).first)
    }

    // MARK: rebuild

    /// What the demo has without a source from upstream, and packages of every kind.
    @Test func packagesComeOutTheSame() async throws {
        let desk = try await Desk()
        try RoadTests.prepare(desk)
        try Files.copy(
            Program.project.appending("recipes/sepia-baselayout.yaml"),
            to: desk.path.appending("recipes/sepia-baselayout.yaml")
        )
        let built = try await desk.build(["recipes"])
        try #require(built.status == 0, "\(built.error)")
        let folder = "packages/\(try architecture(desk))"
        let packages = try desk.packages().map { "\(folder)/\($0)" }
        #expect(packages.count > 2)
        let again = try await rebuild(desk, packages + ["-r", "packages", "--recipe", "recipes/pebble.yaml", "--out-dir", "again"])
        #expect(again.status == 0, "\(again.error)")
        #expect(Set(again.output.split(separator: "\n").map(String.init)) == Set(packages.map { "\($0): identical" }))
        // What was built is kept when that is asked for.
        #expect(try Set(desk.packages("again")) == Set(desk.packages()))
    }

    @Test func ownFilesAreAskedForAndCompared() async throws {
        let desk = try await Desk()
        try desk.write("own.yaml", recipe("own", "cp note.txt \"$dest\"/"))
        try desk.write("own/note.txt", "a note\n")
        let built = try await desk.build(["own.yaml"])
        try #require(built.status == 0, "\(built.error)")
        let package = "packages/\(try architecture(desk))/own-1-r0.apk"
        let asked = try await rebuild(desk, [package])
        #expect(asked.status == 2)
        #expect(
            asked.error == """
                error: own-1-r0 was built with files of the recipe's own folder, which packages do not carry
                hint: give that folder with --source-dir, or the recipe beside it with --recipe

                """
        )
        for place in ["own.yaml", "."] {
            let same = try await rebuild(desk, [package, "--recipe", place])
            #expect(same.status == 0, "\(same.error)")
        }
        // It is asked before anything is built, also what else there is.
        try desk.write("alone.yaml", recipe("alone", "touch \"$dest\"/there"))
        let other = try await desk.build(["alone.yaml"])
        try #require(other.status == 0, "\(other.error)")
        let both = try await rebuild(desk, [package.replacing("own-1", with: "alone-1"), package])
        #expect(both.status == 2)
        #expect(both.error == asked.error)
        try desk.write("own/note.txt", "another note\n")
        let changed = try await rebuild(desk, [package, "--source-dir", "own"])
        #expect(changed.status == 2)
        #expect(changed.error.contains("error: the files in own are not those that own-1-r0 was built with"))
    }

    @Test func theNetworkIsNotGivenUnasked() async throws {
        let desk = try await Desk()
        let annotated = recipe("asking", "touch \"$dest\"/there").replacing(
            "version: \"1\"",
            with: "version: \"1\"\n  annotations: {dev.cuttle.network: \"it asks a server\"}"
        )
        try desk.write("asking.yaml", annotated)
        let built = try await desk.build(["asking.yaml", "--allow-network"])
        try #require(built.status == 0, "\(built.error)")
        let package = "packages/\(try architecture(desk))/asking-1-r0.apk"
        let refused = try await rebuild(desk, [package])
        #expect(refused.status == 2)
        #expect(refused.error.contains("of asking needs the network: it asks a server\n"), "\(refused.error)")
        #expect(try await rebuild(desk, [package, "--allow-network"]).status == 0)
    }

    @Test func aMissingEnvironmentIsNamed() async throws {
        let desk = try await Desk()
        try desk.write("plain.yaml", recipe("plain", "echo plain >\"$dest\"/text"))
        let built = try await desk.build(["plain.yaml"])
        try #require(built.status == 0, "\(built.error)")
        let package = "packages/\(try architecture(desk))/plain-1-r0.apk"
        let outcome = try await desk.cuttle(
            ["rebuild", package, "-k", desk.bench.publicKey.string, "--store", desk.bench.store.string, "--offline"]
        )
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("error: plain-1-r0 cannot be built again in the same environment"))
        #expect(outcome.error.contains(" with the digest Q1"))
        #expect(outcome.error.hasSuffix("hint: give the repository that has them: --repository-append FOLDER\n"))
    }

    @Test func aPackageThatCannotBeRepeatedIsExplained() async throws {
        let desk = try await Desk()
        try desk.write("stamp.yaml", recipe("stamp", "date +%s%N | sed 's/^/nanoseconds: /' >\"$dest\"/text"))
        let built = try await desk.build(["stamp.yaml"])
        try #require(built.status == 0, "\(built.error)")
        let package = "packages/\(try architecture(desk))/stamp-1-r0.apk"
        let outcome = try await rebuild(desk, [package])
        #expect(outcome.status == 1)
        let lines = outcome.error.split(separator: "\n").map(String.init)
        #expect(lines.contains("error: \(package) came out different"), "\(outcome.error)")
        #expect(lines.contains { $0.contains("data: usr/share/stamp/text: content: line 1: \"nanoseconds: ") })
        #expect(!lines.contains { $0.contains("control:") })
        let json = try await rebuild(desk, [package, "--json"])
        #expect(json.status == 1)
        #expect(json.output.contains("\"identical\": false") && json.output.contains("\"path\": \"usr/share/stamp/text\""))
    }

    // MARK: --check-reproducible

    /// Recipes that no two builds agree on, and what is said of them.
    static let unreproducible: [(name: String, script: String, place: String, pattern: String, hint: String)] = [
        (
            "clock", "echo \"built at $(date +%s)\" >\"$dest\"/text", "text",
            "line 1: \"built at [0-9]+\" first, \"built at [0-9]+\" second",
            "it looks like a time: let the program take $SOURCE_DATE_EPOCH, as in date -u -d @$SOURCE_DATE_EPOCH"
        ),
        (
            "month", "echo \"built in $(date +%Y-%m)\" >\"$dest\"/text", "text",
            "line 1: \"built in [0-9-]+\" first, \"built in [0-9-]+\" second",
            "it looks like a time: let the program take $SOURCE_DATE_EPOCH, as in date -u -d @$SOURCE_DATE_EPOCH"
        ),
        (
            "shuffle", "seq 1 500 | sort -R >\"$dest\"/list", "list",
            "line [0-9]+: \"[0-9]+\" first, \"[0-9]+\" second; all lines are the same otherwise",
            "the same lines in another order: sort what is listed, LC_ALL=C sort, and take no random order"
        ),
        (
            "readdir", "mkdir d; for n in $(seq 1 200); do : >d/file$n; done; ls -U d >\"$dest\"/list", "list",
            "line [0-9]+: \"file[0-9]+\" first, \"file[0-9]+\" second; all lines are the same otherwise",
            "the same lines in another order: sort what is listed, LC_ALL=C sort, and take no random order"
        ),
        (
            "path",
            """
            place=${TMPDIR:-/tmp}/work
            mkdir -p "$place"
            echo 'const char *place = __FILE__;' >"$place"/x.c
            gcc -c "$place"/x.c -o "$dest"/x.o
            """, "x.o",
            "ELF sections? [^;]+; at byte [0-9]+: \"/tmp/[a-z/]*x.c\" first, \"/tmp/[a-z/]*x.c\" second",
            "it holds the path of a temporary folder: build below a fixed one, or map it, as in -ffile-prefix-map=$PWD=."
        ),
    ]

    @Test(arguments: unreproducible)
    func whatDependsOnChanceIsNotPublished(_ name: String, _ script: String, _ place: String, _ pattern: String, _ hint: String)
        async throws
    {
        let desk = try await Desk()
        try desk.write("\(name).yaml", recipe(name, script))
        let outcome = try await desk.build(["\(name).yaml", "--check-reproducible"])
        // Some things can be found out only on machines that have what it takes, and where they have not, it is said.
        let excuses = ["month": "the clock only as it passes: ", "readdir": "not the order of files in folders: "]
        if let excuse = excuses[name], outcome.status == 0, outcome.error.contains(excuse) { return }
        #expect(outcome.status == 1)
        let message = "error: \(name)-1-r0 is not published: a second build of the same inputs gave other packages\n"
        #expect(outcome.error.contains(message), "\(outcome.error)")
        let expected = try Regex("\(name)-1-r0.apk: data: usr/share/\(name)/\(place): content: \(pattern)\n")
        #expect(outcome.error.firstMatch(of: expected) != nil, "\(outcome.error)")
        #expect(outcome.error.hasSuffix("hint: \(hint)\n"), "\(outcome.error)")
        let published = Files.exists(desk.path.appending("packages")) ? try desk.packages() : []
        #expect(published == [])
    }

    /// What failed stays in the store, and is not taken from there without a word.
    @Test func whatFailedIsNotPublishedInSilence() async throws {
        let desk = try await Desk()
        // Nobody has built it before.
        let mark = Int.random(in: 0...1 << 40)
        try desk.write("chance.yaml", recipe("chance", "echo \"\(mark) $(cat /proc/sys/kernel/random/uuid)\" >\"$dest\"/text"))
        let refused = try await desk.build(["chance.yaml", "--check-reproducible"])
        #expect(refused.status == 1)
        let warning = try Regex(
            "warning: chance-1-r0 failed --check-reproducible when that was last asked for, and is published because it is not asked for now\n"
                + "  chance-1-r0 is not published: a second build of the same inputs gave other packages\n"
                + "  chance-1-r0.apk: data: usr/share/chance/text: content: line 1: .*\n"
                + "(  .*\n)*"
                + "hint: give --check-reproducible, or change the recipe: what is built of other inputs starts afresh\n"
        )
        // Whether it is taken from the store or built again: the same inputs are as they were.
        for (arguments, verb) in [([], "unchanged"), (["--force"], "built in ")] {
            let published = try await desk.build(["chance.yaml"] + arguments)
            #expect(published.status == 0, "\(published.error)")
            #expect(published.error.firstMatch(of: warning) != nil, "\(published.error)")
            #expect(published.error.contains("chance-1-r0: \(verb)"), "\(published.error)")
        }
        let again = try await desk.build(["chance.yaml", "--check-reproducible"])
        #expect(again.status == 1 && !again.error.contains("warning"), "\(again.error)")
        // Other inputs: what was found does not hold for them.
        try desk.write("chance.yaml", recipe("chance", "echo \(mark) >\"$dest\"/text"))
        let mended = try await desk.build(["chance.yaml"])
        #expect(mended.status == 0 && mended.error.firstMatch(of: warning) == nil, "\(mended.error)")
    }

    /// A check that is passed takes back what an earlier one found: a coin falls as it did the first time, sooner or later.
    @Test func whatPassesLaterIsNotWarnedOf() async throws {
        let desk = try await Desk()
        let toss = "echo \(Int.random(in: 0...1 << 40)) $(($(od -An -N1 -tu1 /dev/urandom) % 2)) >\"$dest\"/text"
        try desk.write("coin.yaml", recipe("coin", toss))
        for isPassed in [false, true] {
            var status: Int32?
            for _ in 0..<30 where status != (isPassed ? 0 : 1) {
                status = try await desk.build(["coin.yaml", "--check-reproducible"]).status
            }
            #expect(status == (isPassed ? 0 : 1))
            let plain = try await desk.build(["coin.yaml"])
            #expect(plain.status == 0)
            #expect(plain.error.contains("warning: coin-1-r0 failed --check-reproducible") == !isPassed, "\(plain.error)")
        }
    }

    @Test func whatDoesNotDependOnItIsPublished() async throws {
        let desk = try await Desk()
        try desk.write(
            "sound.yaml",
            recipe("sound", "find /etc | LC_ALL=C sort >\"$dest\"/list\ndate -u -d @$SOURCE_DATE_EPOCH >\"$dest\"/time")
        )
        let outcome = try await desk.build(["sound.yaml", "--check-reproducible"])
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.error.contains("sound-1-r0: a second build gave the same packages; changed were: host name, TMPDIR, "))
        #expect(try desk.packages() == ["sound-1-r0.apk"])
    }
}
