import Files
import Glibc
import SystemPackage
import Testing

/// From a recipe to packages to an image, with real programs as referees.
@Suite struct RoadTests {
    /// A program, a shared library, its development files and a manual page.
    static let recipe = """
        package:
          name: pebble
          version: "1.2"
          epoch: 3
          description: small stone
          copyright:
            - license: Apache-2.0
        environment:
          contents:
            packages: [build-base]
        pipeline:
          - name: compile
            runs: |
              cc -O2 -shared -fPIC -Wl,-soname,libpebble.so.1 -o libpebble.so.1.2 pebble.c
              cc -O2 -static -o pebble main.c
          - name: install
            runs: |
              dest=${{targets.destdir}}/usr
              install -D -m 755 pebble "$dest"/bin/pebble
              install -D -m 755 libpebble.so.1.2 "$dest"/lib/libpebble.so.1.2
              ln -s libpebble.so.1.2 "$dest"/lib/libpebble.so.1
              ln -s libpebble.so.1 "$dest"/lib/libpebble.so
              mkdir -p "$dest"/lib/pkgconfig "$dest"/share/man/man1 ${{targets.destdir}}/var/lib/pebble
              printf 'Name: pebble\\nVersion: 1.2\\n' >"$dest"/lib/pkgconfig/pebble.pc
              echo page >"$dest"/share/man/man1/pebble.1
          - uses: strip
        subpackages:
          - name: pebble-dev
            pipeline:
              - uses: split/dev
          - name: pebble-libs
            pipeline:
              - uses: split/lib
          - name: pebble-doc
            pipeline:
              - uses: split/manpages
        """

    static func prepare(_ desk: Desk) throws {
        try desk.write("recipes/pebble.yaml", recipe)
        try desk.write("recipes/pebble/pebble.c", "#include <stdio.h>\nint pebble(void) { return puts(\"plop\"); }\n")
        try desk.write("recipes/pebble/main.c", "#include <stdio.h>\nint main(void) { puts(\"plop\"); return 0; }\n")
        try desk.write(
            "image.yaml",
            """
            contents:
              packages: [pebble]
            entrypoint:
              command: /usr/bin/pebble
            """
        )
    }

    @Test func aRecipeBecomesPackagesThatSayWhatTheyHoldAndNeed() async throws {
        let desk = try await Desk()
        try Self.prepare(desk)
        let built = try await desk.build(["recipes/pebble.yaml", "--force"])
        try #require(built.status == 0, "\(built.error)")
        #expect(
            try desk.packages() == [
                "pebble-1.2-r3.apk", "pebble-dev-1.2-r3.apk", "pebble-doc-1.2-r3.apk", "pebble-libs-1.2-r3.apk",
            ]
        )
        let info = try await Program.run(
            "sh",
            ["-c", "for f in packages/*/*.apk; do tar -xzOf $f .PKGINFO 2>/dev/null | grep -E '^(pkgname|depend|provides) '; done"],
            in: desk.path
        )
        #expect(
            info.output == """
                pkgname = pebble
                provides = cmd:pebble=1.2-r3
                pkgname = pebble-dev
                depend = so:libpebble.so.1
                provides = pc:pebble=1.2-r3
                pkgname = pebble-doc
                depend = man-db
                pkgname = pebble-libs
                depend = so:libc.so.6
                provides = so-ver:libpebble.so.1=1.2-r3
                provides = so:libpebble.so.1=1

                """
        )
        // Splits take what they move, and leave folders alone that are meant to be empty.
        let files = try await Program.run(
            "sh",
            ["-c", "tar -tzf packages/*/pebble-1.2-r3.apk 2>/dev/null | grep -v -e '^[.]' -e '^var/lib/db'"],
            in: desk.path
        )
        #expect(files.output == "usr\nusr/bin\nusr/bin/pebble\nvar\nvar/lib\nvar/lib/pebble\n")
        let listed = try await desk.cuttle(["verify", "-k", desk.bench.publicKey.string] + (try Self.files(desk)))
        #expect(listed.status == 0, "\(listed.error)")
        let logs = try Files.list(desk.path.appending("logs/pebble"))
        #expect(logs.contains("01-pebble-compile.log"))
    }

    @Test func theSameInputsAreNotBuiltTwice() async throws {
        let desk = try await Desk()
        try Self.prepare(desk)
        try #require(try await desk.build(["recipes"]).status == 0)
        let again = try await desk.build(["recipes", "--json"])
        #expect(again.status == 0)
        #expect(again.output.contains("\"reused\": true"))
        #expect(again.error == "pebble-1.2-r3: unchanged\n")
        // The store is kept from run to run, so the change must be one that no run has made before.
        try desk.write("recipes/pebble/pebble.c", "int pebble(void) { return \(UInt32.random(in: 1...1_000_000)); }\n")
        let changed = try await desk.build(["recipes", "--json"])
        #expect(changed.output.contains("\"reused\": false"))
    }

    @Test(
        .enabled("needs umoci, oci-image-tool and skopeo") {
            await Program.exists("umoci && command -v oci-image-tool && command -v skopeo")
        }
    )
    func anImageIsAcceptedByOtherPrograms() async throws {
        let desk = try await Desk()
        try Self.prepare(desk)
        try #require(try await desk.build(["recipes"]).status == 0)
        let image = try await desk.image(["image.yaml", "pebble:latest", "image", "-r", "packages"])
        try #require(image.status == 0, "\(image.error)")
        for (program, arguments) in [
            ("oci-image-tool", ["validate", "--type", "image", "--ref", "name=latest", "image"]),
            ("skopeo", ["inspect", "oci:image:latest"]),
            ("umoci", ["unpack", "--rootless", "--image", "image:latest", "bundle"]),
            ("bundle/rootfs/usr/bin/pebble", []),
        ] {
            let name = program.contains("/") ? desk.path.appending(program).string : program
            let outcome = try await Program.run(name, arguments, in: desk.path)
            #expect(outcome.status == 0, "\(program): \(outcome.error)")
        }
    }

    @Test(.enabled("needs apk-tools") { await Program.exists("apk") })
    func apkToolsInstallsWhatWasBuilt() async throws {
        let desk = try await Desk()
        try Self.prepare(desk)
        try #require(try await desk.build(["recipes"]).status == 0)
        try Files.makeDirectory(desk.path.appending("keys"))
        try Files.copy(desk.bench.publicKey, to: desk.path.appending("keys/local.rsa.pub"))
        let keys = desk.path.appending("keys").string
        let verified = try await Program.run("apk", ["--keys-dir", keys, "verify"] + (try Self.files(desk)), in: desk.path)
        #expect(verified.status == 0, "\(verified.output)\(verified.error)")
        let arguments =
            [
                "--root", desk.path.appending("root").string, "--arch", "x86_64", "--keys-dir", keys, "--repository",
                desk.path.appending("packages").string, "--no-cache", "--no-network",
            ] + (getuid() == 0 ? [] : ["--usermode"]) + ["--initdb", "add", "pebble"]
        let added = try await Program.run("apk", arguments, in: desk.path)
        #expect(added.status == 0, "\(added.output)\(added.error)")
        let greeting = try await Program.run(desk.path.appending("root/usr/bin/pebble").string, [])
        #expect(greeting.output == "plop\n")
    }

    static func files(_ desk: Desk) throws -> [String] {
        let folder = desk.path.appending("packages")
        return try Files.walk(folder).filter { $0.path.hasSuffix(".apk") }.map { folder.appending($0.path).string }
    }
}
