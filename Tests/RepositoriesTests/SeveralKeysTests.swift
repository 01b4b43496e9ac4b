import APK
import Cryptography
import Diagnostics
import Files
import Repositories
import SystemPackage
import TestSupport
import Testing

/// Packages and indexes with a signature of each of several keys: whoever trusts one of them trusts what is signed.
@Suite struct SeveralKeysTests {
    private let folder: TemporaryDirectory
    private let sample: Sample
    private let other: PrivateKey
    private let both: SigningKeys

    init() throws {
        folder = try TemporaryDirectory(prefix: "cuttle-test-")
        sample = try Sample(in: folder.path)
        try PrivateKey.generate(folder.path.appending("other.rsa"), bits: 2048)
        other = try PrivateKey(folder.path.appending("other.rsa"))
        both = try #require(SigningKeys([sample.key, other]))
    }

    private func publish(_ files: [FilePath], _ signer: any Signer) throws -> Bool {
        try RepositoryWriter(sample.location, architecture: "x86_64", key: signer).publish(files)
    }

    /// A package that all keys of a signer sign.
    private func package(_ name: String, _ signer: any Signer) throws -> FilePath {
        let path = try sample.package(name)
        try PackageFile(path).sign(with: signer.signingKeys, to: path)
        return path
    }

    private func signers(_ path: FilePath) throws -> [String] { try IndexFile(path).signatures.map(\.keyName) }

    /// A key that puts another package into the place of one, when it signs for the first time.
    private struct Intruder: SigningKey {
        let key: PrivateKey
        let package: FilePath
        let place: FilePath
        var publicName: String { key.publicName }

        func sign(_ bytes: [UInt8], _ function: HashFunction) throws(Diagnostic) -> [UInt8] {
            if Files.exists(package) { try Files.rename(package, to: place) }
            return try key.sign(bytes, function)
        }

        func publicKey() throws(Diagnostic) -> PublicKey { try key.publicKey() }
    }

