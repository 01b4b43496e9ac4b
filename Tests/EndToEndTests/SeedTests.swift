import SystemPackage
import Testing

/// `cuttle seed` with more than the standard list.
@Suite struct SeedTests {
    @Test(
        arguments: [
            (
                ["--add=-oDebug::pkgAcquire=1"],
                """
                error: "-oDebug::pkgAcquire=1" is not the name of a Debian package
                hint: names are written as in: apt-cache search cmake

                """
            ),
            (
                ["--add", "bash-"],
                """
                error: "bash-" is not the name of a Debian package
                hint: names are written as in: apt-cache search cmake

                """
            ),
            (
                ["--provide", "cmake=3"],
                """
                error: "cmake=3" cannot be a name to provide
                hint: recipes name packages without a version, as in cmake

                """
            ),
            (
                ["--name", "my seed"],
                """
                error: "my seed" cannot be the name of the seed
                hint: recipes name packages without a version, as in cmake

                """
            ),
        ]
    )
    func refusesWhatIsNoName(_ arguments: [String], _ message: String) async throws {
        let made = try await Program.run(Program.cuttle.string, ["seed", "--signing-key", "none.rsa"] + arguments)
        #expect(made.error == message)
        #expect(made.status == 2)
    }

    @Test func holdsAndProvidesWhatWasAskedFor() async throws {
        let bench = try await Workbench.openWithToolchains()
        let script = """
            cd \(bench.toolchains)/*/ && seed=$(ls -t *.apk | head -n 1) && echo "${seed%-1~*}" && tar -xzOf "$seed" .PKGINFO 2>/dev/null |
            grep -E '^(provides = (cuttle:seed|cmake=0|g[+][+]=0|ninja=0|make=0|so:libc.so.6=0)|depend = .*)$' | sort
            """
        let made = try await Program.run("sh", ["-c", script])
        #expect(
            made.output == """
                debian-toolchains
                provides = cmake=0
                provides = cuttle:seed
                provides = g++=0
                provides = make=0
                provides = ninja=0
                provides = so:libc.so.6=0

                """
        )
    }

    /// What Debian's scripts would have made: links and the file of certificates.
    @Test func standsInForDebiansScripts() async throws {
        let bench = try await Workbench.openWithToolchains()
        let desk = try await Desk()
        try desk.write(
            "links.yaml",
            """
            package:
              name: links
              version: "1"
            environment:
              contents:
                packages: [cmake]
            pipeline:
              - runs: |
                  for name in automake aclocal c++ java mvn php php-config phpize python sh; do command -v $name || exit 1; done
                  test -e /usr/lib/*/libblas.so.3
                  openssl x509 -in /etc/ssl/certs/ca-certificates.crt -noout -checkend 0
                  grep -c BEGIN /etc/ssl/certs/ca-certificates.crt | grep -E '^[0-9]{3}$'
            """
        )
        let built = try await desk.build(["links.yaml", "--force"], seed: bench.toolchains)
        #expect(built.status == 0, "\(built.error)")
    }
}
