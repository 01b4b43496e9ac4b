import Testing

@testable import RecipeLinting

/// Rules about scripts and tests.
@Suite struct ScriptRuleTests {
    @Test func knowsNoVariablesOfOthers() throws {
        let text =
            Given.package + """
                vars:
                  place: usr
                pipeline:
                  - pipeline:
                      - runs: |
                          make
                          cp -r a "$pkgdir"/${{vars.place}}
                subpackages:
                  - name: hello-doc
                    pipeline:
                      - runs: cd $srcdir

                """
        #expect(
            try Given.findings(of: "bad-template-var", in: text) == """
                hello.yaml:13:20: error: $pkgdir is a variable of APKBUILD files [bad-template-var]
                 13 |           cp -r a "$pkgdir"/${{vars.place}}
                    |                    ^~~~~~~
                hint: use ${{targets.destdir}}
                hello.yaml:17:18: error: $srcdir is a variable of APKBUILD files [bad-template-var]
                 17 |       - runs: cd $srcdir
                    |                  ^~~~~~~
                hint: use the workspace, which is where steps run

                """
        )
    }

    @Test(arguments: [
        ("$pkgver", "use ${{package.version}}"), ("$pkgname-1", "use ${{package.name}}"), ("$pkgversion", ""), ("${pkgdir}", ""),
        ("pkgdir", ""), ("$pkgdir_x", ""), ("$", ""),
    ])
    func tellsWhatIsMeant(_ word: String, _ hint: String) throws {
        let found = try Given.findings(of: "bad-template-var", in: Given.package + "pipeline:\n  - runs: echo \(word)\n")
        #expect(hint.isEmpty ? found.isEmpty : found.hasSuffix("hint: \(hint)\n"), "\(found)")
    }

    @Test func comparesRemindersWithTheVersion() throws {
        let text =
            Given.package + """
                pipeline:
                  - runs: |
                      # CHECK-WHEN-VERSION-CHANGES: 1.2.3
                      make
                      # CHECK-WHEN-VERSION-CHANGES: 1.2.2
                      # CHECK-WHEN-VERSION-CHANGES: ${{package.version}}
                      # CHECK-WHEN-VERSION-CHANGES:

                """
        #expect(
            try Given.findings(of: "check-when-version-changes", in: text) == """
                hello.yaml:11:7: error: this was checked for version 1.2.2, and the package has 1.2.3 [check-when-version-changes]
                 11 |       # CHECK-WHEN-VERSION-CHANGES: 1.2.2
                    |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
                hint: check what the comment stands at, then write the version into it

                """
        )
    }

    @Test(arguments: [
        "pipeline:\n  - uses: sccache/enable\n", "test:\n  pipeline:\n  - uses: sccache/enable\n",
        "subpackages:\n  - name: a\n    pipeline:\n    - uses: sccache/enable\n",
        "subpackages:\n  - name: a\n    test:\n      pipeline:\n      - uses: sccache/enable\n",
        "pipeline:\n  - pipeline:\n    - uses: sccache/enable\n",
    ])
    func refusesSccache(_ section: String) throws {
        let found = try Given.findings(of: "sccache-enabled", in: Given.package + section)
        #expect(found.contains(": error: sccache/enable is for development only [sccache-enabled]\n"), "\(found)")
        #expect(found.hasSuffix("hint: remove the step\n"))
        #expect(try Given.findings(of: "sccache-enabled", in: Given.package + section.replacing("/enable", with: "/report")) == "")
    }
}

/// Rules about tests.
@Suite struct TestRuleTests {
    @Test func wantsATest() throws {
        let rule = "valid-package-or-subpackage-test"
        for section in ["", "test:\n  pipeline: []\n", "subpackages:\n  - name: a\n"] {
            #expect(
                try Given.findings(of: rule, in: Given.package + section) == """
                    hello.yaml:2:9: info: neither the package nor a subpackage has a test [\(rule)]
                     2 |   name: hello
                       |         ^~~~~
                    hint: add:  test: {pipeline: [{runs: …}]}

                    """
            )
        }
        for section in ["test:\n  pipeline: [{runs: a}]\n", "subpackages:\n  - name: a\n    test:\n      pipeline: [{runs: a}]\n"] {
            #expect(try Given.findings(of: rule, in: Given.package + section) == "")
        }
    }

    private static func findings(_ script: [String]) throws -> String {
        let text = Given.package + "test:\n  pipeline:\n    - runs: |\n" + script.map { "        \($0)\n" }.joined()
        return try Given.findings(of: "background-process-without-redirect", in: text)
    }

    @Test(arguments: [
        ["server &"], ["server&"], ["server &  "], ["server & sleep 1"], ["server &", "curl localhost"], ["server --daemon"],
        ["server --daemonize"], ["server --detach"], ["server -daemon"], ["server \\", "  --port 1 &"], ["--daemon"],
        ["server --daemon=yes"],
    ])
    func wantsOutputElsewhere(_ script: [String]) throws {
        let found = try Self.findings(script)
        let message = "this goes on in the background, and writes into the output of the test"
        #expect(found.hasPrefix("hello.yaml:10:9: warning: \(message) [background-process-without-redirect]\n"), "\(found)")
        #expect(found.hasSuffix("hint: send its output into a file:  >server.log 2>&1\n"))
    }

    @Test(arguments: [
        ["a && b"], ["a &&", "b"], ["server >log &"], ["server >> log 2>&1 &"], ["server &>log &"], ["server 2>/dev/null &"], ["a 2>&1"],
        ["# server &"], ["server --no-daemon"], ["server --daemons"], ["gpg --detach-sign"], ["a & b"], ["a & sleepy"], ["a |&", "b"],
        ["cut -d x"], ["server --daemon \\", "  >log"], [""],
    ])
    func leavesOthersAlone(_ script: [String]) throws {
        #expect(try Self.findings(script) == "")
    }

    @Test func pointsToTheLine() throws {
        let text =
            Given.package + """
                subpackages:
                  - name: hello-server
                    test:
                      pipeline:
                        - runs: |
                            mkdir a
                            serve ${{package.name}} \\
                              --port 1 &
                            sleep 1

                """
        #expect(
            try Given.findings(of: "background-process-without-redirect", in: text) == """
                hello.yaml:13:13: warning: this goes on in the background, and writes into the output of the test \
                [background-process-without-redirect]
                 13 |             serve ${{package.name}} \\
                    |             ^~~~~~~~~~~~~~~~~~~~~~~~~
                hint: send its output into a file:  >server.log 2>&1

                """
        )
    }
}
