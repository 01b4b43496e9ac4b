import Files
import SystemPackage
import Testing

/// What linters do to builds, and what they say of packages (PACKAGE.md §8, §9).
@Suite struct LintTests {
    private func recipe(_ name: String, _ script: String, more: String = "") -> String {
        """
        package:
          name: \(name)
          version: "1"
          epoch: 0
          copyright:
            - license: MIT
        \(more)
        environment:
          contents:
            packages: [build-base]
        pipeline:
          - runs: |
        \(script.split(separator: "\n").map { "      \($0)\n" }.joined())
        """
    }

    private let messy = """
        mkdir -p ${{targets.destdir}}/dev ${{targets.destdir}}/opt
        echo x >${{targets.destdir}}/dev/x
        echo x >${{targets.destdir}}/opt/x
        """

    @Test func requiredFindingsKeepPackagesFromBeingPublished() async throws {
        let desk = try await Desk()
        try desk.write("me.yaml", recipe("me", messy))
        let failed = try await desk.build(["me.yaml", "--force"])
        #expect(failed.status == 1)
        let golden = """
            error: me-1-r0: 1 file below /dev, which the system fills [dev]
              dev/x
            hint: remove them from the package: the system fills /dev when it starts

            """
        #expect(failed.error.hasSuffix(golden))
        #expect(failed.error.contains("warning: me-1-r0: 1 file below /opt, which belongs to the administrator [opt]\n  opt/x\n"))
        #expect(try desk.packages() == [])
        // A recipe that disables the rule is built, and what was found is shown and recorded.
        try desk.write("me.yaml", recipe("me", messy, more: "  checks: {disabled: [dev]}"))
        let built = try await desk.build(["me.yaml", "--persist-lint-results", "--force"])
        #expect(built.status == 0, "\(built.error)")
        #expect(built.error.contains("warning: me-1-r0: 1 file below /dev"))
        #expect(try desk.packages() == ["me-1-r0.apk"])
        let folder = desk.path.appending("packages/x86_64")
        let report = String(decoding: try Files.read(folder.appending("lint-me-1-r0.json")), as: UTF8.self)
        #expect(report.hasPrefix("{\n  \"package_name\": \"me-1-r0\",\n  \"findings\": {\n    \"dev\": ["))
        // Another selection is asked of what was built before.
        let again = try await desk.build(["me.yaml", "--lint-require", "dev,opt", "--lint-warn", "object"])
        #expect(again.status == 1)
        #expect(again.error.contains("error: me-1-r0: 1 file below /opt"))
        #expect(again.error.contains("warning: me-1-r0: 1 file below /dev"))
        let unchanged = try await desk.build(["me.yaml"])
        #expect(unchanged.status == 0)
        #expect(unchanged.error.contains("me-1-r0: unchanged"))
        // The package carries its recipe, and is judged by it.
        let linted = try await desk.cuttle(["lint", "packages/x86_64/me-1-r0.apk"])
        #expect(linted.status == 0, "\(linted.error)")
        #expect(linted.error.hasSuffix("1 package, 2 warnings\n"))
    }

    @Test func refusesUnknownLintersBeforeAnythingRuns() async throws {
        let desk = try await Desk()
        try desk.write("me.yaml", recipe("me", "exit 1", more: "  checks: {disabled: [usrmerg]}"))
        let named = try await desk.build(["me.yaml"])
        #expect(named.status == 2)
        #expect(named.error.contains("error: unknown linter \"usrmerg\" in checks.disabled of me\n"))
        #expect(named.error.contains("hint: did you mean \"usrmerge\"?\n"))
        let asked = try await desk.build(["me.yaml", "--lint-require", "no"])
        #expect(asked.status == 2)
        #expect(asked.error.contains("error: unknown linter \"no\" in --lint-require\nhint: see cuttle lint --list-rules\n"))
    }

    @Test func printsFindingsAndRulesForPrograms() async throws {
        let desk = try await Desk()
        try desk.write("me.yaml", recipe("me", messy, more: "  checks: {disabled: [dev]}"))
        #expect(try await desk.build(["me.yaml"]).status == 0)
        let linted = try await desk.cuttle(["lint", "packages/x86_64/me-1-r0.apk", "--json", "--lint-require", "opt", "--lint-warn", "dev"])
        #expect(linted.status == 1)
        #expect(linted.error == "")
        #expect(linted.output.hasPrefix("{\n  \"packages\": [\n    {\n      \"package_name\": \"me-1-r0\",\n      \"findings\": {\n"))
        #expect(linted.output.contains("\"message\": \"1 file below /opt, which belongs to the administrator\",\n"))
        #expect(linted.output.contains("\"severity\": \"warning\""))
        let rules = try await desk.cuttle(["lint", "--list-rules"])
        #expect(rules.status == 0)
        #expect(rules.output.contains("\nsetuidgid              required  no file has the set-user-ID, set-group-ID or sticky bit\n"))
        #expect(rules.output.split(separator: "\n").count == 36)
        let missing = try await desk.cuttle(["lint", "none.apk"])
        #expect(missing.status == 2)
        #expect(missing.error == "error: there is no package none.apk\n")
        try desk.write("text.apk", "no package at all")
        let damaged = try await desk.cuttle(["lint", "text.apk", "packages/x86_64/me-1-r0.apk", "--lint-require", "empty"])
        #expect(damaged.status == 1)
        #expect(damaged.error.contains("text.apk is damaged"))
    }

