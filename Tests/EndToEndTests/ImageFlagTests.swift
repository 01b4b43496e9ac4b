import APK
import Archives
import Cryptography
import Files
import JSON
import SystemPackage
import TestSupport
import Testing

/// The flags of apko's image verbs, on a repository with small packages for x86_64 that nobody signed.
@Suite(.timeLimit(.minutes(30))) struct ImageFlagTests {
    let folder: TemporaryDirectory

    init() async throws {
        folder = try TemporaryDirectory()
        let packages = folder.path.appending("r/x86_64")
        try Files.makeDirectory(packages)
        var names = try ["p", "q"].map { try Self.package($0, in: packages, work: folder.path) }
        // Of these, apko's second choice has another order than its first.
        for (name, dependencies) in [("a", []), ("k", []), ("z", ["a"]), ("top", ["k", "z"])] {
            names.append(try Self.package(name, dependencies, in: packages, work: folder.path))
        }
        let indexed = try await Program.run(
            Program.cuttle.string,
            ["index", "--output", "r/x86_64/APKINDEX.tar.gz"] + names.map { "r/x86_64/\($0)" },
            in: folder.path
        )
        try #require(indexed.status == 0, "\(indexed.error)")
        try write("image.yaml", "contents: {repositories: [r], packages: [p]}\nannotations: {a: b, c: d}\n")
    }

    private static func package(_ name: String, _ dependencies: [String] = [], in packages: FilePath, work: FilePath) throws -> String {
        let writer = try PackageWriter(workingIn: work)
        try writer.add(TarEntry(path: "etc", kind: .directory, mode: 0o755))
        var entry = TarEntry(path: "etc/\(name)", kind: .regular, mode: 0o644)
        entry.size = 1
        try writer.add(entry, content: ArrayReader(Array("x".utf8)), checksum: Digest.of("x", .sha1))
        var info = PackageInfo(name: name, version: "1-r0", architecture: "x86_64")
        info.installedSize = 1
        info.dependencies = dependencies
        info.buildDate = 1_700_000_000
        let file = packages.appending("\(name)-1-r0.apk")
        try writer.finish(info, scripts: [], key: PrivateKey(Self.key(in: work)), to: file)
        return "\(name)-1-r0.apk"
    }

    private static func key(in work: FilePath) throws -> FilePath {
        let path = work.appending("test.rsa")
        if !Files.exists(path) { try PrivateKey.generate(path, bits: 2048) }
        return path
    }

    private func write(_ name: String, _ text: String) throws {
        try Files.writeAtomically(Array(text.utf8), to: folder.path.appending(name))
    }

    func image(_ arguments: [String], environment: [String: String] = [:]) async throws -> Outcome {
        let all = ["image"] + arguments + ["--store", "store", "--ignore-signatures"]
        return try await Program.run(Program.cuttle.string, all, in: folder.path, environment: environment)
    }

    private func build(_ options: [String] = [], environment: [String: String] = [:]) async throws -> Outcome {
        let built = try await image(["build", "image.yaml", "x:1", "out", "--arch", "amd64"] + options, environment: environment)
        try #require(built.status == 0, "\(built.error)")
        return built
    }

    /// A document of the layout: `index.json`, or what it leads to.
    private func document(_ keys: String...) throws -> JSON {
        var document = try JSON(parsing: Files.read(folder.path.appending("out/index.json")))
        for key in keys {
            let digest = try #require((document[key]?.items?.first ?? document[key])?["digest"]?.string)
            document = try JSON(parsing: Files.read(folder.path.appending("out/blobs/sha256").appending(String(digest.dropFirst(7)))))
        }
        return document
    }

    private func annotations(_ document: JSON) -> [String: String] {
        Dictionary((document["annotations"]?.members ?? []).map { ($0.key, $0.value.string ?? "") }) { $1 }
    }

    /// A file of the image.
    private func file(_ path: String) async throws -> String {
        let layer = try #require(try document("manifests")["layers"]?.items?.first?["digest"]?.string)
        return try await Program.run("tar", ["xzOf", "out/blobs/sha256/\(layer.dropFirst(7))", path], in: folder.path).output
    }

    @Test(arguments: [
        [
            "build", "image.yaml", "x:1", "out", "--arch", "amd64", "--vcs=false", "--sbom=false", "--sbom-formats", "spdx", "--format",
            "tar",
        ],
        ["build-minirootfs", "image.yaml", "out.tar", "--build-arch", "amd64", "--sbom-path", "sboms"],
        ["build-cpio", "image.yaml", "out.cpio", "--build-arch", "amd64"], ["lock", "image.yaml", "--arch", "amd64"],
        ["show-packages", "image.yaml", "--arch", "amd64"],
        ["dot", "image.yaml", "--arch", "amd64"],
    ])
    func everyVerbTakesWhatScriptsGive(_ arguments: [String]) async throws {
        let common = [
            "--solver", "apko", "--layer-order", "path", "-p", "q", "-r", "r", "-b", "r", "--cache-dir", "cache", "--log-level", "debug",
            "--max-apkindex-decompressed-size", "0", "--max-apk-control-size", "-1", "--max-apk-data-size", "1000000",
            "--max-http-response-size", "5", "--offline",
        ]
        let done = try await image(arguments + common)
        #expect(done.status == 0, "\(done.error)")
        #expect(!done.error.contains("error"), "\(done.error)")
    }

    @Test func packagesOfTheCommandLineAreAskedFor() async throws {
        _ = try await build(["-p", "q"])
        #expect(try await file("etc/apk/world") == "p\nq\n")
        #expect(try await !file("etc/apko.json").contains("\"q\""))
        _ = try await build(["--package-append", "q", "--layer-order", "path"])
        #expect(try await file("etc/apk/world") == "p=1-r0\nq\nq=1-r0\n")
        let options = ["--build-arch", "amd64", "-p", "q", "--layer-order", "path"]
        let root = try await image(["build-minirootfs", "image.yaml", "root.tar"] + options)
        #expect(root.status == 0, "\(root.error)")
        #expect(try await Program.run("tar", ["xOf", "root.tar", "etc/apk/world"], in: folder.path).output == "p\nq\n")
        let shown = try await image(["show-packages", "image.yaml", "--arch", "amd64", "-p", "q"])
        #expect(shown.output == "p 1-r0\nq 1-r0\n")
    }

    /// apko installs what it chooses the second time, but for what is no image, and what was locked (IMAGE.md §7, §8).
    @Test func packagesAreInstalledInTheOrderOfTheSecondChoice() async throws {
        try write("image.yaml", "contents: {repositories: [r], packages: [top]}\narchs: [x86_64, amd64]\n")
        func order(_ database: String) -> String {
            database.split(separator: "\n").filter { $0.hasPrefix("P:") }.map { $0.dropFirst(2) }.joined(separator: " ")
        }
        let apko = ["--solver", "apko", "--layer-order", "path"]
        let first = "k a z top"
        let shown = try await image(["show-packages", "image.yaml", "--format", "{{ .Name }}"] + apko)
        #expect(shown.output == "k\na\nz\ntop\n")
        let built = try await image(["build", "image.yaml", "x:1", "out"] + apko)
        try #require(built.status == 0, "\(built.error)")
        #expect(try document()["manifests"]?.items?.count == 1)
        #expect(try await order(file("usr/lib/apk/db/installed")) == "a k z top")
        #expect(try await file("etc/apk/world") == "a=1-r0\nk=1-r0\ntop=1-r0\nz=1-r0\n")
        let root = try await image(["build-minirootfs", "image.yaml", "root.tar", "--build-arch", "amd64"] + apko)
        try #require(root.status == 0, "\(root.error)")
        let database = try await Program.run("tar", ["xOf", "root.tar", "usr/lib/apk/db/installed"], in: folder.path).output
        #expect(order(database) == first)
        let locked = try await image(["lock", "image.yaml"] + apko)
        try #require(locked.status == 0, "\(locked.error)")
        let again = try await image(["build", "image.yaml", "x:1", "out", "--lockfile", "image.lock.json"] + apko)
        try #require(again.status == 0, "\(again.error)")
        #expect(try await order(file("usr/lib/apk/db/installed")) == first)
        #expect(try await file("etc/apko.json").contains(#""packages":["k=1-r0","a=1-r0","z=1-r0","top=1-r0"]"#))
        #expect(try await file("etc/apk/world") == "a=1-r0\nk=1-r0\ntop=1-r0\nz=1-r0\n")
    }

    /// Options may have their values right behind them; an empty one is the usual.
    @Test func valuesMayBeAttached() async throws {
        let none = ["--lockfile=", "--sbom-path=", "--arch=", "--build-date=", "--workdir="]
        try write("bare.yaml", "contents: {packages: [p]}\narchs: [amd64]\n")
        let built = try await image(["build", "bare.yaml", "x:1", "out", "-rr", "-b=./r", "-pq=1-r0", "--lockfile", ""] + none)
        #expect(built.status == 0, "\(built.error)")
        #expect(try await file("etc/apk/world") == "p\nq=1-r0\n")
        let key = try await image(["build", "bare.yaml", "x:1", "other", "-rr", "-kmissing.rsa.pub"])
        #expect(key.error.contains("missing.rsa.pub"), "\(key.error)")
        let locked = try await image(["lock", "bare.yaml", "-C.", "-rr", "--output="])
        #expect(locked.status == 0 && Files.exists(folder.path.appending("bare.lock.json")), "\(locked.error)")
        let indexed = try await Program.run(
            Program.cuttle.string,
            ["index", "-or/x86_64/new.tar.gz", "r/x86_64/p-1-r0.apk"],
            in: folder.path
        )
        #expect(indexed.status == 0 && Files.exists(folder.path.appending("r/x86_64/new.tar.gz")), "\(indexed.error)")
    }

    @Test(arguments: [("control", "what r/x86_64/p-1-r0.apk says of itself takes"), ("data", "the files of r/x86_64/p-1-r0.apk take")])
    func smallerLimitsOfPackagesHold(_ name: String, _ start: String) async throws {
        let flag = "--max-apk-\(name)-size"
        for verb in [
            ["build", "image.yaml", "x:1", "out", "--arch", "amd64"],
            ["build-minirootfs", "image.yaml", "out.tar", "--build-arch", "amd64"],
        ] {
            let refused = try await image(verb + [flag, "10"])
            #expect(refused.status != 0)
            #expect(refused.error.hasPrefix("error: \(start) more than 10 bytes, which \(flag) allows\n"), "\(refused.error)")
            for limit in ["0", "-1", "100000"] {
                let done = try await image(verb + [flag, limit])
                #expect(done.status == 0 && !done.error.contains(flag), "\(done.error)")
            }
        }
    }

    @Test(arguments: ["apkindex-decompressed", "http-response"]) func limitsThatAreNotKeptAreTold(_ name: String) async throws {
        let built = try await build(["--max-\(name)-size", "5"])
        #expect(built.error.contains("warning: --max-\(name)-size 5 is not kept"), "\(built.error)")
        #expect(try await !build(["--max-\(name)-size", "-1"]).error.contains("is not kept"))
    }

    @Test func annotationsOfTheCommandLineGoFirst() async throws {
        _ = try await build(["--annotations", "a:other,e.f:g:h"])
        let manifest = try document("manifests")
        #expect(annotations(manifest).filter { $0.key.count < 4 } == ["a": "other", "c": "d", "e.f": "g:h"])
        #expect(try document("manifests", "config")["config"]?["Labels"]?["e.f"]?.string == "g:h")
    }

    @Test func theCommitIsSaidWhereNothingElseIsTold() async throws {
        let git = "git -c user.name=t -c user.email=t@t"
        let made = try await Program.run(
            "sh",
            [
                "-c",
                """
                git init -q && git add image.yaml && \(git) commit -qm x && git remote add origin git@example.org:team/app &&
                git rev-parse HEAD
                """,
            ],
            in: folder.path
        )
        try #require(made.status == 0, "\(made.error)")
        let commit = String(made.output.dropLast())
        let (source, revision) = ("org.opencontainers.image.source", "org.opencontainers.image.revision")
        _ = try await build()
        #expect(annotations(try document("manifests"))[revision] == commit)
        #expect(annotations(try document("manifests"))[source] == "git+ssh://example.org/team/app")
        #expect(try document("manifests", "config")["config"]?["Labels"]?[revision] == nil)
        // As apko has it: on the index only.
        _ = try await build(["--layer-order", "path"])
        #expect(annotations(try document())[revision] == commit)
        #expect(annotations(try document("manifests"))[revision] == nil)
        for options in [["--vcs=false"], ["--no-vcs"]] {
            _ = try await build(options)
            #expect(annotations(try document("manifests"))[revision] == nil)
        }
    }

    @Test(arguments: [
        (["--build-date", "2025-01-31T12:00:00+02:00"], [:], "2025-01-31T12:00:00+02:00"),
        (["--build-date", "2025-01-31T12:00:00Z"], ["SOURCE_DATE_EPOCH": "5"], "1970-01-01T00:00:05Z"),
        (["--build-date", "2020-01-31T12:00:00Z", "--layer-order", "path"], [:], "2023-11-14T22:13:20Z"),
        (["--layer-order", "path"], ["SOURCE_DATE_EPOCH": " "], "1970-01-01T00:00:00Z"),
        ([], ["SOURCE_DATE_EPOCH": ""], "2023-11-14T22:13:20Z"),
    ])
    func theTimeIsWhatWasSaid(_ options: [String], _ environment: [String: String], _ created: String) async throws {
        _ = try await build(options, environment: environment)
        #expect(annotations(try document("manifests"))["org.opencontainers.image.created"] == created)
        #expect(try document("manifests", "config")["created"]?.string == created)
    }

    @Test func billsAreWrittenWhereTheyAreAskedFor() async throws {
        _ = try await build(["--sbom-path", "sboms"])
        #expect(try Files.list(folder.path.appending("sboms")).sorted() == ["sbom-index.spdx.json", "sbom-x86_64.spdx.json"])
        _ = try await build(["--sbom-path", "none", "--sbom=false"])
        #expect(!Files.exists(folder.path.appending("none")))
    }

    @Test func whatTheImageLacksIsSaidEachTime() async throws {
        for _ in 0..<2 {
            let built = try await build()
            #expect(built.error.contains("warning: the image has no /etc/group\n"), "\(built.error)")
            #expect(built.error.contains("warning: the image has no /etc/os-release\nhint: scanners do not know"), "\(built.error)")
        }
    }

    @Test(arguments: [
        (
            ["build", "image.yaml", "x:1", "out"], 2,
            "nothing says for which architectures the image is, so it is for all 9: give --arch host"
        ),
        (["show-packages", "image.yaml"], 2, "give --arch host for that of this machine, or list archs in the configuration"),
        (["lock", "image.yaml"], 2, "give --arch host"), (["dot", "image.yaml"], 2, "give --arch host"),
        (["build", "image.yaml", "--annotations", "A:b"], 2, "\"A\" is not the key of an annotation"),
        (["build", "image.yaml", "--annotations", "a"], 2, "the annotation \"a\" has no colon: write it as key:value"),
        (["build", "image.yaml", "--annotations", "a:b,a:c"], 2, "the annotation \"a\" is given twice"),
        (["build", "image.yaml", "--sbom-formats", "cyclonedx"], 2, "\"cyclonedx\" is no format of bills of materials: there is spdx"),
        (["build", "image.yaml", "--max-apk-data-size=-2"], 2, "--max-apk-data-size is a number of bytes"),
        (["build", "image.yaml", "--format", "erofs", "--arch", "amd64"], 2, "images with \"format: erofs\" cannot be built yet"),
        (["build", "image.yaml", "--build-date", "2025-02-31T12:00:00Z"], 2, "\"2025-02-31T12:00:00Z\" is not a time"),
    ])
    func whatCannotBeDoneIsExplained(_ arguments: [String], _ status: Int32, _ message: String) async throws {
        let done = try await image(arguments)
        #expect(done.status == status, "\(done.error)")
        #expect(done.error.contains(message), "\(done.error)")
        #expect(!Files.exists(folder.path.appending("out")))
    }

    @Test func anArchitectureThatWasAskedForGetsNoSuchAdvice() async throws {
        let done = try await image(["show-packages", "image.yaml", "--arch", "arm64"])
        #expect(done.status == 2)
        #expect(done.error.contains("there is no repository r for aarch64"))
        #expect(!done.error.contains("--arch host"))
    }

    @Test func lockedPackagesMakeEveryKindOfOutput() async throws {
        let locked = try await image(["lock", "image.yaml", "--arch", "amd64"])
        try #require(locked.status == 0, "\(locked.error)")
        for arguments in [
            ["build", "image.yaml", "x:1", "out"], ["build-minirootfs", "image.yaml", "out.tar", "--build-arch", "amd64"],
            ["build-cpio", "image.yaml", "out.cpio", "--build-arch", "amd64"],
        ] {
            let done = try await image(arguments + ["--lockfile", "image.lock.json"])
            #expect(done.status == 0, "\(done.error)")
        }
        // What is locked is shown, whatever there is now.
        let source = "r/x86_64/p-1-r0.apk"
        for (format, shown) in [("name=version", "p=1-r0\n"), ("packagelock-source", "- p=1-r0 # \(source)\n")] {
            let packages = try await image([
                "show-packages", "image.yaml", "--arch", "all", "--lockfile", "image.lock.json", "--format", format,
            ])
            #expect(packages.output == shown, "\(packages.error)")
        }
        let json = try await image(["show-packages", "image.yaml", "--arch", "amd64", "--lockfile", "image.lock.json", "--json"])
        let package = try #require(JSON(parsing: Array(json.output.utf8))["packages"]?.items?.first)
        #expect(package["source"]?.string == source)
        #expect(package["size"] == .number(try FileStatus(folder.path.appending(source)).size))
        let graph = try await image(["dot", "image.yaml", "--arch", "amd64", "--lockfile", "image.lock.json"])
        #expect(graph.output.contains("\"p\" [label=\"p-1-r0\"];"), "\(graph.error)")
        #expect(graph.output == (try await image(["dot", "image.yaml", "--arch", "amd64"])).output)
        let other = try await image(["show-packages", "image.yaml", "--arch", "arm64", "--lockfile", "image.lock.json"])
        #expect(other.status == 2)
        #expect(other.error.hasPrefix("error: image.lock.json has no packages for aarch64\n"), "\(other.error)")
    }

    /// A lock's packages are taken from where locking has put them.
    @Test func whatLockingFetchedIsNotFetchedAgain() async throws {
        let server = try WebServer(folder.path)
        try write("image.yaml", "contents: {repositories: [\"\(server.address)/r\"], packages: [p]}\narchs: [amd64]\n")
        let locked = try await image(["lock", "image.yaml"])
        try #require(locked.status == 0, "\(locked.error)")
        #expect(server.requests().contains { $0.hasSuffix("GET /r/x86_64/p-1-r0.apk") })
        let built = try await image(["build", "image.yaml", "x:1", "out", "--lockfile", "image.lock.json"])
        #expect(built.status == 0, "\(built.error)")
        #expect(server.requests().isEmpty)
        // In another store it has to be fetched, and is kept then.
        for count in [1, 0] {
            let arguments = ["image", "build", "image.yaml", "x:1", "out", "--lockfile", "image.lock.json", "--ignore-signatures"]
            let again = try await Program.run(Program.cuttle.string, arguments + ["--store", "other"], in: folder.path)
            #expect(again.status == 0, "\(again.error)")
            #expect(server.requests().count == count)
        }
    }
}
