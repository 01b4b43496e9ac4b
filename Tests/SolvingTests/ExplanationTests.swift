import APK
import Diagnostics
import Solving
import Testing

/// What people read when a world cannot be had, word for word.
@Suite struct ExplanationTests {
    private func text(_ packages: String, _ world: String) throws -> String {
        let error = #expect(throws: Diagnostic.self) {
            _ = try Solver(try Notation.universe(packages)).solve(try Notation.world(world))
        }
        let diagnostic = try #require(error)
        #expect(diagnostic.code == .unsolvable)
        #expect(diagnostic.code.exitStatus == 1)
        return DiagnosticRenderer(colour: false).render(diagnostic)
    }

    @Test func nobodyProvides() throws {
        #expect(
            try text("zlib-1 app-1{D:zlb}", "app") == """
                error: cannot install "app"
                  app-1 needs zlb
                    nothing provides zlb
                hint: did you mean "zlib"?

                """
        )
        #expect(
            try text("zlib-1", "zlibb zlib") == """
                error: cannot install "zlibb"
                  nothing provides zlibb
                hint: did you mean "zlib"?

                """
        )
    }

    @Test func tooOld() throws {
        #expect(
            try text("app-1.0-r0{D:lib>=2} lib-1.0-r0 lib-1.1-r0", "app") == """
                error: cannot install "app"
                  app-1.0-r0 needs lib>=2
                    lib-1.0-r0 (main) is too old
                    lib-1.1-r0 (main) is too old
                hint: the newest "lib" is 1.1-r0; ask for another version, or add a repository that has one

                """
        )
    }

    @Test func everyVersion() throws {
        #expect(
            try text("app-1{D:lib>=2} app-2{D:lib>=2} app-3{D:lib>=3} lib-1", "app") == """
                error: cannot install "app"
                  app-1 and app-2 need lib>=2
                    lib-1 (main) is too old
                  app-3 needs lib>=3
                    lib-1 (main) is too old
                hint: the newest "lib" is 1; ask for another version, or add a repository that has one

                """
        )
    }

    @Test func manyVersions() throws {
        let packages = (1...6).map { "lib-1.\($0)" } + ["app-1{D:lib>=2}"]
        #expect(
            try text(packages.joined(separator: " "), "app") == """
                error: cannot install "app"
                  app-1 needs lib>=2
                    each of lib-1.1 (main) … lib-1.6 (main) (6 packages) is too old
                hint: the newest "lib" is 1.6; ask for another version, or add a repository that has one

                """
        )
    }

    @Test func providedVersionIsTooNew() throws {
        #expect(
            try text("mesa-9{p:gl=3} app-1{D:gl<2}", "app") == """
                error: cannot install "app"
                  app-1 needs gl<2
                    mesa-9 (main) offers gl=3, which is too new
                hint: the newest "gl" is 3; ask for another version, or add a repository that has one

                """
        )
    }

    @Test func twoVersionsOfOneName() throws {
        #expect(
            try text("a-1{D:x} x-1{D:lib=1} b-1{D:lib=2} lib-1 lib-2 c-1", "a c b") == """
                error: cannot install "a" together with "b"
                  the world asks for a
                    a-1 needs x
                      x-1 needs lib=1
                        lib-1 (main) would do
                  the world asks for b
                    b-1 needs lib=2
                      lib-2 (main) would do
                  lib-1 and lib-2 cannot be installed together

                """
        )
    }

    @Test func twoHoldersOfOneName() throws {
        #expect(
            try text("a-1{p:cmd:x=1} b-1{p:cmd:x=1}", "a b") == """
                error: cannot install "a" together with "b"
                  the world asks for a
                    a-1 (main) would do
                  the world asks for b
                    b-1 (main) would do
                  a-1 and b-1 cannot be installed together: each holds the name cmd:x

                """
        )
    }

    @Test func conflict() throws {
        #expect(
            try text("a-1{D:musl} musl-1 z-1{D:!musl,q} q-1", "z a") == """
                error: cannot install "z" together with "a"
                  the world asks for z
                    z-1 conflicts with musl
                  the world asks for a
                    a-1 needs musl
                      musl-1 (main) would do

                """
        )
    }

    @Test func forbiddenByTheWorld() throws {
        #expect(
            try text("a-1{D:musl} musl-1", "a !musl") == """
                error: cannot install "a" together with "!musl"
                  the world asks for a
                    a-1 needs musl
                      musl-1 (main) would do
                  the world forbids musl

                """
        )
    }

    @Test func virtualName() throws {
        #expect(
            try text("nginx-1{p:httpd} apache-2{p:httpd} site-1{D:httpd}", "site") == """
                error: cannot install "site"
                  site-1 needs httpd
                    httpd is virtual: it is provided by nginx-1 (main) and apache-2 (main)
                hint: choose one of "apache", "nginx"

                """
        )
    }

    @Test func taggedRepository() throws {
        #expect(
            try text("a-1{D:b>=2} b-1 b-2{t:edge r:1}", "a") == """
                error: cannot install "a"
                  a-1 needs b>=2
                    b-2 (main) is only in repositories tagged @edge
                hint: write "b@edge" to allow that repository

                """
        )
        #expect(
            try text("a-1 b-2{t:edge r:1}", "a@egde") == """
                error: cannot install "a@egde"
                  no repository is tagged @egde

                """
        )
    }

    @Test func caseSplit() throws {
        #expect(
            try text("a-1{D:x} x-1{D:p} x-2{D:q} p-1{D:!b} q-1{D:r>1} r-1 b-1", "a b") == """
                error: cannot install "a" together with "b"
                  the world asks for a
                    a-1 needs x
                      x-1 needs p
                        p-1 conflicts with b
                      x-2 needs q
                        q-1 needs r>1
                          r-1 (main) is too old
                  the world asks for b
                    b-1 (main) would do
                hint: the newest "r" is 1; ask for another version, or add a repository that has one

                """
        )
    }
}
