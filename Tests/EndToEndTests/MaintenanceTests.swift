import Files
import SystemPackage
import Testing

/// Asking recipes, and taking them to other versions, as a person does.
@Suite struct MaintenanceTests {
    static let recipe = """
        # Stones.
        package:
          name: stone
          version: "1.0" # of upstream
          epoch: 2 # GHSA-1
        subpackages:
          - name: stone-dev

        """

    private func run(_ arguments: String..., in folder: TemporaryDirectory) async throws -> Outcome {
        try await run(arguments, in: folder)
    }

    private func run(_ arguments: [String], in folder: TemporaryDirectory) async throws -> Outcome {
        let outcome = try await Program.run(Program.cuttle.string, arguments, in: folder.path)
        return withExtendedLifetime(folder) { outcome }
    }

    private func folder() throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        for name in ["stone.yaml", "pebble.yaml"] {
            let text = Self.recipe.replacing("stone", with: name.dropLast(5))
            try Files.writeAtomically(Array(text.utf8), to: folder.path.appending(name))
        }
        return folder
    }

    private func text(_ folder: TemporaryDirectory, _ name: String = "stone.yaml") throws -> String {
        String(decoding: try Files.read(folder.path.appending(name)), as: UTF8.self)
    }

    @Test func showsWhatARecipeSays() async throws {
        let folder = try folder()
        let template = "{{ .Package.Name }}{{ range .Subpackages }} {{ .Name }}{{ end }}"
        #expect(try await run("query", "stone.yaml", template, in: folder).output == "stone stone-dev")
        #expect(try await run("package-version", "stone.yaml", in: folder).output == "stone-1.0-r2\n")
    }

    @Test func saysWhatIsWrongWithATemplate() async throws {
        let folder = try folder()
        let outcome = try await run("query", "stone.yaml", "{{ .Package.Verison }}", in: folder)
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(
            outcome.error == """
                template:1:12: error: Package has no field "Verison"
                 1 | {{ .Package.Verison }}
                   |            ^~~~~~~~
                hint: did you mean "Version"?

                """
        )
        #expect(try await run("query", "none.yaml", "", in: folder).error == "error: there is no recipe none.yaml\n")
    }

    @Test func bumpsAVersion() async throws {
        let folder = try folder()
        let patch = """
            --- stone.yaml
            +++ stone.yaml
            @@ -4,2 +4,2 @@
            -  version: "1.0" # of upstream
            -  epoch: 2 # GHSA-1
            +  version: "1.1" # of upstream
            +  epoch: 0 # GHSA-1

            """
        let dry = try await run("bump", "stone.yaml", "1.1", "--dry-run", in: folder)
        #expect(dry.output == patch)
        #expect(try text(folder) == Self.recipe)
        let outcome = try await run("bump", "stone.yaml", "1.1", in: folder)
        #expect(outcome.output == patch)
        #expect(outcome.error.isEmpty)
        #expect(try text(folder) == Self.recipe.replacing("1.0", with: "1.1").replacing("epoch: 2", with: "epoch: 0"))
    }

    @Test func raisesEpochs() async throws {
        let folder = try folder()
        let outcome = try await run("bump", "--epoch", "--json", "stone", "peb*.yaml", in: folder)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("\"recipe\": \"pebble.yaml\",\n    \"written\": true"))
        #expect(try text(folder) == Self.recipe.replacing("epoch: 2", with: "epoch: 3"))
        #expect(try text(folder, "pebble.yaml").contains("epoch: 3 # GHSA-1\n"))
    }

    @Test func writesNothingWhenAnythingIsWrong() async throws {
        let folder = try folder()
        try Files.writeAtomically(Array("package: {name: x, version: 1}\n".utf8), to: folder.path.appending("x.yaml"))
        let outcome = try await run("bump", "--epoch", "stone.yaml", "x.yaml", in: folder)
        #expect(outcome.status == 2)
        #expect(outcome.error.hasPrefix("x.yaml:1:10: error: the package has no \"epoch\"\n"))
        #expect(try text(folder) == Self.recipe)
    }

    @Test(arguments: [
        (["bump", "stone.yaml"], "name one recipe and its new version, as in: cuttle bump stone.yaml 1.1"),
        (
            ["bump", "--epoch", "stone.yaml", "--expected-commit", "x"],
            "--epoch leaves the sources alone, so it takes no --expected-commit"
        ),
    ])
    func saysHowItIsUsed(_ arguments: [String], _ message: String) async throws {
        let outcome = try await run(arguments, in: try folder())
        #expect(outcome.status == 2)
        #expect(outcome.error.hasPrefix("Error: \(message)\n"))
    }

    @Test(arguments: ["query", "package-version", "bump"]) func helpsWithAnExample(_ verb: String) async throws {
        let outcome = try await Program.run(Program.cuttle.string, ["help", verb])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("Example:\n  cuttle \(verb) "))
    }
}