    /// What took the place of a package since it was looked at is not signed, as nobody vouches for it.
    @Test func whatIsReplacedMeanwhileIsNotSigned() async throws {
        #expect(try publish([package("a", sample.key), package("b", sample.key)], sample.key))
        let place = sample.directory.appending("b-1-r0.apk")
        let before = try Files.read(sample.index)
        let intruder = Intruder(key: other, package: try sample.package("b", content: "other"), place: place)
        let error = await #expect(throws: Diagnostic.self) {
            try await RepositorySigning(sample.directory, keyring: sample.keyring).sign(with: [intruder])
        }
        #expect(error?.message == "\(place) is not the package that the index lists")
        #expect(try Files.read(sample.index) == before)
        #expect(try PackageFile(sample.directory.appending("a-1-r0.apk")).signatures.map(\.keyName) == ["k.rsa.pub"])
    }

    /// An index that is somewhere else stays there.
    @Test func aLinkGoesOnToLeadToTheIndex() async throws {
        #expect(try publish([package("a", sample.key)], sample.key))
        let elsewhere = folder.path.appending("index.tar.gz")
        try Files.rename(sample.index, to: elsewhere)
        try Shell.run("ln -s \(elsewhere) \(sample.index)")
        try await RepositorySigning(sample.directory, keyring: sample.keyring).sign(with: [other])
        #expect(try Files.readLink(sample.index) == elsewhere.string)
        #expect(try signers(elsewhere) == ["other.rsa.pub"])
    }

    @Test func eitherKeyAloneWillDo() async throws {
        #expect(try publish([package("a", both), package("b", both)], both))
        #expect(try signers(sample.index) == ["k.rsa.pub", "other.rsa.pub"])
        for key in try both.publicKeys() {
            #expect(try await RepositoryAudit(sample.directory, keyring: Keyring([key])).run().flatMap(\.findings).isEmpty)
            for apk in ApkTools.found {
                let place = try TemporaryDirectory(in: folder.path)
                try Files.makeDirectory(place.path.appending("keys"))
                try Files.writeAtomically(key.pem, to: place.path.appending("keys/\(key.name)"))
                let verified = try apk.verify(
                    ["a", "b"].map { sample.directory.appending("\($0)-1-r0.apk") },
                    keys: place.path.appending("keys")
                )
                #expect(verified.status == 0, "\(apk) with \(key.name): \(verified.output)")
                let options = "--root \(place.path)/root --arch x86_64 --keys-dir \(place.path)/keys --no-cache --no-scripts"
                let added = try Shell("'\(apk.program)' \(options) \(Shell.apkUserOption) --repository \(sample.location) add --initdb a b")
                #expect(added.status == 0, "\(apk) with \(key.name): \(added.output)")
            }
        }
        let error = #expect(throws: Diagnostic.self) { try PackageIndex(reading: sample.index, keyring: Keyring()) }
        #expect(error?.message == "\(sample.index) is signed with k.rsa.pub, other.rsa.pub, which is not trusted")
    }

    /// apko takes packages of at most three gzip members, and all that stands behind the first one of an index for signed.
    @Test func allSignaturesStandInOneMember() async throws {
        try #require(Shell.has("python3"))
        _ = try publish([package("a", both)], both)
        func members(_ path: FilePath) throws -> String {
            let script = """
                import sys, zlib
                rest, count = open(sys.argv[1], 'rb').read(), 0
                while rest:
                    member = zlib.decompressobj(31)
                    member.decompress(rest)
                    rest, count = member.unused_data, count + 1
                print(count)
                """
            try Files.writeAtomically(Array(script.utf8), to: folder.path.appending("count.py"))
            return try Shell.run("python3 '\(folder.path)/count.py' '\(path)'")
        }
        #expect(try members(sample.directory.appending("a-1-r0.apk")) == "3\n")
        #expect(try members(sample.index) == "2\n")
        try await RepositorySigning(sample.directory, keyring: sample.keyring).sign(with: both.signingKeys)
        #expect(try members(sample.directory.appending("a-1-r0.apk")) == "3\n")
        #expect(try members(sample.index) == "2\n")
    }

    /// A key that is added signs the index even when nothing else changes; one that is left out is gone from it.
    @Test func keysComeAndGo() throws {
        let file = try package("a", sample.key)
        #expect(try publish([file], sample.key))
        #expect(try !publish([file], sample.key))
        #expect(try publish([file], both))
        #expect(try signers(sample.index) == ["k.rsa.pub", "other.rsa.pub"])
        #expect(try !publish([file], both))
        #expect(try publish([file], other))
        #expect(try signers(sample.index) == ["other.rsa.pub"])
        let error = #expect(throws: Diagnostic.self) { try publish([file], sample.key) }
        #expect(error?.message == "\(sample.index) is signed with other.rsa.pub, which is not trusted")
        #expect(error?.hints == ["sign with the key that this repository is signed with, or give another folder"])
    }

    /// Who signs with one of two keys locks out those who trust the other.
    @Test func lostSignaturesAreTold() async throws {
        let file = try package("a", both)
        #expect(try publish([file], both))
        let message = "the index of \(sample.directory) was also signed with other.rsa.pub, and is not any more"
        // A package whose file alone is put back changes nothing in the index.
        try Files.removeFile(sample.directory.appending("a-1-r0.apk"))
        for (name, expected) in [("a", []), ("b", [message])] {
            var warnings: [Diagnostic] = []
            let publication = try RepositoryPublication(sample.location, key: sample.key, keyring: Keyring(both.publicKeys()))
            _ = try await publication.publish([package(name, both)], warn: { warnings.append($0) })
            #expect(warnings.map(\.message) == expected)
        }
        try #expect(publish([file], both))
        for (name, key, isDry, expected) in [
            ("a", both, false, []), ("b", sample.key, true, []), ("b", sample.key, false, [message]),
        ] as [(String, any Signer, Bool, [String])] {
            var warnings: [Diagnostic] = []
            let removal = RepositoryRemoval(sample.directory, key: key)
            let name = "\(name)-1-r0"
            _ = try await removal.remove(dryRun: isDry, warn: { warnings.append($0) }) { () throws(Diagnostic) in
                try removal.named([name]).found
            }
            #expect(warnings.map(\.message) == expected)
        }
    }

    /// A key that refuses to sign.
    private struct Refusal: SigningKey {
        let key: PrivateKey
        var publicName: String { key.publicName }

        func sign(_ bytes: [UInt8], _ function: HashFunction) throws(Diagnostic) -> [UInt8] {
            throw Diagnostic(Diagnostic.Code.work("refused"), "no")
        }

        func publicKey() throws(Diagnostic) -> PublicKey { try key.publicKey() }
    }

    /// A removal that is cut off at the index has noted its files already, so that none is left that nobody knows of.
    @Test func filesAreNotedBeforeTheIndexIsSigned() async throws {
        #expect(try publish([package("a", sample.key)], sample.key))
        let removal = RepositoryRemoval(sample.directory, key: Refusal(key: sample.key))
        await #expect(throws: Diagnostic.self) { try await removal.remove(removal.named(["a-1-r0"]).found) }
        #expect(try String(decoding: Files.read(sample.directory.appending(".removed.json")), as: UTF8.self).contains("\"a-1-r0.apk\""))
        // What is listed still is not waiting to be deleted.
        let again = RepositoryRemoval(sample.directory, key: sample.key)
        #expect(try await again.remove([], retaining: 0) == [])
        #expect(Files.exists(sample.directory.appending("a-1-r0.apk")))
    }

    @Test func eachOfThemMustHaveSigned() throws {
        let keys = try both.publicKeys()
        try PackageFile(package("a", both)).verify(signers: keys)
        let single = try PackageFile(package("b", sample.key))
        #expect(throws: Diagnostic.self) { try single.verify(signers: keys) }
        try single.verify(signers: [sample.key.publicKey()])
    }
}
