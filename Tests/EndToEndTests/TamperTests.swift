import Files
import SystemPackage
import Testing

/// A byte that was changed anywhere between a build and an image is noticed (DESIGN, promise 6).
@Suite struct TamperTests {
    /// Flips one bit of a file.
    static func flip(_ file: FilePath, at offset: (Int) -> Int) throws {
        var bytes = try Files.read(file)
        bytes[offset(bytes.count)] ^= 0x10
        try Files.writeAtomically(bytes, to: file)
    }

    private func built() async throws -> Desk {
        let desk = try await Desk()
        try RoadTests.prepare(desk)
        let outcome = try await desk.build(["recipes"])
        try #require(outcome.status == 0, "\(outcome.error)")
        return desk
    }

    @Test func aFlippedByteInThePackageData() async throws {
        let desk = try await built()
        let package = desk.path.appending("packages/x86_64/pebble-1.2-r3.apk")
        try Self.flip(package) { $0 - 400 }
        // A store of its own, so that the package is not known from before.
        let outcome = try await desk.cuttle(
            ["image", "build", "image.yaml", "-r", "packages", "-k", desk.bench.publicKey.string, "--store", "store", "--arch", "host"])
        #expect(outcome.status == 1)
        #expect(outcome.error.hasPrefix("error: packages/x86_64/pebble-1.2-r3.apk is damaged: "), "\(outcome.error)")
        #expect(!Files.exists(desk.path.appending("output")))
    }

    @Test func aFlippedByteInTheControlMember() async throws {
        let desk = try await built()
        try Self.flip(desk.path.appending("packages/x86_64/pebble-1.2-r3.apk")) { _ in 900 }
        let outcome = try await desk.image(["image.yaml", "-r", "packages"])
        #expect(outcome.status == 1)
        #expect(outcome.error.hasPrefix("error: packages/x86_64/pebble-1.2-r3.apk is"), "\(outcome.error)")
    }

    @Test func aFlippedByteInTheIndex() async throws {
        let desk = try await built()
        let index = desk.path.appending("packages/x86_64/APKINDEX.tar.gz")
        try Self.flip(index) { $0 - 8 }
        let outcome = try await desk.image(["image.yaml", "-r", "packages"])
        #expect(outcome.status == 1)
        #expect(outcome.error.hasPrefix("error: packages/x86_64/APKINDEX.tar.gz is damaged: "), "\(outcome.error)")
    }

    @Test func anotherPackageUnderTheSameName() async throws {
        let desk = try await built()
        try Files.copy(
            desk.path.appending("packages/x86_64/pebble-dev-1.2-r3.apk"),
            to: desk.path.appending("packages/x86_64/pebble-1.2-r3.apk")
        )
        let outcome = try await desk.image(["image.yaml", "-r", "packages"])
        #expect(outcome.status == 1)
        #expect(outcome.error.hasPrefix("error: packages/x86_64/pebble-1.2-r3.apk is not the package that the index of packages lists"))
    }

    @Test func aKeyThatIsNotTrusted() async throws {
        let desk = try await built()
        try #require(try await desk.cuttle(["keygen", "other.rsa", "--key-size", "2048"]).status == 0)
        let outcome = try await desk.cuttle(
            ["image", "build", "image.yaml", "-r", "packages", "-k", "other.rsa.pub", "--store", "store", "--arch", "host"])
        #expect(outcome.status == 1)
        #expect(
            outcome.error == """
                error: packages/x86_64/APKINDEX.tar.gz is signed with local.rsa.pub, which is not trusted
                  trusted: other.rsa.pub
                hint: give the public key with --keyring-append

                """
        )
    }

    @Test func theSeedNeverEntersAnImage() async throws {
        let desk = try await built()
        try desk.write("linked.yaml", "contents:\n  packages: [pebble-libs]\n")
        let outcome = try await desk.image(["linked.yaml", "-r", "packages", "-r", desk.bench.seed.string])
        #expect(outcome.status == 1)
        let lines = outcome.error.split(separator: "\n")
        #expect(lines.first?.hasPrefix("error: the image would hold debian-seed-1~") == true, "\(outcome.error)")
        #expect(lines.dropFirst().first == "  pebble-libs-1.2-r3 needs so:libc.so.6")
        #expect(!Files.exists(desk.path.appending("output")))
        // Without the seed's repository the library has no libc to link with.
        let alone = try await desk.image(["linked.yaml", "-r", "packages"])
        #expect(alone.status == 1)
        #expect(alone.error.contains("nothing provides so:libc.so.6"), "\(alone.error)")
    }
}
