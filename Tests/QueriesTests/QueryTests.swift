import Diagnostics
import JSON
import Queries
import Recipes
import Templates
import Testing

/// What templates give on recipes.
@Suite struct QueryTests {
    static let text = """
        package:
          name: stone
          version: 1.10
          epoch: 4
          description: says ${{package.name}}
          url: https://upstream.invalid/
          target-architecture: [x86_64]
          copyright:
            - license: MIT
              license-path: COPYING
          dependencies:
            runtime: [pebble, "sand=${{package.version}}"]
            provider-priority: 5
          cpe: {vendor: quarry, product: stone, sw_edition: lts}
        environment:
          contents:
            packages: [build-base, make]
          environment: {CC: gcc}
        vars:
          x: one
          y-z: two
        var-transforms:
          - {from: "${{package.version}}", match: '\\.', replace: _, to: mangled}
        update:
          enabled: true
          ignore-regex-patterns: [rc]
          github:
            identifier: quarry/stone
            strip-prefix: v
            use-tag: true
        pipeline:
          - uses: fetch
            with:
              uri: https://upstream.invalid/stone-${{vars.mangled}}.tar.gz
              expected-sha256: aa
          - working-directory: sub
            pipeline:
              - name: inner
                runs: make
                environment: {V: "1"}
        subpackages:
          - name: ${{package.name}}-dev
            dependencies: {runtime: [stone]}
          - name: stone-doc
            url: https://doc.invalid/
        test:
          environment: {contents: {packages: [bash]}}
          pipeline: [{runs: stone}]

        """

    struct Case: Sendable, CustomTestStringConvertible {
        let template: String
        let result: String
        var testDescription: String { template }

        init(_ template: String, _ result: String) {
            self.template = template
            self.result = result
        }
    }

    static let cases = [
        Case("{{ .Package.Name }}-{{ .Package.Version }}-r{{ .Package.Epoch }}", "stone-1.10-r4"),
        Case("{{ .Package.FullVersion }} {{ .Name }} {{ .AllPackageNames }}", "1.10-r4 stone [stone stone-dev stone-doc]"),
        Case("{{ .Package.Description }}|{{ .Package.URL }}|{{ .Package.Commit }}|", "says stone|https://upstream.invalid/||"),
        Case("{{ .Package.TargetArchitecture }}{{ (index .Package.Copyright 0).LicensePath }}", "[x86_64]COPYING"),
        Case("{{ .Package.Dependencies.Runtime }} {{ .Package.Dependencies.ProviderPriority }}", "[pebble sand=1.10] 5"),
        Case("{{ .Package.CPE.Vendor }} {{ .Package.CPE.SWEdition }} {{ .Package.CPE.TargetHW | printf \"%q\" }}", "quarry lts \"\""),
        Case("{{ .Package.SetCap }} {{ .Package.Timeout }} {{ .Package.Resources.CPU }}| {{ .Package.Scriptlets }}", "[] 0s | <nil>"),
        Case("{{ range .Subpackages }}{{ .Name }}\n{{ end }}", "stone-dev\nstone-doc\n"),
        Case("{{ range .Subpackages }}{{ with .URL }}{{ . }}{{ end }}{{ end }}", "https://doc.invalid/"),
        Case("{{ len .Subpackages }} {{ (index .Subpackages 0).Dependencies.Runtime }}", "2 [stone]"),
        Case("{{ range .Environment.Contents.Packages }}{{ . }} {{ end }}{{ .Environment.Environment.CC }}", "build-base make gcc"),
        Case("{{ .Environment.Accounts.RunAs }}{{ .Environment.Archs }}{{ .Environment.VCSUrl }}", "[]"),
        Case("{{ if .Test }}{{ range .Test.Pipeline }}{{ .Runs }}{{ end }}{{ end }}", "stone"),
        Case("{{ .Test.Environment.Contents.Packages }}", "[bash]"),
        Case("{{ with .Update.GitHubMonitor }}{{ .Identifier }} {{ .GetStripPrefix }} {{ .UseTags }}{{ end }}", "quarry/stone v true"),
        Case("{{ .Update.Enabled }} {{ .Update.Manual }} {{ .Update.ReleaseMonitor }}", "true false <nil>"),
        Case("{{ .Update.IgnoreRegexPatterns }}", "[rc]"),
        Case("{{ index .Vars \"x\" }} {{ index .Vars \"y-z\" }} {{ index .Vars \"none\" }}|{{ .Vars.x }}", "one two |one"),
        Case("{{ with index .VarTransforms 0 }}{{ .To }} {{ .Match }}{{ end }}", "mangled \\."),
        Case("{{ (index .Pipeline 0).With.uri }}", "https://upstream.invalid/stone-1_10.tar.gz"),
        Case("{{ range .Pipeline }}{{ .Uses }},{{ .WorkDir }},{{ len .Pipeline }};{{ end }}", "fetch,,0;,sub,1;"),
        Case("{{ range .Pipeline }}{{ range .Pipeline }}{{ .Name }} {{ .Runs }} {{ .Environment.V }}{{ end }}{{ end }}", "inner make 1"),
        Case("{{ .Capabilities.Add }}{{ .Options }}{{ .Data }}", "[]map[][]"),
    ]

    @Test(arguments: cases) func gives(_ example: Case) throws {
        let recipe = try Recipe(SourceFile(name: "stone.yaml", bytes: Array(Self.text.utf8)))
        #expect(try Template(example.template).render(TemplateValue(recipe: recipe.document())) == example.result)
    }

    /// Every field of the table, absent: nothing is asked of what the table forgot.
    @Test func givesZeroValuesOfAnEmptyRecipe() throws {
        let value = TemplateValue(recipe: .object([]))
        #expect(try Template("{{ .Package.Epoch }}{{ .Package.Name }}{{ .Update.Enabled }}{{ .Test }}").render(value) == "0false<nil>")
        #expect(!value.text.contains("no value"))
    }

    /// The compiled form writes some keys with capitals (RECIPE.md §14.1).
    @Test func readsTheCompiledForm() throws {
        let recipe = JSON.object([
            "package": .object(["name": .string("a"), "timeout": .number(90_000_000_000), "epoch": .number(2)]),
            "pipeline": .array([.object(["needs": .object(["Packages": .strings(["wget"])])])]),
            "options": .object([
                "o": .object([
                    "Vars": .object(["k": .string("v")]),
                    "Environment": .object(["Contents": .object(["Packages": .object(["Add": .strings(["x"]), "Remove": .null])])]),
                ])
            ]),
        ])
        let template = try Template(
            "{{ .Package.Timeout }} {{ (index .Pipeline 0).Needs.Packages }} {{ .Options.o.Vars.k }} "
                + "{{ .Options.o.Environment.Contents.Packages.Add }}{{ .Options.o.Environment.Contents.Packages.Remove }}"
        )
        #expect(try template.render(TemplateValue(recipe: recipe)) == "1m30s [wget] v [x][]")
    }

    @Test func suggestsFields() throws {
        let error = #expect(throws: Diagnostic.self) {
            try Template("{{ .Update.GithubMonitor }}").render(TemplateValue(recipe: .object([])))
        }
        #expect(error?.message == "Update has no field \"GithubMonitor\"")
        #expect(error?.hints == ["did you mean \"GitHubMonitor\"?"])
    }
}
