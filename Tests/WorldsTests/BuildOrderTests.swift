import Diagnostics
import Testing

@testable import Worlds

/// Which recipe waits for which.
@Suite struct BuildOrderTests {
    @Test func aRecipeWaitsForWhatItsEnvironmentNeedsInTurn() throws {
        let folder = try Folder([
            "app": needing("lib-dev"),
            "lib": "  dependencies: {runtime: [base]}\nsubpackages: [{name: lib-dev, dependencies: {runtime: [headers]}}]\n",
            "base": "", "headers": needing("tool"), "tool": "", "other": needing("nowhere"),
        ])
        #expect(
            try folder.order() == [
                "app": ["headers", "lib", "tool"], "lib": [], "base": [], "headers": ["tool"], "tool": [], "other": [],
            ]
        )
    }

    @Test func whatPipelinesNeedCounts() throws {
        let folder = try Folder(["app": "pipeline: [{uses: autoconf/make}]\n", "make": ""])
        #expect(try folder.order() == ["app": ["make"], "make": []])
    }

    @Test(arguments: ["virtual", "virtual=1", "\"virtual>0\"", "\"virtual~1\"", "real-sub", "virtual@edge"])
    func aNameMayBeProvidedOrHaveAVersion(_ need: String) throws {
        let folder = try Folder(["app": needing(need), "real": "subpackages: [{name: real-sub, dependencies: {provides: [virtual=1]}}]\n"])
        #expect(try folder.order()["app"] == ["real"])
    }

    @Test(arguments: ["\"!lib\"", "app", "app-sub"])
    func aConflictOrAPackageOfItsOwnMakesNobodyWait(_ need: String) throws {
        let folder = try Folder(["app": needing(need) + "subpackages: [{name: app-sub}]\n", "lib": ""])
        #expect(try folder.order()["app"] == [])
    }

    @Test func whatTheSeedStandsInForMakesNobodyWait() throws {
        let folder = try Folder(["make": needing("gcc"), "gcc": needing("make")])
        #expect(try folder.order(standIns: ["gcc"]) == ["make": [], "gcc": ["make"]])
    }

    @Test func edgesAreBetweenSubpackages() throws {
        // lib's tools need app, but app needs only lib itself.
        let folder = try Folder(["app": needing("lib"), "lib": "subpackages: [{name: lib-tools, dependencies: {runtime: [app]}}]\n"])
        #expect(try folder.order() == ["app": ["lib"], "lib": []])
    }

    @Test func aCycleIsShownTheShortestWayRound() throws {
        let folder = try Folder([
            "a": needing("b", "z"), "b": needing("c"), "c": needing("a"), "z": needing("y"), "y": needing("x"), "x": needing("a"),
        ])
        #expect(
            problem { _ = try folder.order() } == """
                \(folder.path)/a.yaml:2:9: error: recipes need one another: a needs b needs c needs a
                 2 |   name: a
                   |         ^
                hint: take one of these dependencies out of environment.contents.packages, or build one from another repository

                """
        )
    }

    @Test func aCycleFurtherDownIsNotBlamedOnWhoeverLeadsThere() throws {
        let folder = try Folder(["a": needing("b"), "b": needing("c"), "c": needing("b")])
        #expect(problem { _ = try folder.order() }.contains("error: recipes need one another: b needs c needs b\n"))
    }

    @Test func aNeedThatIsNoDependencyIsShownWithItsRecipe() throws {
        let folder = try Folder(["a": needing("\"b=not/a/version\"")])
        #expect(
            problem { _ = try folder.order() } == """
                \(folder.path)/a.yaml:4:37: error: "not/a/version" is not a version
                 4 | environment: {contents: {packages: ["b=not/a/version"]}}
                   |                                     ^~~~~~~~~~~~~~~~~
                hint: a version is digits.digits…, then perhaps a letter, suffixes such as _rc1 or _p2, ~commit, and -rN, such as 1.2.3_rc1-r0

                """
        )
    }

    @Test(.timeLimit(.minutes(30))) func manyRecipesInAChainTakeNoTime() throws {
        let folder = try Folder([:])
        let count = 300
        try folder.write((0..<count).map { ("r\($0)", $0 + 1 < count ? needing("r\($0 + 1)") : "") })
        #expect(try folder.order()["r0"]?.count == count - 1)
    }
}
