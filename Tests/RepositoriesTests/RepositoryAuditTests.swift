import APK
import Archives
import Cryptography
import Diagnostics
import Files
import Repositories
import SystemPackage
import TestSupport
import Testing

/// What is noticed in repositories that apk-tools takes without a word (APK-FORMAT.md §16), each in the words that people read.
@Suite struct RepositoryAuditTests {
    /// A repository with the packages a and b, something done to it, and what is said then.
    struct Defect: Sendable, CustomTestStringConvertible {
        let name: String
        /// `FOLDER` stands for the repository's folder.
        let text: String
        let damage: @Sendable (Sample) throws -> Void
        var testDescription: String { name }
    }

    /// Changes the index, and signs it again.
    private static func rewrite(_ sample: Sample, _ change: (inout IndexRecord) -> Void) throws {
        var records = try PackageIndex(reading: sample.index, keyring: nil).records
        change(&records[0])
        try PackageIndex(records).write(to: sample.index, key: sample.key)
    }

    static let defects: [Defect] = [
        Defect(name: "nothing", text: "") { _ in },
        Defect(
            name: "another size",
            text: """
                error: FOLDER/a-1-r0.apk has SIZE bytes, the index says 7
                hint: installers fetch as much as the index says; index the folder again

                """
        ) { try rewrite($0) { $0.size = 7 } },
        Defect(
            name: "the folder of another architecture",
            text: """
                error: FOLDER/a-1-r0.apk is for aarch64 by the index, and stands in the folder x86_64
                hint: installers ask for it in the folder aarch64

                """
        ) { try rewrite($0) { $0.architecture = "aarch64" } },
        Defect(name: "for every architecture", text: "") { try rewrite($0) { $0.architecture = "noarch" } },
        Defect(
            name: "other dependencies",
            text: """
                error: the index says other things about FOLDER/a-1-r0.apk than the package itself
                  origin: the index says "b", the package "a"
                  depends: the index says "b", the package ""
                hint: installers choose by what the index says; index the folder again

                """
        ) {
            try rewrite($0) {
                $0.dependencies = ["b"]
                $0.origin = "b"
            }
        },
        Defect(name: "another description", text: "") { try rewrite($0) { $0.description = "another" } },
        Defect(
            name: "a package that is gone",
            text: """
                error: FOLDER/a-1-r0.apk is missing, although the index lists it
                hint: build it again, or index the folder again

                """
        ) { try Files.removeFile($0.directory.appending("a-1-r0.apk")) },
        Defect(
            name: "a package that nobody lists",
            text: """
                warning: FOLDER/APKINDEX.tar.gz does not list a package beside it
                  c-1-r0.apk
                hint: nobody can install what the index does not list; add it with cuttle index --merge

                """
        ) { try Files.copy($0.package("c"), to: $0.directory.appending("c-1-r0.apk")) },
        Defect(
            name: "another package of the name",
            text: """
                error: FOLDER/a-1-r0.apk is not the package that the index lists
                  the index names IDENTITY
                  the file is IDENTITY (a-1-r0)
                hint: it was changed or replaced after it was indexed; build or fetch it again

                """
        ) {
            try Files.copy($0.package("a", content: "other", change: { $0.description = "x" }), to: $0.directory.appending("a-1-r0.apk"))
        },
        Defect(
            name: "no signature of its own",
            text: """
                warning: FOLDER/a-1-r0.apk is not signed: only the index vouches for it
                hint: sign it with cuttle sign

                """
        ) {
            let path = $0.directory.appending("a-1-r0.apk")
            try PackageFile(path).sign(with: [], to: path)
            try rewrite($0) { $0.size = (try? PackageFile(path).size) ?? 0 }
        },
        Defect(
            name: "a signature of another key",
            text: "warning: FOLDER/a-1-r0.apk is signed with other.rsa.pub, which is not trusted: only the index vouches for it\n"
        ) {
            let path = $0.directory.appending("a-1-r0.apk")
            try PrivateKey.generate($0.folder.appending("other.rsa"), bits: 2048)
            try PackageFile(path).sign(with: [PrivateKey($0.folder.appending("other.rsa"))], to: path)
            try rewrite($0) { $0.size = (try? PackageFile(path).size) ?? 0 }
        },
        Defect(
            name: "data of another package",
            text: """
                error: FOLDER/a-1-r0.apk is damaged: its data has the SHA-256 DIGEST, its .PKGINFO says DIGEST
                hint: fetch or build it again

                """
        ) {
            let path = $0.directory.appending("a-1-r0.apk")
            let (own, other) = (try PackageFile(path), try PackageFile($0.directory.appending("b-1-r0.apk")))
            let head = try Files.read(path).prefix(Int(own.size) - Self.dataLength(own))
            let data = try Files.read(other.path).suffix(Self.dataLength(other))
            try Files.writeAtomically(Array(head + data), to: path)
            try rewrite($0) { $0.size = (try? PackageFile(path).size) ?? 0 }
        },
        Defect(
            name: "a version that is none",
            text: """
                error: FOLDER/a-1.x-r0.apk: "1.x-r0" is not a version: ".x-r0" cannot follow "1"
                hint: a version is digits.digits…, then perhaps a letter, suffixes such as _rc1 or _p2, ~commit, and -rN, such as 1.2.3_rc1-r0

                """
        ) { try replace("a-1-r0.apk", by: $0.package("a", "1.x-r0"), in: $0) },
        Defect(
            name: "files, and a size of 0",
            text: """
                error: FOLDER/a-2-r0.apk: its .PKGINFO says size 0, so that installers unpack nothing of it
                hint: build it again

                """
        ) { try replace("a-1-r0.apk", by: $0.package("a", "2-r0", change: { $0.installedSize = 0 }), in: $0) },
    ]

