import APK
import Archives
import Cryptography
import Files
import SystemPackage
import TestSupport
import Testing

/// What is killed at any moment while it changes a repository, or copies from one, leaves it as it was or as it was to be, and the next run
/// goes on (DESIGN, promise 4).
@Suite(.serialized) struct RepositoryInterruptionTests {
    /// A key, and packages that are made as they are needed.
    private struct Shop {
        let directory: TemporaryDirectory
        let key: PrivateKey
        let keyring: Keyring
        var path: FilePath { directory.path }
        var trust: [String] { ["-k", "k.rsa.pub"] }
        var signing: [String] { ["--signing-key", "k.rsa"] }

        init() throws {
            directory = try TemporaryDirectory()
            try PrivateKey.generate(directory.path.appending("k.rsa"), bits: 2048)
            key = try PrivateKey(directory.path.appending("k.rsa"))
            keyring = Keyring([try key.publicKey()])
        }

        /// Makes a package with a file that does not compress.
        func package(_ name: String, _ version: String, size: Int, in folder: String) throws -> String {
            try Files.makeDirectory(path.appending(folder))
            let writer = try PackageWriter(workingIn: path)
            var numbers = SystemRandomNumberGenerator()
            let content = (0..<size / 8).flatMap { _ in withUnsafeBytes(of: numbers.next()) { Array($0) } }
            var entry = TarEntry(path: name, kind: .regular, mode: 0o644)
            entry.size = Int64(content.count)
            try writer.add(entry, content: ArrayReader(content), checksum: Digest.of(content, .sha1))
            var info = PackageInfo(name: name, version: version, architecture: "x86_64")
            info.installedSize = Int64(content.count)
            info.origin = name
            let target = "\(folder)/\(info.fileName)"
            try writer.finish(info, scripts: [], key: key, to: path.appending(target))
            return target
        }

        func cuttle(_ arguments: [String]) async throws -> Outcome {
            try await Program.run(Program.cuttle.string, arguments, in: path)
        }

        /// What an index lists, by file names, after a check of all that it lists.
        func verified(_ repository: String, _ moment: String) async throws -> [String: Identity] {
            let outcome = try await cuttle(["verify", repository] + trust)
            #expect(outcome.status == 0, "\(moment): \(outcome.error)")
            let index = path.appending(repository).appending("x86_64/APKINDEX.tar.gz")
            let records = try PackageIndex(reading: index, keyring: keyring).records
            return Dictionary(uniqueKeysWithValues: records.map { ($0.fileName, $0.identity) })
        }

        /// Files in a repository that nobody would know why they are there.
        func leftovers(_ repository: String) throws -> [String] {
            try Files.list(path.appending(repository).appending("x86_64")).filter { $0.hasPrefix(".") && $0 != ".lock" }
        }
    }

    /// Three packages more; each third time with one that takes the place of another.
    @Test func publishing() async throws {
        let shop = try Shop()
        let first = try (0..<12).map { try shop.package("base\($0)", "1-r0", size: 20_000, in: "built") }
        let publish = ["repo", "publish", "repo"] + shop.signing
        let started = try await shop.cuttle(publish + first)
        try #require(started.status == 0, "\(started.error)")
        let probe = try (0..<3).map { try shop.package("probe\($0)", "1-r0", size: 300_000, in: "built") }
        let measured = try await Interruptions.measure { try await shop.cuttle(publish + probe) }
        try #require(measured.outcome.status == 0)
        var published = try await shop.verified("repo", "before")
        var killed = 0
        let interruptions = Interruptions(duration: measured.seconds)
        for moment in interruptions.moments {
            let number = moment.number
            var files = try (0..<2).map { try shop.package("p\(number)-\($0)", "1-r0", size: 300_000, in: "built") }
            files.append(
                try shop.package("base\(number % 12)", number.isMultiple(of: 3) ? "1-r0" : "2-r\(number)", size: 90_000, in: "built")
            )
            let command = publish + ["--force"] + files
            if try await interruptions.kill(command, in: shop.path, at: moment) { killed += 1 }
            let after = try await shop.verified("repo", "\(moment)")
            #expect(Set(after.keys).isSuperset(of: published.keys), "\(moment): nothing is lost")
            let (again, seconds) = try await Interruptions.measure { try await shop.cuttle(command) }
            interruptions.learn(seconds)
            #expect(again.status == 0, "\(moment): \(again.error)")
            published = try await shop.verified("repo", "\(moment), then again")
            for file in files {
                let package = try PackageFile(shop.path.appending(file))
                #expect(published[package.info.fileName] == package.identity, "\(moment)")
            }
            #expect(try shop.leftovers("repo") == [], "\(moment)")
        }
        #expect(killed > 0)
    }

