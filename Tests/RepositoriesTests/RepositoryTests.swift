import APK
import Archives
import Cryptography
import Diagnostics
import Files
import Repositories
import SystemPackage
import TestSupport
import Testing

@Suite struct RepositoryTests {
    private func withSample(_ body: (Sample) throws -> Void) throws {
        try withScratch { folder in
            let sample = try Sample(in: folder)
            try sample.publish([sample.package("a"), sample.package("b", "2-r1")])
            try body(sample)
        }
    }

    @Test func opensAndGivesCheckedFiles() throws {
        try withSample { sample throws in
            let repository = try sample.open()
            #expect(repository.name == sample.location.string)
            #expect(repository.tag == nil)
            #expect(repository.index.records.map(\.fileName) == ["a-1-r0.apk", "b-2-r1.apk"])
            for record in repository.index.records {
                let package = try repository.package(record)
                #expect(package.identity == record.identity)
                try package.readData { _, _ in }
            }
        }
    }

    @Test(arguments: [("@edge ", "edge"), ("@local ", "local"), ("", nil)])
    func aTagStandsInFront(_ prefix: String, _ tag: String?) throws {
        try withSample { sample throws in
            let repository = try Repository(
                "\(prefix)\(sample.location)",
                architecture: "x86_64",
                keyring: sample.keyring,
                store: sample.store
            )
            #expect(repository.tag == tag)
            #expect(repository.name == sample.location.string)
        }
    }

    @Test func originsCanBeHidden() throws {
        try withSample { sample throws in
            var repository = try sample.open()
            repository.hide(origins: ["a", "x"])
            #expect(repository.index.records.map(\.name) == ["b"])
        }
    }

    @Test func aChangedControlMemberIsNotThePackageOfTheIndex() throws {
        try withSample { sample throws in
            let record = try #require(sample.open().index.records.first)
            let path = sample.directory.appending("a-1-r0.apk")
            // A whole package of the same name and version, signed with the same key.
            let other = try sample.package("a") { $0.description = "changed" }
            try Files.copy(other, to: path)
            let error = #expect(throws: Diagnostic.self) { try sample.open().package(record) }
            let found = try PackageFile(other).identity
            #expect(
                error
                    == Diagnostic(
                        .damagedRepository,
                        "\(path) is not the package that the index of \(sample.location) lists",
                        notes: ["the index names \(record.identity)", "the file is \(found) (a-1-r0)"],
                        hint: "it was changed or replaced after it was indexed; build or fetch it again"
                    )
            )
        }
    }

    @Test func aChangedDataMemberIsFoundWhenItIsRead() throws {
        try withSample { sample throws in
            let record = try #require(sample.open().index.records.first)
            let path = sample.directory.appending("a-1-r0.apk")
            var bytes = try Files.read(path)
            bytes[bytes.count - 3] ^= 1
            try FileWriter(path).write(bytes)
            let package = try sample.open().package(record)
            let error = #expect(throws: Diagnostic.self) { try package.readData { _, _ in } }
            #expect(error?.message == "\(path) is damaged: its compressed data is not valid")
        }
    }

    @Test func aPackageUnderAnotherNameIsRefused() throws {
        try withSample { sample throws in
            let record = try #require(sample.open().index.records.first)
            try Shell.run("cd \(sample.directory) && cp b-2-r1.apk a-1-r0.apk")
            let error = #expect(throws: Diagnostic.self) { try sample.open().package(record) }
            #expect(error?.notes.last?.hasSuffix(" (b-2-r1)") == true)
        }
    }

    @Test func aMissingFileIsNamed() throws {
        try withSample { sample throws in
            let record = try #require(sample.open().index.records.first)
            let path = sample.directory.appending("a-1-r0.apk")
            try Files.removeFile(path)
            let error = #expect(throws: Diagnostic.self) { try sample.open().package(record) }
            #expect(
                error
                    == Diagnostic(
                        .damagedRepository,
                        "\(path) is missing, although the index of \(sample.location) lists it",
                        hint: "build it again"
                    )
            )
        }
    }

    @Test func whatIsNoRepositoryIsExplained() throws {
        try withSample { sample throws in
            let missing = #expect(throws: Diagnostic.self) {
                try Repository("/nowhere", architecture: "aarch64", keyring: sample.keyring, store: sample.store)
            }
            #expect(
                missing
                    == Diagnostic(
                        .missingRepository,
                        "there is no repository /nowhere for aarch64: it has no aarch64/APKINDEX.tar.gz",
                        hint: "build packages into it with cuttle build --out-dir /nowhere"
                    )
            )
        }
    }

    @Test func untrustedIndexesAreRefused() throws {
        try withSample { sample throws in
            let location = sample.location.string
            let error = #expect(throws: Diagnostic.self) {
                try Repository(location, architecture: "x86_64", keyring: Keyring(), store: sample.store)
            }
            #expect(error?.message == "\(sample.index) is signed with k.rsa.pub, which is not trusted")
            #expect(error?.notes == ["no key is trusted"])
            _ = try Repository(location, architecture: "x86_64", keyring: nil, store: sample.store)
            try RepositoryWriter(sample.location, architecture: "noarch", key: nil).publish([sample.package("a")])
            let unsigned = #expect(throws: Diagnostic.self) {
                try Repository(location, architecture: "noarch", keyring: sample.keyring, store: sample.store)
            }
            #expect(unsigned?.message == "\(location)/noarch/APKINDEX.tar.gz is not signed")
        }
    }
}
