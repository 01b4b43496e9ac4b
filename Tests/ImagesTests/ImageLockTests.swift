import APK
import Cryptography
import Diagnostics
import Files
import ImageConfigurations
import JSON
import Recipes
import Repositories
import SystemPackage
import Testing

@testable import Images

/// Lock files: made, read, and used (IMAGE.md §7).
@Suite(.timeLimit(.minutes(30))) struct ImageLockTests {
    let workshop: Workshop
    let x86: Architecture
    let arm: Architecture

    init() throws {
        workshop = try Workshop()
        x86 = try #require(Architecture("x86_64"))
        arm = try #require(Architecture("aarch64"))
    }

    private func tool(_ name: String, _ architecture: String, version: String = "1-r0", needs: [String] = []) throws -> PackageFile {
        try workshop.package(name, ["bin": .directory(), "bin/\(name)": .file(architecture)], architecture: architecture) {
            $0.version = version
            $0.dependencies = needs
        }
    }

    private func loaded(_ text: String) throws -> ImageConfigurationLoader.Loaded {
        let path = workshop.folder.path.appending("image.yaml")
        let whole = "contents:\n  repositories: [\"@os \(workshop.repository)/\", \(workshop.repository)]\n\(text)"
        try Files.writeAtomically(Array(whole.utf8), to: path)
        return try ImageConfigurationLoader().load(path.string)
    }

    private func resolver() throws -> ImageResolver {
        ImageResolver(store: workshop.store, keyring: Keyring([try Workshop.key.get().publicKey()]), isOffline: false)
    }

    private func lock(_ loaded: ImageConfigurationLoader.Loaded, _ architectures: [Architecture]) throws -> ImageLock {
        let resolutions = try resolver().resolve(loaded.configuration, architectures) { Issue.record("\($0.message)") }
        return try ImageLock(loaded, name: "image.yaml", keyring: [], resolutions: resolutions)
    }

    private func write(_ text: String) throws -> FilePath {
        let path = workshop.folder.path.appending("image.lock.json")
        try Files.writeAtomically(Array(text.utf8), to: path)
        return path
    }

    @Test func aLockNamesThePartsOfPackages() throws {
        let needed = try tool("needed", "x86_64")
        let cup = try tool("cup", "x86_64", needs: ["needed"])
        try workshop.publish(cup, needed)
        let loaded = try loaded("  packages: [cup]\n")
        let lock = try lock(loaded, [x86])
        #expect(lock.packages.map(\.name) == ["needed", "cup"])
        let package = try #require(lock.packages.last)
        #expect(package.location == "\(workshop.repository)/x86_64/cup-1-r0.apk")
        #expect(package.checksum == cup.identity.description)
        // What the other programs find at those bytes.
        var end = 0
        for (part, program) in [(package.signature, "sha1"), (package.control, "sha1"), (package.data, "sha256")] {
            let bounds = part.range.dropFirst(6).split(separator: "-").compactMap { Int($0) }
            try #require(bounds.count == 2)
            #expect(bounds[0] == end)
            end = bounds[1] + 1
            let digest = Shell.lines("tail -c +\(bounds[0] + 1) '\(package.location)' | head -c \(end - bounds[0]) | \(program)sum")
            let bytes = try #require(Digest(hex: String((digest.first ?? "").prefix { $0 != " " }))).bytes
            #expect(part.checksum == "\(program)-\(Base64.encode(bytes))")
        }
        #expect(Int64(end) == cup.size)
        #expect(package.size == cup.size)
    }

    @Test func theTextIsThatOfApko() throws {
        try workshop.publish(try tool("cup", "x86_64"), try tool("cup", "aarch64"))
        let loaded = try loaded("  packages: [cup]\n  runtime_repositories: [\"https://example.org/os\"]\n")
        var lock = try lock(loaded, [x86, arm])
        lock.keyring = [ImageLock.Key(location: "https://example.org/a&b.pub", content: Array("text\n".utf8))]
        let text = lock.text
        #expect(text.hasSuffix("}\n"))
        #expect(text.contains("\"name\": \"example.org/a\\u0026b.pub\",\n        \"url\": \"https://example.org/a\\u0026b.pub\",\n"))
        let json = try JSON(parsing: Array(text.utf8))
        #expect(json.members?.map(\.key) == ["version", "config", "contents"])
        #expect(json["config"]?["checksum"]?.string == loaded.checksum)
        let contents = try #require(json["contents"])
        #expect(
            contents.members?.map(\.key) == ["keyring", "build_repositories", "runtime_repositories", "repositories", "packages"]
        )
        #expect(contents["build_repositories"]?.items == [])
        #expect(
            contents["runtime_repositories"]?.items?.compactMap { $0["name"]?.string } == [
                "example.org/os/x86_64", "example.org/os/aarch64",
            ]
        )
        let repository = workshop.repository.string
        #expect(
            contents["repositories"]?.items?.compactMap { $0["url"]?.string } == [
                "\(repository)/x86_64/APKINDEX.tar.gz", "\(repository)/x86_64/APKINDEX.tar.gz",
                "\(repository)/aarch64/APKINDEX.tar.gz", "\(repository)/aarch64/APKINDEX.tar.gz",
            ]
        )
        #expect(contents["packages"]?.items?.compactMap { $0["architecture"]?.string } == ["x86_64", "aarch64"])
        let again = try ImageLock(reading: write(text))
        #expect(again.text == text)
    }

    @Test func eachArchitectureIsLockedByItself() throws {
        try workshop.publish(try tool("cup", "x86_64", version: "2-r0"), try tool("cup", "aarch64"))
        let lock = try lock(loaded("  packages: [cup]\n"), [x86, arm])
        #expect(lock.packages.map(\.version) == ["2-r0", "1-r0"])
    }

    @Test func anUnsignedPackageHasNoSignature() throws {
        let cup = try tool("cup", "x86_64")
        try cup.sign(with: [], to: cup.path)
        try workshop.publish(try PackageFile(cup.path))
        let package = try #require(try lock(loaded("  packages: [cup]\n"), [x86]).packages.first)
        #expect(package.signature == ImageLock.Part())
        #expect(package.control.range.hasPrefix("bytes=0-"))
        _ = try ImageLock(reading: write(lock(loaded("  packages: [cup]\n"), [x86]).text))
    }

    @Test func aLockIsForOneStateOfAConfiguration() throws {
        try workshop.publish(try tool("cup", "x86_64"))
        let before = try loaded("  packages: [cup]\n")
        var lock = try lock(before, [x86])
        #expect(try lock.check(before, name: "a.lock.json") == nil)
        let after = try loaded("  packages: [cup] # more\n")
        let message = problem { _ = try lock.check(after, name: "a.lock.json") }
        #expect(message.contains("error: a.lock.json was not made for the configuration as it is now\n"), "\(message)")
        #expect(message.contains("  locked: \(before.checksum)\n  now: \(after.checksum), over "))
        lock.configuration?.checksum = ""
        #expect(problem { _ = try lock.check(before, name: "a.lock.json") }.contains("locked: no checksum"))
        lock.configuration = nil
        #expect(try lock.check(before, name: "a.lock.json")?.severity == .warning)
    }

    @Test func lockedPackagesAreFoundAndChecked() async throws {
        let first = try tool("cup", "x86_64")
        try workshop.publish(first)
        let lock = try lock(loaded("  packages: [cup]\n"), [x86])
        let packages = LockedPackages(workshop.store, isOffline: true)
        #expect(try await packages.files(lock, x86).map(\.identity) == [first.identity])
        #expect(try await packages.files(lock, arm).isEmpty)
        // Another package in its place.
        let other = try workshop.package("cup", ["bin": .directory(), "bin/cup": .file("evil")])
        let place = workshop.repository.appending("x86_64/cup-1-r0.apk")
        try Files.copy(other.path, to: place)
        await #expect { _ = try await packages.files(lock, x86) } throws: {
            "\($0)".contains("is not the package that was locked")
        }
        try Files.removeFile(place)
        await #expect { _ = try await packages.files(lock, x86) } throws: { "\($0)".contains("which the lock names") }
    }

    static let good = """
        {"version": "v1", "config": {"name": "a", "checksum": "sha256-x"}, "unknown": 1, "contents": {"packages": [{
          "name": "cup", "url": "r/x86_64/cup-1-r0.apk", "version": "1-r0", "architecture": "x86_64",
          "signature": {"range": "bytes=0-9", "checksum": "sha1-x"},
          "control": {"range": "bytes=10-19", "checksum": "sha1-AAAAAAAAAAAAAAAAAAAAAAAAAAA="},
          "data": {"range": "bytes=20-29", "checksum": "sha256-x"},
          "checksum": "Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA="}]}}
        """

    @Test func whatApkoDoesNotLookAtMayBeThere() throws {
        #expect(try ImageLock(reading: write(Self.good)).packages.first?.size == 30)
    }

    @Test(arguments: [
        ("\"v1\"", "\"v2\"", ":1:13: error: the lock file has the version \"v2\""),
        ("\"version\": \"v1\", ", "", ":1:1: error: the lock file does not say its version"),
        ("\"contents\"", "\"content\"", ":1:1: error: the lock file has no \"contents\""),
        ("\"name\": \"cup\", ", "", "error: a package has no \"name\""),
        ("\"name\": \"cup\"", "\"name\": \"../cup\"", "error: \"../cup\" is not the name of a package"),
        ("\"version\": \"1-r0\"", "\"version\": \"one\"", "error: cup has \"one\", which is not a version"),
        ("\"x86_64\",", "\"vax\",", "error: cup has the unknown architecture \"vax\""),
        ("\"checksum\": \"Q1AA", "\"checksum\": \"Q2AA", "which is not the checksum of a package"),
        ("\"checksum\": \"Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=\"", "\"checksum\": \"\"", "hint: apko before 0.13 made such locks"),
        ("\"sha1-AAAA", "\"sha1-BAAA", "error: cup has a \"checksum\" that is not that of its \"control\""),
        ("bytes=10-19", "bytes=11-19", "error: the control of cup has the range \"bytes=11-19\""),
        ("bytes=20-29", "bytes=20-9", "error: the data of cup has the range \"bytes=20-9\""),
        ("bytes=20-29", "20-29", "hint: it is bytes=FIRST-LAST, and begins with 20"),
        ("bytes=20-29", "bytes=20-99999999999999999999", "error: the data of cup has the range"),
        ("[{", "{", "error: did not find expected"), ("\"v1\"", "[\"v1\"]", "version in the lock file must be a scalar, not a list"),
        ("\"packages\": [{", "\"packages\": [\"cup\", {", "error: a package must be a map, not a scalar"),
    ])
    func aWrongLockIsExplained(_ text: String, _ other: String, _ message: String) throws {
        let path = try write(Self.good.replacing(text, with: other, maxReplacements: 1))
        let shown = problem { _ = try ImageLock(reading: path) }
        #expect(shown.contains(message), "\(shown)")
        #expect(shown.hasPrefix("\(path):"), "\(shown)")
    }

    @Test func aPackageIsLockedOnce() throws {
        let start = try #require(Self.good.firstIndex(of: "["))
        let end = try #require(Self.good.lastIndex(of: "]"))
        let package = Self.good[Self.good.index(after: start)..<end]
        // apko locks an architecture twice that a configuration names twice.
        let equal = try ImageLock(reading: write(Self.good.replacing("\(package)", with: "\(package), \(package)")))
        #expect(equal.packages.count == 1)
        let other = package.replacing("\"1-r0\"", with: "\"2-r0\"")
        try #require(other != package)
        let path = try write(Self.good.replacing("\(package)", with: "\(package), \(other)"))
        #expect(problem { _ = try ImageLock(reading: path) }.contains("error: cup is there twice for x86_64\n"))
        #expect(problem { _ = try ImageLock(reading: "/nonexistent.json") }.contains("hint: make one with cuttle image lock"))
    }
}
