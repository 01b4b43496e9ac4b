import Archives
import Cryptography
import Files
import SystemPackage
import TestSupport
import Testing

@testable import APK

/// Every link of the chain from a trusted key down to a file of a package, broken in turn, in a folder and on the web (DESIGN, promise 6).
@Suite(.timeLimit(.minutes(30))) struct HashChainTests {
    /// A link that is broken.
    enum Link: String, CaseIterable {
        /// Another key bears the name of the trusted one.
        case keyOfTheSameName
        /// A key signed that nobody trusts.
        case unknownKey
        case unsignedIndex
        case indexSignature
        case indexContent
        case indexContentOfAnotherSignature
        case controlMember
        case dataMember
        case fileChecksum
        case unpackedTree

        /// Whether the index alone shows it.
        var isOfTheIndex: Bool {
            switch self {
            case .controlMember, .dataMember, .fileChecksum, .unpackedTree: false
            default: true
            }
        }

        /// What a person reads: `PLACE` stands for the repository, `KEYS` for those that are trusted.
        func message(isRemote: Bool) -> String {
            let (index, package) = ("PLACE/x86_64/APKINDEX.tar.gz", "PLACE/x86_64/stone-1-r0.apk")
            let lines: [String] =
                switch self {
                case .keyOfTheSameName, .indexSignature, .indexContentOfAnotherSignature:
                    [
                        "error: the signature of \(index) is wrong: it was changed after k.rsa.pub signed it",
                        "hint: fetch or build it again; when that does not help, the key that is trusted is another one of that name",
                    ]
                case .unknownKey:
                    [
                        "error: \(index) is signed with third.rsa.pub, other.rsa.pub, which is not trusted", "  trusted: KEYS",
                        "hint: give the public key with --keyring-append",
                    ]
                case .unsignedIndex: ["error: \(index) is not signed", "hint: sign it with cuttle sign-index"]
                case .indexContent: ["error: \(index) is damaged: its compressed data is not valid"]
                case .controlMember where isRemote:
                    [
                        "error: \(package) is not the package that the index of PLACE lists",
                        "  the index names DIGEST, the file is DIGEST",
                        "hint: the repository may just be changing: try again",
                    ]
                case .controlMember:
                    [
                        "error: \(package) is not the package that the index of PLACE lists", "  the index names DIGEST",
                        "  the file is DIGEST (stone-1-r0)",
                        "hint: it was changed or replaced after it was indexed; build or fetch it again",
                    ]
                case .dataMember:
                    [
                        "error: \(package) is damaged: "
                            + "its data has the SHA-256 DIGEST, its .PKGINFO says DIGEST",
                        "hint: fetch or build it again",
                    ]
                case .fileChecksum:
                    ["error: \(isRemote ? "STORE/x86_64/stone-1-r0.apk" : package) is damaged: the checksum of \"stone\" is wrong"]
                case .unpackedTree:
                    [
                        "error: STORE/stone in the store was changed after it was unpacked",
                        "hint: remove the store's folder trees; packages are unpacked again",
                    ]
                }
            return lines.map { "\($0)\n" }.joined()
        }
    }

    private let folder: TemporaryDirectory
    private var path: FilePath { folder.path }
    private var packages: FilePath { path.appending("repo/x86_64") }
    private var index: FilePath { packages.appending("APKINDEX.tar.gz") }
    private var package: FilePath { packages.appending("stone-1-r0.apk") }

    init() throws {
        folder = try TemporaryDirectory(prefix: "cuttle-test-")
        for name in ["k", "other", "third", "own"] { try PrivateKey.generate(path.appending("\(name).rsa"), bits: 2048) }
        try Files.makeDirectory(packages)
        try Files.writeAtomically(Array("contents: {packages: [stone]}\n".utf8), to: path.appending("image.yaml"))
        let recipe = """
            package: {name: wall, version: "1", epoch: 0, copyright: [{license: MIT}]}
            environment: {contents: {packages: [stone]}}
            pipeline: [{runs: "true"}]
            """
        try Files.writeAtomically(Array(recipe.utf8), to: path.appending("wall.yaml"))
        try publish(stone())
    }

    private func key(_ name: String = "k") throws -> PrivateKey { try PrivateKey(path.appending("\(name).rsa")) }

    /// A package with one file.
    private func stone(
        _ content: String = "plop\n",
        description: String = "grey",
        checksum: String? = nil,
        date: Int64 = 1_700_000_000
    ) throws -> FilePath {
        let writer = try PackageWriter(workingIn: path)
        var entry = TarEntry(path: "stone", kind: .regular, mode: 0o644)
        entry.size = Int64(content.utf8.count)
        try writer.add(entry, content: ArrayReader(Array(content.utf8)), checksum: .of(checksum ?? content, .sha1))
        var info = PackageInfo(name: "stone", version: "1-r0", architecture: "x86_64")
        info.installedSize = 1
        info.description = description
        info.buildDate = date
        let file = path.appending("stone-1-r0.apk")
        try writer.finish(info, scripts: [], key: key(), to: file)
        return file
    }

    private func publish(_ file: FilePath) throws {
        try PackageIndex([IndexRecord(PackageFile(file))]).write(to: index, key: key())
        try Files.rename(file, to: package)
    }

    private func flip(_ file: FilePath, at offset: Int) throws {
        var bytes = try Files.read(file)
        bytes[offset < 0 ? bytes.count + offset : offset] ^= 0x10
        try Files.writeAtomically(bytes, to: file)
    }

    private func `break`(_ link: Link) throws {
        switch link {
        case .keyOfTheSameName: try Files.copy(path.appending("other.rsa.pub"), to: path.appending("k.rsa.pub"))
        case .unknownKey: try IndexFile(index).sign(with: [key("third"), key("other")], to: index)
        case .unsignedIndex: try PackageIndex(reading: index, keyring: nil).write(to: index, key: nil)
        case .indexSignature:
            var signed = Array("something else".utf8)
            let content = try Array(Files.read(index).dropFirst(Int(IndexFile(index).signedOffset)))
            signed = try Signature.member(over: signed, key: key(), time: 0)
            try Files.writeAtomically(signed + content, to: index)
        case .indexContent: try flip(index, at: -8)
        case .indexContentOfAnotherSignature:
            // A list that can be read, under the signature of the one before.
            let signature = try Array(Files.read(index).prefix(Int(IndexFile(index).signedOffset)))
            try PackageIndex([IndexRecord(PackageFile(stone(description: "blue")))]).write(to: index, key: nil)
            try Files.writeAtomically(signature + Files.read(index), to: index)
        case .controlMember: try Files.rename(likeness(by: { try FileStatus($0).size }) { try stone(description: $0) }, to: package)
        case .dataMember:
            // Data of the same length that is whole in itself, behind a control member that names other data.
            let control = try Files.read(package).prefix(Int(PackageFile(package).dataOffset))
            let other = try likeness(by: { try FileStatus($0).size - PackageFile($0).dataOffset }) { try stone($0) }
            let data = try Files.read(other).dropFirst(Int(PackageFile(other).dataOffset))
            try Files.writeAtomically(Array(control + data), to: package)
            try Files.removeFile(other)
        case .fileChecksum: try publish(stone(checksum: "pl0p\n"))
        case .unpackedTree:
            // What was made of it before is as it was, and in use.
            try Files.removeTree(path.appending("store/layers"))
            let trees = try Files.walk(path.appending("store/trees")).filter { $0.name == "stone" && $0.status.kind == .regular }
            let file = path.appending("store/trees").appending(try #require(trees.first).path)
            try Shell.run("chmod u+w '\(file)' && printf 'boom\\n' >'\(file)'")
        }
    }

    /// A package made of another word, of which what matters is as long as of the one that is published, so that the length does not tell.
    private func likeness(by length: (FilePath) throws -> Int64, _ make: (String) throws -> FilePath) throws -> FilePath {
        let size = try length(package)
        // How well it compresses with digests and signatures that are others each time is chance.
        for number in 0..<2_000 {
            let file = try make(String(46_656 + number * 797, radix: 36))
            if try length(file) == size { return file }
        }
        throw Missing()
    }

    private struct Missing: Error {}

    /// A message without what is another each time.
    private func timeless(_ text: String) -> String {
        text.replacing(/\S*\/store\/(trees|repositories)\/[0-9a-f]{64}/, with: "STORE").replacing(/Q1[A-Za-z0-9+\/=]+/, with: "DIGEST")
            .replacing(/[0-9a-f]{16}…/, with: "DIGEST")
    }

    private func run(_ verb: String, _ repository: String) async throws -> Outcome {
        let common = ["-r", repository, "-k", "k.rsa.pub", "--store", "store"]
        let arguments =
            switch verb {
            case "solve": ["solve", "stone", "--arch", "x86_64"]
            case "build": ["build", "wall.yaml", "--signing-key", "own.rsa", "--arch", "x86_64"]
            // Only in the order of paths is a package unpacked.
            case "image by path": ["image", "build", "image.yaml", "wall:latest", "layout", "--arch", "x86_64", "--layer-order", "path"]
            default: ["image", "build", "image.yaml", "wall:latest", "layout", "--arch", "x86_64"]
            }
        return try await Program.run(Program.cuttle.string, arguments + common, in: path)
    }

    /// Whether anything is wrong; that an image without accounts lacks files is none of it.
    private func warned(_ outcome: Outcome) -> Bool {
        outcome.error.split(separator: "\n").contains { $0.contains("warning") && !$0.contains("the image has no /etc/") }
    }

    @Test(arguments: Link.allCases, [false, true]) func isRefused(_ link: Link, isRemote: Bool) async throws {
        let server = try isRemote ? WebServer(path.appending("repo")) : nil
        let place = server?.address ?? "repo"
        if link == .unpackedTree {
            let good = try await run("image by path", place)
            try #require(good.status == 0, "\(good.error)")
            try Files.removeTree(path.appending("layout"))
            // What was made of the tree before is as it was, and would be taken.
            for name in ["layers", "fragments"] { try Files.removeTree(path.appending("store").appending(name)) }
        }
        try `break`(link)
        let verbs = link.isOfTheIndex ? ["solve", "build", "image"] : link == .unpackedTree ? ["image by path"] : ["build", "image"]
        for verb in verbs {
            let outcome = try await run(verb, place)
            #expect(outcome.status == 1, "\(verb): \(outcome.error)")
            // A build trusts the key that it signs with as well.
            let expected = link.message(isRemote: isRemote).replacing("PLACE", with: place)
                .replacing("KEYS", with: verb == "build" ? "k.rsa.pub, own.rsa.pub" : "k.rsa.pub")
            // What is going on may stand before it.
            #expect(timeless(outcome.error).hasSuffix(expected), "\(verb): \(outcome.error)")
            #expect(!Files.exists(path.appending("layout")) && !Files.exists(path.appending("packages/x86_64/APKINDEX.tar.gz")))
        }
    }

    /// The chain as it should be: nothing is refused.
    @Test(arguments: [false, true]) func theWholeChainHolds(isRemote: Bool) async throws {
        let server = try isRemote ? WebServer(path.appending("repo")) : nil
        for verb in ["solve", "image"] {
            let outcome = try await run(verb, server?.address ?? "repo")
            #expect(outcome.status == 0, "\(verb): \(outcome.error)")
        }
    }

    /// Keys that recipes and image configurations name by their addresses; from the store when nobody is asked.
    @Test func keysOfConfigurations() async throws {
        let (server, keys) = (try WebServer(path.appending("repo")), try WebServer(path))
        // Dates that are settled, and differ: the server says by them whether it has another key.
        try Shell.run("touch -d 2020-01-01 '\(path)/k.rsa.pub'")
        let contents = "repositories: [\(server.address)], keyring: [\(keys.address)/k.rsa.pub], packages: [stone]"
        try Files.writeAtomically(Array("contents: {\(contents)}\n".utf8), to: path.appending("image.yaml"))
        let recipe = """
            package: {name: wall, version: "1", epoch: 0, copyright: [{license: MIT}]}
            environment: {contents: {\(contents)}}
            pipeline: [{runs: "true"}]
            """
        try Files.writeAtomically(Array(recipe.utf8), to: path.appending("wall.yaml"))
        let image = ["image", "build", "image.yaml", "wall:latest", "layout", "--arch", "x86_64", "--store", "store"]
        let build = ["build", "wall.yaml", "--signing-key", "own.rsa", "--arch", "x86_64", "--dry-run", "--store", "store"]
        for command in [image, build] {
            for options in [[], ["--offline"]] {
                let outcome = try await Program.run(Program.cuttle.string, command + options, in: path)
                #expect(outcome.status == 0 && !warned(outcome), "\(outcome.error)")
            }
            #expect(keys.requests().count == 1)
        }
        try Files.copy(path.appending("other.rsa.pub"), to: path.appending("k.rsa.pub"))
        for command in [image, build] {
            try Files.removeTree(path.appending("store/repositories"))
            try Shell.run("touch -d 2021-01-01 '\(path)/k.rsa.pub'")
            let outcome = try await Program.run(Program.cuttle.string, command, in: path)
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("error: the signature of \(server.address)/x86_64/APKINDEX.tar.gz is wrong"), "\(outcome.error)")
            // The first that comes across it says so.
            #expect(outcome.error.contains("warning: the key \(keys.address)/k.rsa.pub is another one than before\n") == (command == image))
        }
    }

    /// An index that was good once, and is signed: who serves it again, or puts it back, keeps back what came later.
    @Test(arguments: ["solve", "image"], [false, true]) func anOlderIndexIsReported(_ verb: String, isRemote: Bool) async throws {
        let server = try isRemote ? WebServer(path.appending("repo")) : nil
        let place = server?.address ?? "repo"
        let hint =
            isRemote
            ? "somebody may be withholding updates; look at the repository"
            : "unless you built packages anew or withdrew some, somebody may be withholding updates"
        for _ in 1...2 { #expect(try await !warned(run(verb, place))) }
        try publish(stone(description: "older", date: 1_600_000_000))
        let outcome = try await run(verb, place)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(
            outcome.error.hasPrefix(
                """
                warning: \(place) now has an older index than before: its newest package is of 2020-09-13T12:26:40Z, and was of 2023-11-14T22:13:20Z
                hint: \(hint)

                """
            ),
            "\(outcome.error)"
        )
        // It is told once.
        #expect(try await !warned(run(verb, place)))
    }

    /// A store that cannot remember stops nobody.
    @Test func withoutAMemoryNothingIsReported() async throws {
        try Files.makeDirectory(path.appending("store"))
        try Files.writeAtomically([], to: path.appending("store/newest"))
        for date: Int64 in [1_700_000_000, 1_600_000_000] {
            try publish(stone(description: "of \(date)", date: date))
            let outcome = try await run("solve", "repo")
            #expect(outcome.status == 0 && !warned(outcome), "\(outcome.error)")
        }
    }
}
