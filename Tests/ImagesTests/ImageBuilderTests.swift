import APK
import Diagnostics
import Files
import ImageConfigurations
import SystemPackage
import Testing

@testable import Images

/// Images built from packages of the tests' own.
@Suite(.timeLimit(.minutes(30))) struct ImageBuilderTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
    }

    private func base() throws -> PackageFile {
        try workshop.package(
            "base",
            [
                "etc": .directory(), "etc/passwd": .file("root:x:0:0:root:/root:/bin/sh\napp:x:7:8:app:/home/app:/bin/sh\n"),
                "etc/group": .file("root:x:0:\nstaff:x:8:\n"), "tmp": .directory(mode: 0o1777), "usr": .directory(),
                "usr/bin": .directory(),
                "usr/lib": .directory(), "bin": .link("usr/bin"), "lib": .link("usr/lib"),
            ]
        )
    }

    @Test func capabilitiesOfProgramsAreKept() throws {
        let tool = try workshop.package("tool", ["bin": .directory(), "bin/tool": .capable, "bin/other": .hardLink("bin/tool")])
        try workshop.publish(try base(), tool)
        try workshop.image("contents: {packages: [base, tool]}\n")
        let attributes = try workshop.listing("--xattrs --xattrs-include='*' -tvvzf").filter { $0.hasPrefix("  x:") }
        // Once, as the other name of the program is a link.
        #expect(attributes == ["  x: 1 security.capability", "  x: 1 user.origin"])
    }

    @Test func theLayerIsWhatGNUTarReads() throws {
        let tool = try workshop.package(
            "tool",
            ["bin": .directory(), "bin/tool": .file("run", mode: 0o4755), "bin/other": .hardLink("bin/tool")]
        )
        try workshop.publish(try base(), tool)
        try workshop.image(
            "contents: {packages: [base, tool]}\npaths: [{path: data, type: directory, permissions: 0o750, uid: 7, gid: 8}]\n"
        )
        // The size of the database depends on that of the signatures, so it is left out.
        let lines = try workshop.listing("--full-time -tvzf").filter { !$0.hasSuffix("/installed") }
        #expect(
            Set(lines.map { $0.split(separator: " ").joined(separator: " ") })
                == Set(
                    """
                    lrwxrwxrwx root/root 0 1970-01-01 00:00:00 bin -> usr/bin
                    drwxr-x--- app/staff 0 1970-01-01 00:00:00 data
                    drwxr-xr-x root/root 0 1970-01-01 00:00:00 dev
                    crw--w---- root/root 5,1 1970-01-01 00:00:00 dev/console
                    crw-rw-rw- root/root 1,3 1970-01-01 00:00:00 dev/null
                    crw-rw-rw- root/root 1,8 1970-01-01 00:00:00 dev/random
                    crw-rw-rw- root/root 1,9 1970-01-01 00:00:00 dev/urandom
                    crw-rw-rw- root/root 1,5 1970-01-01 00:00:00 dev/zero
                    drwxr-xr-x root/root 0 1970-01-01 00:00:00 etc
                    drwxr-xr-x root/root 0 1970-01-01 00:00:00 etc/apk
                    -rw-r--r-- root/root 7 1970-01-01 00:00:00 etc/apk/arch
                    drwxr-xr-x root/root 0 1970-01-01 00:00:00 etc/apk/keys
                    -rw-r--r-- root/root 451 1970-01-01 00:00:00 etc/apk/keys/test.rsa.pub
                    -rw-r--r-- root/root 0 1970-01-01 00:00:00 etc/apk/repositories
                    -rw-r--r-- root/root 10 1970-01-01 00:00:00 etc/apk/world
                    -r--r--r-- root/root 151 1970-01-01 00:00:00 etc/apko.json
                    -rw-r--r-- root/root 21 1970-01-01 00:16:40 etc/group
                    -rw-r--r-- root/root 62 1970-01-01 00:16:40 etc/passwd
                    drwxr-xr-x root/root 0 1970-01-01 00:00:00 home
                    drwx------ app/staff 0 1970-01-01 00:00:00 home/app
                    lrwxrwxrwx root/root 0 1970-01-01 00:00:00 lib -> usr/lib
                    drwxr-xr-x root/root 0 1970-01-01 00:00:00 opt
                    dr-xr-xr-x root/root 0 1970-01-01 00:00:00 proc
                    drwx------ root/root 0 1970-01-01 00:00:00 root
                    drwxrwxrwt root/root 0 1970-01-01 00:00:00 tmp
                    drwxr-xr-x root/root 0 1970-01-01 00:00:00 usr
                    drwxr-xr-x root/root 0 1970-01-01 00:00:00 usr/bin
                    -rwsr-xr-x root/root 3 1970-01-01 00:16:40 usr/bin/other
                    hrwsr-xr-x root/root 0 1970-01-01 00:16:40 usr/bin/tool link to usr/bin/other
                    drwxr-xr-x root/root 0 1970-01-01 00:00:00 usr/lib
                    drwxr-xr-x root/root 0 1970-01-01 00:00:00 usr/lib/apk
                    drwxr-xr-x root/root 0 1970-01-01 00:00:00 usr/lib/apk/db
                    -rw------- root/root 0 1970-01-01 00:00:00 usr/lib/apk/db/lock
                    -rw-r--r-- root/root 1024 1970-01-01 00:00:00 usr/lib/apk/db/scripts.tar
                    -rw-r--r-- root/root 0 1970-01-01 00:00:00 usr/lib/apk/db/triggers
                    drwxr-xr-x root/root 0 1970-01-01 00:00:00 usr/lib/apk/exec
                    drwxr-xr-x root/root 0 1970-01-01 00:00:00 var
                    drwxr-xr-x root/root 0 1970-01-01 00:00:00 var/cache
                    drwxr-xr-x root/root 0 1970-01-01 00:00:00 var/cache/apk
                    drwxr-xr-x root/root 0 1970-01-01 00:00:00 var/cache/misc
                    """.split(separator: "\n").map(String.init)
                )
        )
        #expect(try workshop.file("usr/bin/other") == "run")
        #expect(try workshop.file("etc/apk/world") == "base\ntool")
    }

    @Test func twoBuildsGiveTheSameDigest() throws {
        try workshop.publish(try base(), try workshop.package("b", ["b": .file("b")]) { $0.dependencies = ["base"] })
        let text = "contents: {packages: [b]}\nenvironment: {A: a, B: b, C: c, D: d}\nannotations: {x: y, z: w}\n"
        let first = try workshop.image(text)
        let index = try Files.read(workshop.layout.appending("index.json"))
        #expect(first.packages == ["base-1-r0", "b-1-r0"])
        let second = try workshop.image(text)
        #expect(second.digest == first.digest)
        #expect(try Files.read(workshop.layout.appending("index.json")) == index)
        // Another workshop has another store and other paths.
        let other = try Workshop()
        try other.publish(
            try other.package("b", ["b": .file("b")]) { $0.dependencies = ["base"] },
            try ImageBuilderTests(workshop: other).base()
        )
        #expect(try other.image(text).digest == first.digest)
        #expect(try workshop.image(text, date: 5).digest != first.digest)
    }

    private init(workshop: Workshop) {
        self.workshop = workshop
    }

    @Test func theTimeIsTheNewestOfThePackagesUnlessGiven() throws {
        try workshop.publish(try base(), try workshop.package("b", ["b": .file("b")]) { $0.buildDate = 1_800_000_000 })
        try workshop.image("contents: {packages: [b, base]}\n")
        #expect(Shell.lines("grep -rlE '\"created\":\"2027-01-15T08:00:00Z\"' '\(workshop.layout)/blobs'").count == 1)
        try workshop.image("contents: {packages: [b, base]}\n", date: 0)
        #expect(Shell.lines("grep -rlE '\"created\":\"1970-01-01T00:00:00Z\"' '\(workshop.layout)/blobs'").count == 1)
    }

    @Test func severalArchitecturesGiveAnIndex() throws {
        for architecture in ["x86_64", "aarch64", "armv7"] {
            try workshop.publish(try workshop.package("p", ["a": .file(architecture)], architecture: architecture))
        }
        let result = try workshop.image("contents: {packages: [p]}\n", architectures: ["x86_64", "armv7", "aarch64"])
        let index = try workshop.json("index.json")
        #expect(index.contains("\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"size\":"))
        #expect(
            index.contains("\"digest\":\"sha256:\(result.digest)\",\"annotations\":{\"org.opencontainers.image.ref.name\":\"test:latest\"}")
        )
        let inner = try workshop.json("blobs/sha256/\(result.digest)")
        let platforms = inner.ranges(of: "\"architecture\":\"").map { String(inner[$0.upperBound...].prefix { $0 != "\"" }) }
        #expect(platforms == ["amd64", "arm", "arm64"])
        #expect(inner.contains("\"variant\":\"v7\""))
        #expect(try Files.list(workshop.layout.appending("blobs/sha256")).count == 10)
    }

    @Test func aMissingArchitectureIsFoundBeforeAnythingIsWritten() throws {
        try workshop.publish(try base())
        let shown = problem { try workshop.image("contents: {packages: [base]}\n", architectures: ["x86_64", "aarch64"]) }
        #expect(
            shown == """
                error: there is no repository \(workshop.repository) for aarch64: it has no aarch64/APKINDEX.tar.gz
                hint: it has packages for x86_64; choose with --arch

                """
        )
        #expect(!Files.exists(workshop.layout))
    }

    @Test func aDependencyThatIsNoneIsShownWithItsPlace() throws {
        try workshop.publish(try base())
        let shown = problem { try workshop.image("contents:\n  packages:\n    - base\n    - a=not/a/version\n") }
        #expect(shown.hasPrefix("image.yaml:4:7: error: "), "\(shown)")
    }

    @Test func busyboxGetsItsLinks() throws {
        let busybox = try workshop.package(
            "busybox",
            [
                "usr": .directory(), "usr/bin": .directory(), "usr/bin/busybox": .file("b", mode: 0o755), "usr/bin/vi": .file("own"),
                "etc": .directory(), "etc/busybox-paths.d": .directory(),
                "etc/busybox-paths.d/busybox": .file(
                    "/bin/busybox\n/bin/sh\n/usr/bin/vi\n/sbin/init\nrelative\n/../../out\n/a/../../out\n\n"
                ),
            ]
        )
        try workshop.publish(try base(), busybox)
        try workshop.image("contents: {packages: [base, busybox]}\n")
        let links = try workshop.listing("-tvzf").compactMap {
            $0.contains("/bin/busybox") && $0.contains(" -> ") ? $0.split(separator: " ").suffix(3).joined(separator: " ") : nil
        }
        #expect(links == ["sbin/init -> /bin/busybox", "usr/bin/sh -> /bin/busybox"])
        #expect(try workshop.file("usr/bin/vi") == "own")
        #expect(try !workshop.listing().contains { $0.contains("out") || $0.contains("relative") })
    }

    @Test func accountsAreAddedAndHomesMade() throws {
        try workshop.publish(try base())
        try workshop.image(
            "contents: {packages: [base]}\naccounts: {users: [{username: me, uid: 9, homedir: /srv/me}], groups: [{groupname: g, gid: 9, members: [me]}]}\n"
        )
        #expect(try workshop.file("etc/passwd").hasSuffix("\nme:x:9:9:Account created by cuttle:/srv/me:/bin/sh"))
        #expect(try workshop.file("etc/group").hasSuffix("\ng:x:9:me"))
        #expect(try workshop.listing("-tvzf").contains { $0.hasPrefix("drwx------ me/g ") && $0.hasSuffix(" srv/me") })
    }

    @Test func theSeedNeverEntersAnImage() throws {
        let seed = try workshop.package("debian-seed", ["a": .file("a")]) { $0.provides = ["cuttle:seed", "so:libc.so.6=6"] }
        let tool = try workshop.package("tool", ["b": .file("b")]) { $0.dependencies = ["so:libc.so.6"] }
        try workshop.publish(seed, tool)
        #expect(
            problem { try workshop.image("contents: {packages: [tool]}\n") } == """
                error: the image would hold debian-seed-1-r0, the seed that packages are built in; it never enters an image
                  tool-1-r0 needs so:libc.so.6
                hint: leave the seed's repository out, and link programs statically until a package provides what they need

                """
        )
        #expect(!Files.exists(workshop.layout))
    }

    @Test func withoutARepositoryThereIsNoImage() throws {
        let resolver = ImageResolver(store: workshop.store, keyring: nil, isOffline: true)
        #expect(
            problem { _ = try resolver.resolve(configuration("{}"), [try Given.x86], warn: { _ in }) } == """
                error: no repository was given for the image
                hint: list one under contents.repositories, or give one with --repository-append

                """
        )
    }

    @Test func aMissingConfigurationIsNamed() {
        #expect(
            problem { _ = try ImageConfigurationLoader().load("/nonexistent.yaml") } == """
                error: there is no image configuration /nonexistent.yaml

                """
        )
    }

    @Test func whatIsMissingIsSaidOnceForAllArchitectures() throws {
        let release = try workshop.package("release", ["etc": .directory(), "etc/os-release": .file("ID=x\n")])
        try workshop.publish(release, try workshop.package("release", ["etc": .directory()], architecture: "aarch64"))
        let text = "contents: {packages: [release]}\n"
        for _ in 0..<2 {
            let warnings = try workshop.image(text, architectures: ["x86_64", "aarch64"]).warnings
            #expect(warnings.map(\.message) == ["the image has no /etc/group", "the image has no /etc/os-release for aarch64"])
        }
    }

    /// Containers of the image would not start.
    @Test(arguments: [
        ("app", nil), ("7", nil), ("root", nil), ("", nil), ("app:staff", nil), ("7:8", nil), ("nobody", "nobody"),
    ])
    func whoIsNotThereIsMissed(_ user: String, _ missed: String?) throws {
        try workshop.publish(try base())
        for _ in 0..<2 {
            let warnings = try workshop.image("contents: {packages: [base]}\naccounts: {run-as: '\(user)'}\n").warnings
            let found = warnings.filter { $0.span?.line == 2 }.map { DiagnosticRenderer(colour: false).render($0) }
            let expected = missed.map { name in
                """
                image.yaml:2:20: warning: no account is called "\(name)", whom the image is to run as
                 2 | accounts: {run-as: '\(user)'}
                   |                    ^~~~~~~~
                hint: containers of it will not start: add the account to accounts.users, or give run-as a number

                """
            }
            #expect(found == [expected].compactMap(\.self))
        }
    }
}