    @Test func explainsDependenciesAndProvides() async throws {
        let desk = try await Desk()
        let script =
            "mkdir -p ${{targets.destdir}}/usr/bin\nprintf '#!/usr/bin/tool\\n' >${{targets.destdir}}/usr/bin/me\n"
            + "chmod 755 ${{targets.destdir}}/usr/bin/me"
        try desk.write("me.yaml", recipe("me", script, more: "  dependencies: {runtime: [other>1]}"))
        #expect(try await desk.build(["me.yaml"]).status == 0)
        let explained = try await desk.cuttle(["lint", "--explain", "packages/x86_64/me-1-r0.apk"])
        #expect(explained.status == 0)
        let golden = """
            me 1-r0
              needs
                cmd:tool
                  usr/bin/me is a script that it runs
                other>1
                  the recipe declares it
              offers
                cmd:me=1-r0
                  usr/bin/me is executable, in a folder of commands

            """
        #expect(explained.output == golden)
        let object = try await desk.cuttle(["lint", "--explain", "--json", "packages/x86_64/me-1-r0.apk"])
        #expect(object.output.contains("\"text\": \"cmd:tool\",\n"))
        #expect(object.output.contains("\"rule\": \"shebang\",\n              \"path\": \"usr/bin/me\"\n"))
    }

    @Test func packagesOfARepositoryDoNotShareFiles() async throws {
        let desk = try await Desk()
        let script = "mkdir -p ${{targets.destdir}}/usr/share\necho ${{package.name}} >${{targets.destdir}}/usr/share/same"
        try desk.write("one.yaml", recipe("one", script))
        try desk.write("two.yaml", recipe("two", script))
        #expect(try await desk.build(["one.yaml"]).status == 0)
        let failed = try await desk.build(["two.yaml"])
        #expect(failed.status == 1)
        let golden = """
            error: two-1-r0: 1 file that the package one-1-r0 has too [file-conflict]
              usr/share/same
            hint: take the file out of one of them, or let one name the other in  dependencies: {replaces: […]}

            """
        #expect(failed.error.hasSuffix(golden))
        #expect(try desk.packages() == ["one-1-r0.apk"])
        #expect(try await desk.build(["one.yaml"]).status == 0)
        try desk.write("two.yaml", recipe("two", script, more: "  dependencies: {replaces: [one]}"))
        #expect(try await desk.build(["two.yaml"]).status == 0)
        #expect(try desk.packages() == ["one-1-r0.apk", "two-1-r0.apk"])
        // Without a repository, those that are named are compared.
        try desk.write("three.yaml", recipe("three", script))
        #expect(try await desk.build(["three.yaml", "--out-dir", "others"]).status == 0)
        let compared = try await desk.cuttle(["lint", "packages/x86_64/one-1-r0.apk", "others/x86_64/three-1-r0.apk"])
        #expect(compared.status == 1)
        #expect(compared.error.hasPrefix("error: three-1-r0: 1 file that the package one-1-r0 has too [file-conflict]\n  usr/share/same\n"))
    }

    @Test func needsAreDeclared() async throws {
        let desk = try await Desk()
        let script = "mkdir -p ${{targets.destdir}}/usr/share\nln -s ../bin/make ${{targets.destdir}}/usr/share/make"
        try desk.write("me.yaml", recipe("me", script))
        let built = try await desk.build(["me.yaml", "--force"])
        #expect(built.status == 0)
        let warning =
            "me-1-r0: 1 need of packages that only the build environment has [undeclared-dependency]\n  usr/share/make needs /usr/bin/make of "
        #expect(built.error.contains("warning: \(warning)"))
        let refused = try await desk.build(["me.yaml", "--lint-require", "undeclared-dependency"])
        #expect(refused.status == 1)
        #expect(refused.error.contains("error: \(warning)"))
        try desk.write("me.yaml", recipe("me", script, more: "  dependencies: {runtime: [build-base]}"))
        let declared = try await desk.build(["me.yaml", "--force"])
        #expect(declared.status == 0)
        #expect(!declared.error.contains("undeclared-dependency"))
    }

    @Test func comparesLicenses() async throws {
        let desk = try await Desk()
        let text = "echo 'SPDX-License-Identifier: Zlib' >LICENSE\nmkdir -p ${{targets.destdir}}/usr\necho x >${{targets.destdir}}/usr/x"
        try desk.write("me.yaml", recipe("me", text))
        let built = try await desk.build(["me.yaml", "--force"])
        #expect(built.status == 0)
        #expect(built.error.contains("warning: me: the sources hold licenses that are not declared\n"))
        try desk.write("me.yaml", recipe("me", text, more: "      license-path: COPYING"))
        let failed = try await desk.build(["me.yaml", "--force"])
        #expect(failed.status == 1)
        #expect(failed.error.contains("error: me: the sources have no file COPYING, which is to hold the license\n"))
        try desk.write("me.yaml", recipe("me", text, more: "      license-path: LICENSE\n      detection-override: Zlib"))
        let silent = try await desk.build(["me.yaml", "--force"])
        #expect(silent.status == 0)
        #expect(!silent.error.contains("licenses that are not declared"))
    }
}
