import APK
import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

/// Packages and indexes that others made.
@Suite(.enabled(if: SharedData.isThere, "the folder ../shared/data with real packages is not there"))
struct RealDataTests {
    static let opensmtpd = ["opensmtpd", "opensmtpd-dbg", "opensmtpd-doc", "opensmtpd-openrc", "opensmtpd-pam"]

    @Test(arguments: [
        ("alpine-3.16-x86_64", 4929, ["aspell-ru"] + opensmtpd + ["rtmpdump-dev"]),
        ("alpine-3.17-aarch64", 5004, ["aspell-ru", "jemalloc-dev", "rtmpdump-dev"]),
    ])
    func readsAndVerifiesTheIndexesOfAlpine(_ name: String, _ count: Int, _ unreadable: [String]) throws {
        let architecture = name.split(separator: "-").last.map(String.init)
        let path = SharedData.folder.appending("\(name).APKINDEX.tar.gz")
        let index = try PackageIndex(reading: path, keyring: SharedData.keyring())
        #expect(index.records.count == count)
        #expect(index.records.allSatisfy { $0.architecture == architecture || $0.architecture == "noarch" })
        // Some have versions of another form in them; they are listed, and cannot be chosen.
        func isReadable(_ record: IndexRecord) -> Bool {
            (try? Version(record.version)) != nil && (record.dependencies + record.installIf).allSatisfy { (try? Dependency($0)) != nil }
                && record.provides.allSatisfy { (try? Provide($0)) != nil }
        }
        #expect(index.records.filter { !isReadable($0) }.map(\.name) == unreadable)
    }

    @Test(.enabled(if: Shell.has("tar"), "the program tar is not on PATH"), arguments: ["alpine-3.16-x86_64", "alpine-3.17-aarch64"])
    func writesTheirTextAgain(_ name: String) throws {
        let path = SharedData.folder.appending("\(name).APKINDEX.tar.gz")
        let index = try PackageIndex(reading: path, keyring: nil)
        let text = try Shell.run("tar -xzOf \(path) APKINDEX")
        // The order of records is ours; the records themselves agree to the byte.
        func records(_ text: String) -> [Substring] { text.split(separator: "\n\n").sorted() }
        let differences = zip(records(index.text), records(text)).filter { $0.0 != $0.1 }
        #expect(differences.isEmpty, "\(differences.prefix(2))")
        #expect(records(index.text).count == records(text).count)
    }

    @Test func aSignatureWithSHA256IsVerified() throws {
        let path = SharedData.folder.appending("rsa256-signed.APKINDEX.tar.gz")
        #expect(try !PackageIndex(reading: path, keyring: SharedData.keyring()).records.isEmpty)
    }

    @Test func theIndexOfAnotherKeyIsNotTrusted() throws {
        let path = SharedData.folder.appending("alpine-3.16-x86_64.APKINDEX.tar.gz")
        let keyring = try Keyring(reading: [SharedData.folder.appending("keys/test-rsa256.rsa.pub")])
        let error = #expect(throws: Diagnostic.self) { try PackageIndex(reading: path, keyring: keyring) }
        #expect(
            error
                == Diagnostic(
                    .untrusted,
                    "\(path) is signed with alpine-devel@lists.alpinelinux.org-6165ee59.rsa.pub, which is not trusted",
                    notes: ["trusted: test-rsa256.rsa.pub"],
                    hint: "give the public key with --keyring-append"
                )
        )
    }

    @Test func readsAndVerifiesAPackageOfAlpine() throws {
        let path = SharedData.folder.appending("alpine-baselayout-3.2.0-r23.apk")
        try verify(path, SharedData.keyring())
        let package = try PackageFile(path)
        #expect(package.info.name == "alpine-baselayout")
        #expect(package.info.dependencies == ["alpine-baselayout-data=3.2.0-r23", "/bin/sh", "so:libc.musl-aarch64.so.1"])
        #expect(package.info.provides == ["cmd:mkmntdirs=3.2.0-r23"])
        #expect(package.scripts.map(\.kind) == [.preInstall, .preUpgrade, .postUpgrade, .postInstall])
        // The very package stands in the index of its release, under this identity.
        let index = try PackageIndex(
            reading: SharedData.folder.appending("alpine-3.17-aarch64.APKINDEX.tar.gz"),
            keyring: SharedData.keyring()
        )
        let record = index.records.first { $0.name == "alpine-baselayout" }
        if record?.version == package.info.version { #expect(record?.identity == package.identity) }
    }

    @Test(
        .enabled(if: Shell.has("tar"), "the program tar is not on PATH"),
        arguments: ["alpine-baselayout-3.2.0-r23", "hello-wolfi-2.12.1-r0", "hello-0.1.0-r0"]
    )
    func listsTheFilesThatTarLists(_ name: String) throws {
        let path = SharedData.folder.appending("\(name).apk")
        var names: [String] = []
        try PackageFile(path).readData { entry, _ throws(Diagnostic) in names.append(entry.path) }
        let listing = try Shell.run("tar -tzf \(path) 2>/dev/null").split(separator: "\n").filter { !$0.hasPrefix(".") }
        #expect(names == listing.map { $0.hasSuffix("/") ? String($0.dropLast()) : String($0) })
        #expect(!names.isEmpty)
    }

    @Test(arguments: [
        ("hello-0.1.0-r0", "is not signed"), ("hello-wolfi-2.12.1-r0", "is signed with melange.rsa.pub, which is not trusted"),
    ])
    func unsignedAndForeignPackagesAreRefused(_ name: String, _ message: String) throws {
        let path = SharedData.folder.appending("\(name).apk")
        let error = try #require(throws: Diagnostic.self) { try verify(path, SharedData.keyring()) }
        #expect(error.message == "\(path) \(message)")
        #expect(error.code == .untrusted)
    }
}