    @Test func indexing() async throws {
        let shop = try Shop()
        let first = try (0..<40).map { try shop.package("base\($0)", "1-r0", size: 4_000, in: "repo/x86_64") }
        let index = ["index", "--merge", "-o", "repo/x86_64/APKINDEX.tar.gz"] + shop.signing
        // A folder that is published in, so that the lock is taken too.
        try Files.writeAtomically([], to: shop.path.appending("repo/x86_64/.lock"))
        let measured = try await Interruptions.measure { try await shop.cuttle(index + first) }
        try #require(measured.outcome.status == 0, "\(measured.outcome.error)")
        var listed = try await shop.verified("repo", "before")
        var killed = 0
        let interruptions = Interruptions(duration: measured.seconds)
        for moment in interruptions.moments {
            let new = try shop.package("p\(moment.number)", "1-r0", size: 4_000, in: "repo/x86_64")
            if try await interruptions.kill(index + first + [new], in: shop.path, at: moment) { killed += 1 }
            let after = try await shop.verified("repo", "\(moment)")
            #expect(Set(after.keys).isSuperset(of: listed.keys), "\(moment): nothing is lost")
            let (again, seconds) = try await Interruptions.measure { try await shop.cuttle(index + [new]) }
            interruptions.learn(seconds)
            #expect(again.status == 0, "\(moment): \(again.error)")
            listed = try await shop.verified("repo", "\(moment), then again")
            #expect(listed["p\(moment.number)-1-r0.apk"] != nil)
            #expect(try shop.leftovers("repo") == [], "\(moment)")
        }
        #expect(killed > 0)
    }

    /// A web server of a folder that takes its time.
    private func serve(_ folder: FilePath) throws -> (server: PythonServer, address: String) {
        let script = """
            import functools, http.server, sys, time
            class Handler(http.server.SimpleHTTPRequestHandler):
                protocol_version = 'HTTP/1.1'
                def copyfile(self, source, outputfile):
                    while chunk := source.read(16384):
                        outputfile.write(chunk)
                        time.sleep(0.001)
            handler = functools.partial(Handler, directory=sys.argv[1])
            server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
            print(server.server_port, flush=True)
            server.serve_forever()
            """
        let server = try #require(PythonServer(script: script, [folder.string]))
        return (server, "http://127.0.0.1:\(server.greeting)")
    }

    /// What is fetched into the store is whole, or not there: with an empty store, and with one whose index is out of date.
    @Test func fetching() async throws {
        let shop = try Shop()
        let publish = ["repo", "publish", "web"] + shop.signing
        let first = try (0..<6).map { try shop.package("base\($0)", "1-r0", size: 150_000, in: "built") }
        try #require(try await shop.cuttle(publish + first).status == 0)
        let web = try serve(shop.path.appending("web"))
        let names = (0..<6).map { "base\($0)" }.joined(separator: ", ")
        try Files.writeAtomically(Array("contents: {packages: [\(names)]}\n".utf8), to: shop.path.appending("image.yaml"))
        let build =
            ["image", "build", "image.yaml", "image:1", "out", "-r", web.address, "--arch", "x86_64", "--store", "store"] + shop.trust
        let measured = try await Interruptions.measure { try await shop.cuttle(build) }
        try #require(measured.outcome.status == 0, "\(measured.outcome.error)")
        var killed = 0
        let interruptions = Interruptions(duration: measured.seconds)
        for moment in interruptions.moments {
            if moment.number.isMultiple(of: 2) {
                try Files.removeTree(shop.path.appending("store"))
            } else {
                let newer = try shop.package("base\(moment.number % 6)", "2-r\(moment.number)", size: 150_000, in: "built")
                try #require(try await shop.cuttle(publish + [newer]).status == 0)
            }
            if try await interruptions.kill(build, in: shop.path, at: moment) { killed += 1 }
            let kept =
                try Files.exists(shop.path.appending("store/repositories"))
                ? Files.walk(shop.path.appending("store/repositories")).map { "store/repositories/\($0.path)" } : []
            let whole = kept.filter { $0.hasSuffix(".apk") || $0.hasSuffix("/APKINDEX.tar.gz") }
            if !whole.isEmpty {
                let verified = try await shop.cuttle(["verify"] + whole + shop.trust)
                #expect(verified.status == 0, "\(moment): \(verified.error)")
            }
            let (again, seconds) = try await Interruptions.measure { try await shop.cuttle(build) }
            interruptions.learn(seconds)
            #expect(again.status == 0, "\(moment): \(again.error)")
            let offline = try await shop.cuttle(build + ["--offline"])
            #expect(offline.status == 0, "\(moment): \(offline.error)")
            let work = try Files.list(shop.path.appending("store/work")).filter { !$0.hasPrefix(".") }
            #expect(work.isEmpty, "\(moment)")
        }
        #expect(killed > 0)
        withExtendedLifetime(web.server) {}
    }
}
