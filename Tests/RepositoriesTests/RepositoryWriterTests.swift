import APK
import Cryptography
import Diagnostics
import Files
import Repositories
import SystemPackage
import TestSupport
import Testing

@Suite struct RepositoryWriterTests {
    private func withSample(_ body: (Sample) throws -> Void) throws {
        try withScratch { folder in try body(Sample(in: folder)) }
    }

    @Test func publishesPackagesAndTheirIndex() throws {
        try withSample { sample throws in
            #expect(try sample.publish([sample.package("b"), sample.package("a")]))
            #expect(try Files.list(sample.directory) == [".lock", "APKINDEX.tar.gz", "a-1-r0.apk", "b-1-r0.apk"])
            #expect(try sample.open().index.records.map(\.name) == ["a", "b"])
            #expect(try sample.publish([sample.package("c")]))
            #expect(try sample.open().index.records.map(\.name) == ["a", "b", "c"])
        }
    }

    @Test func theSamePackagesAgainChangeNothing() throws {
        try withSample { sample throws in
            let package = try sample.package("a")
            #expect(try sample.publish([package]))
            let before = try FileStatus(sample.index).identity
            #expect(try !sample.publish([package]))
            #expect(try FileStatus(sample.index).identity == before)
        }
    }

    @Test func anotherBuildOfAVersionReplacesIt() throws {
        try withSample { sample throws in
            try sample.publish([sample.package("a", content: "old"), sample.package("a", "2-r0")])
            #expect(try sample.publish([sample.package("a", content: "new")]))
            let repository = try sample.open()
            #expect(repository.index.records.map(\.fileName) == ["a-1-r0.apk", "a-2-r0.apk"])
            for record in repository.index.records { try repository.package(record).readData { _, _ in } }
            #expect(try Files.list(sample.location) == ["x86_64"])
            #expect(try Files.list(sample.directory) == [".lock", "APKINDEX.tar.gz", "a-1-r0.apk", "a-2-r0.apk"])
        }
    }

    /// Package and index change together: with the folder, which keeps all else that is in it.
    @Test func aFolderIsExchangedWithAllThatIsInIt() throws {
        try withSample { sample throws in
            try sample.publish([sample.package("a", content: "old"), sample.package("b")])
            try Shell.run("cd \(sample.directory) && chmod 775 . && echo note >note.txt && ln -s note.txt link")
            try Shell.run("mkdir \(sample.location)/.x86_64.publishing && touch \(sample.location)/.x86_64.publishing/left")
            let before = (try FileStatus(sample.directory), try FileStatus(sample.directory.appending("b-1-r0.apk")).identity)
            try sample.publish([sample.package("a", content: "new")])
            #expect(try FileStatus(sample.directory).identity != before.0.identity)
            #expect(try FileStatus(sample.directory).mode == 0o775)
            #expect(try FileStatus(sample.directory.appending("b-1-r0.apk")).identity == before.1)
            #expect(try Shell.run("cat \(sample.directory)/link") == "note\n")
            #expect(try Files.list(sample.location) == ["x86_64"])
        }
    }

    /// Where a folder cannot be exchanged, its files are.
    @Test func aFolderWithFoldersStaysInItsPlace() throws {
        try withSample { sample throws in
            try sample.publish([sample.package("a", content: "old")])
            try Files.makeDirectory(sample.directory.appending("more"))
            let before = try FileStatus(sample.directory).identity
            try sample.publish([sample.package("a", content: "new")])
            #expect(try FileStatus(sample.directory).identity == before)
            for record in try sample.open().index.records { _ = try sample.open().package(record) }
            #expect(try Files.list(sample.location) == ["x86_64"])
        }
    }

    @Test func aDamagedCopyIsMended() throws {
        try withSample { sample throws in
            let package = try sample.package("a")
            try sample.publish([package])
            var bytes = try Files.read(package)
            bytes[bytes.count - 3] ^= 1
            try FileWriter(sample.directory.appending("a-1-r0.apk")).write(bytes)
            try sample.publish([package])
            #expect(try Files.read(sample.directory.appending("a-1-r0.apk")) == Files.read(package))
        }
    }

    @Test func replacingAllListsNothingElse() throws {
        try withSample { sample throws in
            try sample.publish([sample.package("a"), sample.package("b")])
            #expect(try sample.publish([sample.package("b")], replacingAll: true))
            #expect(try sample.open().index.records.map(\.name) == ["b"])
        }
    }

    @Test func theOrderOfPublishingLeavesNoTraceInTheBytes() throws {
        try withSample { sample throws in
            let packages = try ["a", "b", "c"].map { try sample.package($0) }
            try sample.publish(packages)
            let together = try Files.read(sample.index)
            try Files.removeTree(sample.location)
            for package in packages.reversed() { try sample.publish([package]) }
            #expect(try Files.read(sample.index) == together)
        }
    }

    @Test func anIndexOfAnotherKeyIsNotExtended() throws {
        try withSample { sample throws in
            try sample.publish([sample.package("a")])
            try PrivateKey.generate(sample.folder.appending("other.rsa"), bits: 2048)
            let writer = try RepositoryWriter(
                sample.location,
                architecture: "x86_64",
                key: PrivateKey(sample.folder.appending("other.rsa"))
            )
            let before = try Files.read(sample.index)
            let error = #expect(throws: Diagnostic.self) { try writer.publish([sample.package("b")]) }
            #expect(error?.message == "\(sample.index) is signed with k.rsa.pub, which is not trusted")
            #expect(try Files.read(sample.index) == before)
        }
    }

    @Test func aFileThatIsNoPackageLeavesTheRepositoryAsItWas() throws {
        try withSample { sample throws in
            try sample.publish([sample.package("a")])
            let before = try Files.read(sample.index)
            let bad = sample.folder.appending("bad.apk")
            try FileWriter(bad).write(Array("nonsense".utf8))
            let error = #expect(throws: Diagnostic.self) { try sample.publish([bad]) }
            #expect(error?.message == "\(bad) is damaged: its compressed data is not valid")
            #expect(try Files.read(sample.index) == before)
            #expect(try Files.list(sample.directory) == [".lock", "APKINDEX.tar.gz", "a-1-r0.apk"])
        }
    }

    @Test(.enabled(if: Shell.has("apk"), "the program apk is not on PATH"))
    func apkInstallsFromIt() throws {
        try withSample { sample throws in
            try sample.publish([
                sample.package("a") { $0.dependencies = ["b>1"] }, sample.package("b", "1-r0"), sample.package("b", "2-r0"),
            ])
            let folder = sample.folder
            try Shell.run("mkdir \(folder)/keys \(folder)/root && cp \(folder)/k.rsa.pub \(folder)/keys")
            let options = "--root \(folder)/root --arch x86_64 --keys-dir \(folder)/keys --no-cache --repository \(sample.location)"
            try Shell.run("apk \(options) \(Shell.apkUserOption) add --initdb a")
            #expect(try Shell.run("apk --root \(folder)/root list --installed --manifest") == "a 1-r0\nb 2-r0\n")
        }
    }
}
