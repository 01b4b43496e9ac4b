import APK
import Diagnostics
import Solving
import Testing

@Suite struct SolverTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let packages: String
        let world: String
        let result: String

        init(_ packages: String, _ world: String, _ result: String) {
            self.packages = packages
            self.world = world
            self.result = result
        }

        var testDescription: String { "\(packages) | \(world)" }
    }

    /// The micro-cases of SOLVER.md §10, with what a complete solver with the preferences of apk-tools makes of them.
    @Test(arguments: [
        Case("foo-1 bar-1", "!foo bar", "bar-1"),
        Case("foo-1{p:foo=1 D:bar} bar-1", "foo", "bar-1 foo-1"),
        Case("foo-1{p:cmd:a=1,cmd:a=1 D:bar} bar-1", "foo", "bar-1 foo-1"),
        Case("foo-1.0-r0", "foo=1.0", "error"),
        Case("foo-1.0-r0", "foo~1.0", "foo-1.0-r0"),
        Case("a-1{p:so:x=1.2} b-1{p:so:x=1.0-r1}", "so:x", "a-1"),
        Case("app-1{D:lib} lib-1 doc-1 lib-doc-1{i:doc,lib}", "app doc", "lib-1 app-1 doc-1 lib-doc-1"),
        Case("app-1{D:lib,doc} lib-1 doc-1 lib-doc-1{i:doc,lib D:extra} extra-1", "app", "lib-1 doc-1 extra-1 lib-doc-1 app-1"),
        Case("lib-1 lib-doc-1{i:lib}", "lib", "lib-1 lib-doc-1"),
        Case("a-1{D:musl} musl-1 z-1{D:!musl,q} q-1", "a z", "error"),
        Case("a-1{D:!musl,q} b-1{D:musl} musl-1 q-1", "a b", "error"),
        Case("a-1{D:b,c} b-2{D:d=2} b-1{D:d=1} c-1{D:d=1} d-1 d-2", "a", "d-1 b-1 c-1 a-1"),
        Case("prov-9{p:virt=1}", "virt=9", "error"),
        Case("prov-9{p:virt,other=3}", "virt=3", "error"),
        Case("foo-1 foo-2", "foo==1", "foo-1"),
        Case("foo-1 foo-2", "foo>~1.5", "foo-2"),
        Case("foo-1 foo-2", "foo><Q10=", "foo-1"),
        Case("foo-1 foo-2{t:my-tag}", "foo@my-tag", "foo-2"),
        Case("foo-1 foo-2{t:my-tag}", "foo", "foo-1"),
        Case("foo-9{D:bar} bar-1 foo-2{D:bar t:edge} bar-5{t:edge}", "foo@edge", "bar-1 foo-2"),
        Case("foo-9 foo-2{D:bar t:edge} bar-5{t:edge}", "foo@edge", "bar-5 foo-2"),
        Case("a-1{p:cmd:x=1} b-1{p:cmd:x=1}", "a b", "error"),
        Case("a-1{p:cmd:x} b-1{p:cmd:x}", "a b", "a-1 b-1"),
        Case("a-1{p:cmd:x} b-1{p:cmd:x=1}", "a b", "error"),
        Case("a-1{p:virt} b-1{p:virt}", "virt", "error"),
        Case("a-1{p:virt} b-2{p:virt}", "virt b", "b-2"),
        Case("virt-1 b-2{p:virt k:100}", "virt", "virt-1"),
        Case("virt-1 b-2{p:virt=3}", "virt", "b-2"),
        Case("foo-1.0~abc123-r1 foo-0.9", "foo", "foo-1.0~abc123-r1"),
        Case("foo-1 foo-2", "foo<2 foo>1", "error"),
        Case("a-1{D:b} b-1{D:a}", "a", "b-1 a-1"),
        Case("a-1{D:z,y,x} x-1 y-1 z-1", "a", "z-1 y-1 x-1 a-1"),
        Case("x-1.5.1 x-1.6 x-1.0.0", "x>1.0.0 x=1.5.1", "x-1.5.1"),
        Case("x-1.5.1 x-1.6 x-1.0.0", "x=1.0.0 x=1.5.1", "error"),
    ])
    func microCases(_ test: Case) throws {
        #expect(try Notation.solve(test.packages, test.world) == test.result)
    }

    @Test func dependencyOrderOfApko() throws {
        let packages = """
            package1-1{D:dep1,dep2,dep3} dep1-1{D:dep4,dep5} dep2-1{D:dep3,/bin/sh} dep3-1{D:dep6,cmd:/bin/foo,so:libq.so.1} \
            dep4-1 dep5-1 dep6-1 busybox-1{p:/bin/sh=1} foo-1{p:cmd:/bin/foo=1} libq-1{p:so:libq.so.1=1}
            """
        let order = "dep4-1 dep5-1 dep1-1 dep6-1 foo-1 libq-1 dep3-1 busybox-1 dep2-1 package1-1"
        #expect(try Notation.solve(packages, "package1") == order)
    }

    @Test(arguments: [
        // Ranking (APK-FORMAT.md §10).
        Case("foo-1 other-9{p:foo=2}", "foo", "other-9"),
        Case("a-1{p:x=1} a-2{p:x=1}", "x", "a-2"),
        Case("a-1{p:x=1 k:1} b-1{p:x=1 k:2}", "x", "b-1"),
        Case("a-1{p:x=2 k:1} b-1{p:x=1 k:2}", "x", "a-1"),
        Case("a-1{r:1} a-1{r:0 D:b} b-1", "a", "b-1 a-1"),
        Case("b-1{p:x=1} a-1{p:x=1}", "x", "b-1"),
        Case("a-1{p:virt k:1} b-1{p:virt k:2}", "virt", "b-1"),
        // No candidate that cannot be had.
        Case("a-1 a-2{D:nothing}", "a", "a-1"),
        Case("a-2{D:b} a-1 b-1{D:c} b-2{D:c} c-1{D:d>=2} d-1", "a", "a-1"),
        // Going back on a choice: apk-tools refuses these.
        Case("a-1{D:b,c} b-2{D:!c} b-1 c-1", "a", "b-1 c-1 a-1"),
        Case("a-1{D:x} x-2{D:y>=2} x-1{D:y} y-1 y-2{D:z} z-1 q-1{D:!z}", "a q", "y-1 x-1 a-1 q-1"),
        // Virtual names.
        Case("a-1{p:virt} app-1{D:virt,a}", "app", "a-1 app-1"),
        Case("a-1{p:virt,cmd:a=1} app-1{D:virt,cmd:a}", "app", "a-1 app-1"),
        Case("a-1{p:virt} app-1{D:virt}", "app", "error"),
        Case("a-1{p:virt} b-1{p:virt} c-1{D:b}", "virt c", "b-1 c-1"),
        Case("a-1{p:virt} q-2{p:w=2} q-1{p:w=1 D:a}", "virt w", "a-1 q-1"),
        Case("a-1{p:virt D:b} b-1{D:a}", "virt", "error"),
        Case("a-1{p:virt}", "virt<1 a", "a-1"),
        Case("a-1{p:virt}", "virt>=1 a", "error"),
        Case("a-1{p:virt i:foo} foo-1", "virt foo", "foo-1 a-1"),
        // Conflicts.
        Case("a-1{D:!x p:x} b-1{p:x}", "a", "a-1"),
        Case("a-1{D:!x p:x} b-1{p:x}", "a b", "error"),
        Case("a-1{D:!b<2} b-1 b-2", "a b", "a-1 b-2"),
        Case("a-1{D:b} b-1 b-2", "a !b>1", "b-1 a-1"),
        Case("a-1", "!a", ""),
        Case("a-1", "!nothing a", "a-1"),
        // install_if.
        Case("a-1 b-1 ab-1{i:a,b D:c} c-1 c-doc-1{i:c,ab}", "a b", "a-1 b-1 c-1 c-doc-1 ab-1"),
        Case("a-1{p:x=1} b-1{i:x=1}", "a", "a-1 b-1"),
        Case("a-1 b-1{i:a=1} b-2{i:a=2}", "a", "a-1 b-1"),
        Case("a-1 b-1{i:a,!c} c-1", "a", "a-1 b-1"),
        Case("a-1 b-1{i:a,!c} c-1", "a c", "a-1 c-1"),
        Case("a-1 b-1{i:a D:nothing}", "a", "a-1"),
        Case("a-1 b-1{i:a D:!c} c-1", "a c", "a-1 c-1"),
        Case("a-1 b-1{i:a,!c} d-1{i:b D:c} c-1", "a", "a-1 b-1"),
        Case("a-1 b-1{i:!c}", "a", "a-1"),
        Case("a-1 b-1{i:a} b-2{i:a}", "a", "a-1 b-2"),
        // Tags.
        Case("c-1{D:b t:edge} b-2{t:edge} b-1", "c@edge", "b-1 c-1"),
        Case("a-1{D:b>=2 t:edge} b-2{t:edge} b-1", "a@edge", "b-2 a-1"),
        Case("a-1{D:b>=2} b-2{t:edge} b-1", "a", "error"),
        Case("a-1{D:b>=2} b-2{t:edge} b-1", "a@edge", "b-2 a-1"),
        Case("a-1{D:b>=2} b-2{t:edge} b-1", "a b@edge", "b-2 a-1"),
        Case("a-1{D:b>=2} b-2{t:edge} b-1 c-1{t:edge}", "a c@edge", "error"),
        Case("a-1{D:p} p-1{t:edge D:q} q-1{D:p} z-1{t:edge}", "a z@edge", "error"),
        // Nothing to do.
        Case("a-1", "", ""),
    ])
    func cases(_ test: Case) throws {
        #expect(try Notation.solve(test.packages, test.world) == test.result)
    }

    @Test func reasons() throws {
        let universe = try Notation.universe("app-1{D:lib>=1} lib-1 doc-1 lib-doc-1{i:doc,lib}")
        let solution = try Solver(universe).solve(try Notation.world("app doc"))
        #expect(
            solution.reasons == [
                0: .world(try Dependency("app")),
                1: .dependency(try Dependency("lib>=1"), of: 0),
                2: .world(try Dependency("doc")),
                3: .installIf([try Dependency("doc"), try Dependency("lib")]),
            ]
        )
    }

    /// Long chains and wide choices neither exhaust the stack nor take long.
    @Test func longChain() throws {
        let count = 5000
        let chain = (0..<count).map { "p\($0)-1{D:p\($0 + 1)}" } + ["p\(count)-1"]
        let solution = try Solver(try Notation.universe(chain)).solve(try Notation.world("p0"))
        #expect(solution.order == Array((0...count).reversed()))
    }

    /// That a long chain ends in nothing is told as well, in as many lines as somebody reads.
    @Test func longChainToNothing() throws {
        let count = 1000
        let chain = (0..<count).map { "p\($0)-1{D:p\($0 + 1)}" }
        let error = #expect(throws: Diagnostic.self) { try Solver(try Notation.universe(chain)).solve(try Notation.world("p0")) }
        #expect(error?.message == "cannot install \"p0\"")
        #expect(error?.notes.first == "p0-1 needs p1")
        #expect(error?.notes.last == "…")
        #expect(error?.notes.count == 61)
    }

    /// Every version but the lowest of each name leads into a dead end.
    @Test func deepDeadEnds() throws {
        var packages: [String] = []
        for name in 0..<30 {
            for version in 1...8 {
                packages.append("n\(name)-\(version){D:n\(name + 1),\(version == 1 ? "n\(name + 1)" : "end>=\(version)")}")
            }
        }
        packages += ["n30-1", "end-1"]
        let universe = try Notation.universe(packages)
        let solution = try Solver(universe).solve(try Notation.world("n0"))
        #expect(solution.order.map { universe.candidates[$0].version.text } == Array(repeating: "1", count: 31))
    }

    /// More packages than places that only one of them can hold each: proofs of that grow exponentially with their number.
    private func pigeons(_ count: Int) throws -> (universe: Universe, world: [Dependency]) {
        var packages: [String] = []
        for pigeon in 0..<count {
            for hole in 1..<count { packages.append("pair\(pigeon)x\(hole)-1{p:pigeon\(pigeon)=1,hole\(hole)=1}") }
        }
        return (try Notation.universe(packages), try (0..<count).map { try Dependency("pigeon\($0)") })
    }

    @Test func givesUpAfterItsBudget() throws {
        let (universe, world) = try pigeons(14)
        let error = #expect(throws: Diagnostic.self) { try Solver(universe, budget: 300).solve(world) }
        #expect(error?.code == .undecided)
        #expect(error?.code.exitStatus == 1)
        #expect(error?.message == "gave up choosing packages for 14 items after 300 conflicts")
        #expect(error?.notes == ["there may or may not be a set of packages that meets everything"])
        #expect(error?.hints == ["ask for exact versions (name=1.2-r0) of what can be met in many ways, or for fewer packages at once"])
    }

    /// What can be refuted within the budget is; a solution costs none when no choice fails.
    @Test func budgetIsEnoughForWhatIsEasy() throws {
        let (universe, world) = try pigeons(5)
        let error = #expect(throws: Diagnostic.self) { try Solver(universe, budget: 200).solve(world) }
        #expect(error?.code == .unsolvable)
        #expect(try Solver(universe, budget: 0).solve(Array(world.dropLast())).order.count == 4)
    }
}
