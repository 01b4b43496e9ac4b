import ImageConfigurations
import Testing

@testable import Recipes

/// The two ways in which variables are replaced (RECIPE.md §4).
@Suite struct SubstitutionTests {
    static let values = Substitution(
        package: PackageVariables(name: "hello", version: "1", epoch: 0, description: ""),
        variables: ["a": "${{package.name}}", "empty": "", "b c": "odd"]
    )

    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("${{package.name}}", "hello"), ("<${{package.name}}${{package.name}}>", "<hellohello>"),
        ("${{vars.a}}", "${{package.name}}"), ("a${{vars.empty}}b", "ab"), ("${{ package.name }}", "${{ package.name }}"),
        ("${{unknown}}", "${{unknown}}"), ("${{package.name", "${{package.name"), ("${{${{package.name}}}}", "${{hello}}"),
        ("}}${{package.name}}{{", "}}hello{{"), ("${ {package.name}}", "${ {package.name}}"), ("$${{package.name}}", "$hello"),
        ("${{}}", "${{}}"), ("${{", "${{"), ("${{vars.b c}}", "odd"), ("ä${{package.name}}ö", "ähelloö"),
    ])
    func exactlyLeavesWhatItDoesNotKnow(_ text: String, _ expected: String) {
        #expect(Self.values.replaceExactly(in: text) == expected)
    }

    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("${{package.name}}", "hello"), ("${{ package.name }}", "hello"), ("${{\tpackage.name\n}}", "hello"),
        ("${{\r\npackage.name\r\n}}", "hello"), ("${{vars.a}}", "${{package.name}}"), ("a${{ vars.empty }}b", "ab"), ("a}}b", "a}}b"),
        ("${HOME} $(x) $1", "${HOME} $(x) $1"),
    ])
    func tolerantlyAllowsBlanks(_ text: String, _ expected: String) throws {
        #expect(try Self.values.resolve(text, at: nil) == expected)
    }

    @Test(arguments: [
        ("${{", "a variable that begins with \"${{\" is not closed with \"}}\""),
        ("${{package.name}} ${{package.name", "a variable that begins with \"${{\" is not closed with \"}}\""),
        ("${{}}", "a variable without a name"), ("${{ \n }}", "a variable without a name"),
        ("${{package.nam}}", "unknown variable \"package.nam\""), ("${{a b}}", "unknown variable \"a b\""),
    ])
    func tolerantlyRefusesWhatItDoesNotKnow(_ text: String, _ message: String) {
        #expect(problem { _ = try Self.values.resolve(text, at: nil) }.hasPrefix("error: \(message)\n"))
    }

    /// Which fields are replaced while a recipe is parsed, by exact text only (RECIPE.md §4.2).
    @Test func theFirstPassReachesTheFieldsOfTheFormat() throws {
        let recipe = try Given.recipe(
            """
            package:
              name: hello
              version: 1.10
              epoch: 3
              description: ${{package.name}} ${{vars.a}} ${{unknown}}
              url: https://x/${{package.full-version}}
              commit: ${{vars.a}}
              annotations: {k: "${{vars.a}}"}
              copyright: [{license: "${{vars.a}}"}]
              scriptlets: {post-install: "${{vars.a}}", trigger: {script: "${{vars.a}}", paths: ["${{vars.a}}"]}}
            vars: {a: A}
            environment:
              contents:
                repositories: ["${{vars.a}}"]
                keyring: ["${{vars.a}}"]
              environment: {E: "${{vars.a}}"}
              accounts: {users: [{username: "${{vars.a}}", uid: 5}]}
            pipeline:
              - name: ${{vars.a}}
                uses: ${{vars.a}}
                with: {i: "${{vars.a}}"}
                if: "'${{vars.a}}' == 'A'"
                working-directory: ${{vars.a}}
                environment: {E: "${{vars.a}}"}
                needs: {packages: ["${{vars.a}}"]}
              - runs: ${{vars.a}} ${{ vars.a }} ${{package.epoch}}
            """
        )
        let package = recipe.package
        #expect(package.description == "hello A ${{unknown}}")
        #expect(package.url == "https://x/1.10-r3")
        #expect(package.commit == "${{vars.a}}")
        #expect(package.annotations == ["k": "A"])
        #expect(package.licenses == ["A"])
        #expect(package.scriptlets?.scripts == ["post-install": "A", "trigger": "A"])
        #expect(package.scriptlets?.triggerPaths == ["A"])
        #expect(recipe.environment.contents.repositories == ["A"])
        #expect(recipe.environment.contents.keyring == ["A"])
        #expect(recipe.environment.environment["E"] == "A")
        #expect(recipe.environment.accounts.users.map(\.name) == ["${{vars.a}}", "build"])
        let step = try #require(recipe.pipeline.first)
        #expect(step.name == "A")
        #expect(step.uses?.text == "${{vars.a}}")
        #expect(step.given("i")?.text == "A")
        #expect(step.condition?.text == "'A' == 'A'")
        #expect(step.workingDirectory?.text == "A")
        #expect(step.environment == ["E": "A"])
        #expect(step.needs.map(\.text) == ["A"])
        #expect(recipe.pipeline.last?.runs?.text == "A ${{ vars.a }} 3")
    }

    @Test func aNameOfVariablesIsSeenElsewhereAsItWasWritten() throws {
        let recipe = try Given.recipe(
            "package:\n  name: ${{vars.n}}\n  version: 1\n  description: ${{package.name}}\nvars: {n: hello}\n"
        )
        #expect(recipe.package.name == "hello")
        #expect(recipe.package.description == "${{vars.n}}")
    }

    /// Dependencies and package lists go through the second pass, where blanks are allowed and the unknown is an error (RECIPE.md §4.3).
    @Test func theSecondPassReachesDependenciesAndPackages() throws {
        let recipe = try Given.recipe(
            """
            package:
              name: hello
              version: 1.10
              dependencies: {runtime: ["a=${{ package.full-version }}"], provides: ["b=${{package.version}}"], replaces: ["${{ vars.r }}"]}
            vars: {r: old}
            environment: {contents: {packages: ["${{ vars.r }}-dev"]}}
            subpackages:
              - name: hello-dev
                dependencies: {runtime: ["hello=${{ package.full-version }}"], provider-priority: "${{ package.epoch }}"}
            """
        )
        #expect(recipe.package.dependencies.runtime == ["a=1.10-r0"])
        #expect(recipe.package.dependencies.provides == ["b=1.10"])
        #expect(recipe.package.dependencies.replaces == ["old"])
        #expect(recipe.environment.contents.packages == ["old-dev"])
        #expect(recipe.subpackages.first?.dependencies.runtime == ["hello=1.10-r0"])
        #expect(recipe.subpackages.first?.dependencies.providerPriority == 0)
    }

    @Test func theSecondPassShowsAnUnknownVariable() {
        #expect(
            problem { _ = try Given.recipe(Given.head + "  dependencies:\n    runtime:\n      - foo-${{package.versoin}}\n") } == """
                hello.yaml:6:13: error: unknown variable "package.versoin"
                 6 |       - foo-${{package.versoin}}
                   |             ^~~~~~~~~~~~~~~~~~~~
                hint: did you mean "package.version"?

                """
        )
    }

    @Test func variablesOfTheBuildAreUnknownInDependencies() {
        let text = problem { _ = try Given.recipe(Given.head + "  dependencies:\n    runtime: [\"a-${{build.arch}}\"]\n") }
        #expect(text.contains("error: unknown variable \"build.arch\"\n"))
    }

    /// The variables of steps (RECIPE.md §4.4).
    @Test(arguments: [
        ("package.name", "hello", "hello"), ("package.version", "1.10", "1.10"), ("package.epoch", "0", "0"),
        ("package.full-version", "1.10-r0", "1.10-r0"), ("package.srcdir", "/home/build", "/home/build"),
        ("targets.outdir", "/home/build/melange-out", "/home/build/melange-out"),
        ("targets.destdir", "/home/build/melange-out/hello", "/home/build/melange-out/hello"),
        ("targets.contextdir", "/home/build/melange-out/hello", "/home/build/melange-out/hello-dev"),
        ("context.name", "hello", "hello-dev"),
        ("targets.package.hello-dev", "/home/build/melange-out/hello-dev", "/home/build/melange-out/hello-dev"),
        ("host.triplet.gnu", "x86_64-pc-linux-gnu", "x86_64-pc-linux-gnu"),
        ("cross.triplet.rust.musl", "x86_64-unknown-linux-musl", "x86_64-unknown-linux-musl"), ("build.arch", "x86_64", "x86_64"),
        ("build.goarch", "amd64", "amd64"), ("vars.v", "V", "V"),
    ])
    func aStepKnows(_ name: String, _ main: String, _ sub: String) throws {
        let steps = "pipeline:\n      - runs: ${{ \(name) }}\n"
        let text = "pipeline:\n  - runs: ${{ \(name) }}\nvars: {v: V}\nsubpackages:\n  - name: hello-dev\n    \(steps)"
        let packages = try Given.compiled(Given.head + text).packages
        #expect(packages.map { Given.scripts($0.steps) } == [[main], [sub]])
    }

    @Test(arguments: ["targets.subpkgdir", "subpkg.name"])
    func onlyASubpackageKnows(_ name: String) throws {
        let sub = "subpackages:\n  - name: hello-dev\n    pipeline:\n      - runs: ${{\(name)}}\n"
        #expect(try Given.compiled(Given.head + sub).packages.last.map { Given.scripts($0.steps).joined() }?.hasSuffix("hello-dev") == true)
        let text = problem { _ = try Given.steps("pipeline:\n  - runs: ${{\(name)}}\n") }
        #expect(text.contains("error: unknown variable \"\(name)\"\n"))
    }

    @Test(arguments: ["package.description", "range.key", "inputs.x", "env.HOME"])
    func noStepKnows(_ name: String) {
        let text = problem { _ = try Given.steps("pipeline:\n  - runs: ${{ \(name) }}\n") }
        #expect(text.contains("error: unknown variable \"\(name)\"\n"), "\(text)")
    }
}