    /// Length of the data member in bytes, by another program's eyes.
    private static func dataLength(_ package: PackageFile) throws -> Int {
        let script = """
            import sys, zlib
            data = open(sys.argv[1], "rb").read()
            while data:
                member = zlib.decompressobj(31)
                member.decompress(data)
                last, data = len(data) - len(member.unused_data), member.unused_data
            print(last)
            """
        return try #require(Int(try Shell.run("python3 -c '\(script)' \(package.path)").split(separator: "\n").joined()))
    }

    private static func replace(_ name: String, by package: FilePath, in sample: Sample) throws {
        try Files.removeFile(sample.directory.appending(name))
        try Files.copy(package, to: sample.directory.appending(package.lastComponent?.string ?? ""))
        var builder = IndexBuilder(try PackageIndex(reading: sample.index, keyring: nil).records.filter { $0.fileName != name })
        try builder.add(PackageFile(package))
        try builder.index.write(to: sample.index, key: sample.key)
    }

    @Test(arguments: defects)
    func isNoticed(_ defect: Defect) async throws {
        try await withTemporary { folder in
            let sample = try Sample(in: folder)
            try sample.publish([sample.package("a"), sample.package("b")])
            try defect.damage(sample)
            let results = try await RepositoryAudit(sample.directory, keyring: sample.keyring).run()
            #expect(results.count == 3)
            let renderer = DiagnosticRenderer(colour: false)
            let text = results.flatMap(\.findings).map { renderer.render($0) }.joined()
            #expect(Self.neutral(text, sample) == defect.text)
        }
    }

    /// What differs from run to run is replaced by words.
    private static func neutral(_ text: String, _ sample: Sample) -> String {
        text.replacing(sample.directory.string, with: "FOLDER").replacing(/Q1[A-Za-z0-9+\/]{27}=/, with: "IDENTITY")
            .replacing(/[0-9a-f]{16}…/, with: "DIGEST").replacing(/has [0-9]+ bytes/, with: "has SIZE bytes")
    }

    @Test func anIndexOfAForeignKeyIsRefused() async throws {
        try await withTemporary { folder in
            let sample = try Sample(in: folder)
            try sample.publish([sample.package("a")])
            let error = #expect(throws: Diagnostic.self) { try RepositoryAudit(sample.directory, keyring: Keyring()) }
            #expect(error?.code == .untrusted)
            #expect(try await RepositoryAudit(sample.directory, keyring: nil).run().flatMap(\.findings).isEmpty)
        }
    }

    private func withTemporary(_ body: (FilePath) async throws -> Void) async throws {
        let folder = try TemporaryDirectory()
        try await body(folder.path)
    }
}
