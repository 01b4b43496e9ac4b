import APK
import Diagnostics
import Solving
import Testing

@Suite struct ApkoSolverTests {
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

    /// What a world gives: the packages in the order of installation, or the last note of the error.
    private func solve(_ packages: String, _ world: String, others: [String] = []) throws -> String {
        let universe = try Notation.universe(packages)
        let others = try others.map { (architecture: "riscv64", universe: try Notation.universe($0)) }
        do throws(Diagnostic) {
            let solution = try ApkoSolver(universe, others: others).solve(world.split(separator: " ").map(String.init))
            #expect(Set(solution.reasons.keys) == Set(solution.order))
            let refused = solution.refused.isEmpty ? "" : " refusing \(solution.refused.joined(separator: " "))"
            return solution.order.map { Notation.label(universe.candidates[$0]) }.joined(separator: " ") + refused
        } catch {
            #expect(error.code == .unsolvable)
            return "error: \(error.notes.last { !$0.hasPrefix(" ") } ?? "")"
        }
    }

    /// The micro-cases of SOLVER.md §10, in its order.
    @Test(arguments: [
        Case("foo-1 bar-1", "!foo bar", "error: apko takes \"!foo\" for the name of a package: it cannot be told what must not be there"),
        Case("foo-1{p:foo=1 D:bar} bar-1", "foo", "error: foo-1 cannot be chosen as foo: it holds that name already"),
        Case("foo-1{p:cmd:a=1,cmd:a=1 D:bar} bar-1", "foo", "error: foo-1 cannot be chosen as cmd:a: it holds that name already"),
        Case("foo-1.0-r0", "foo=1.0", "foo-1.0-r0"),
        Case("a-1{p:so:x=1.2} b-1{p:so:x=1.0-r1}", "so:x", "b-1"),
        Case("app-1{D:lib} lib-1 doc-1 lib-doc-1{i:doc,lib}", "app doc", "lib-1 app-1 doc-1"),
        Case("app-1{D:lib,doc} lib-1 doc-1 lib-doc-1{i:doc,lib D:extra} extra-1", "app", "doc-1 lib-1 lib-doc-1 app-1"),
        Case("lib-1 lib-doc-1{i:lib}", "lib", "lib-1"),
        Case("a-1{D:musl} musl-1 z-1{D:!musl,q} q-1", "a z", "musl-1 a-1 q-1 z-1 refusing musl"),
        Case("a-1{D:!musl,q} b-1{D:musl} musl-1 q-1", "a b", "error: nothing can be chosen for \"musl\""),
        Case("a-1{D:b,c} b-2{D:d=2} b-1{D:d=1} c-1{D:d=1} d-1 d-2", "a", "error: nothing can be chosen for \"d=2\""),
        Case("prov-9{p:virt=1}", "virt=9", "error: nothing can be chosen for \"virt=9\""),
        Case("prov-9{p:virt,other=3}", "virt=3", "prov-9"),
        Case("foo-1 foo-2", "foo><1", "foo-2"),
        Case("foo-1 foo-2", "foo==1", "foo-2"),
        Case("foo-1 foo-2", "foo<>1", "foo-2"),
        Case("foo-1 foo-2", "foo>~1.5", "foo-2"),
        Case("foo-1 foo-2{t:my-tag}", "foo@my-tag", "error: nothing provides \"foo@my-tag\""),
        Case("foo-9{D:bar} bar-1 foo-2{D:bar t:edge} bar-5{t:edge}", "foo@edge", "bar-1 foo-2"),
        Case("foo-9 foo-2{D:bar t:edge} bar-5{t:edge}", "foo@edge", "bar-5 foo-2"),
        Case("a-1{p:cmd:x=1} b-1{p:cmd:x=1}", "a b", "error: nothing can be chosen for \"b\""),
        Case("a-1{p:cmd:x} b-1{p:cmd:x}", "a b", "a-1 b-1"),
        Case("a-1{p:virt} b-1{p:virt}", "virt", "a-1"),
        Case("a-1{p:virt} b-2{p:virt}", "virt", "b-2"),
        Case("virt-1 b-2{p:virt k:100}", "virt", "b-2"),
        Case("virt-1 b-2{p:virt=3}", "virt", "b-2"),
        Case("foo-1.0~abc123-r1 foo-0.9", "foo", "foo-0.9"),
        Case("foo-1 foo-2", "foo<2 foo>1", "error: nothing can be chosen for \"foo<2\""),
        Case("a-1{D:b} b-1{D:a}", "a", "b-1 a-1"),
        Case("a-1{D:z,y,x} x-1 y-1 z-1", "a", "x-1 y-1 z-1 a-1"),
    ])
    func microCases(_ test: Case) throws {
        #expect(try solve(test.packages, test.world) == test.result)
    }

    /// What apko's own tests expect, restated (SOLVER.md §10).
    @Test(arguments: [
        Case(
            """
            package1-1{D:dep1,dep2,dep3} dep1-1{D:dep4,dep5} dep2-1{D:dep3,/bin/sh} dep3-1{D:dep6,cmd:/bin/foo,so:libq.so.1} \
            dep4-1 dep5-1 dep6-1 busybox-1{p:/bin/sh=1} foo-1{p:cmd:/bin/foo=1} libq-1{p:so:libq.so.1=1}
            """,
            "package1",
            "dep4-1 dep5-1 dep1-1 busybox-1 foo-1 dep6-1 libq-1 dep3-1 dep2-1 package1-1"
        ),
        // What is asked for, though it is lower or another provider, meets later dependencies.
        Case("a-1{D:lib} lib-1 lib-2", "a lib=1", "lib-1 a-1"),
        Case("a-1{D:virt} x-1{p:virt=1} y-1{p:virt=2}", "a x", "x-1 a-1"),
        Case("x-1.5.1 x-1.6 x-1.0.0", "x>1.0.0 x=1.5.1", "x-1.5.1"),
        Case("x-1.5.1 x-1.6 x-1.0.0", "x=1.0.0 x=1.5.1", "error: nothing can be chosen for \"x=1.0.0\""),
        // Ranking.
        Case("a-1{p:virt=1} b-2{p:virt=1}", "virt", "b-2"),
        Case("a-1{p:virt=2} b-9{p:virt=1}", "virt", "a-1"),
        Case("app-2{D:lib o:app} lib-1{o:app} lib-3{o:lib}", "app", "lib-3 app-2"),
        Case("app-2{D:lib o:app} lib-2{o:app} lib-1{o:app k:9}", "app", "lib-2 app-2"),
        Case("app-2{D:lib o:app} lib-2{o:app} lib-3{o:other}", "app", "lib-2 app-2"),
        Case("a-9{p:virt k:1} b-1{p:virt k:2}", "virt", "b-1"),
        Case("a-1{p:virt=2 k:1} b-1{p:virt=1 k:2}", "virt", "a-1"),
        Case("a-1{D:x r:0} a-2{r:1} x-1", "a", "a-2"),
        // A tagged closure with a name that only an unversioned provide of the same package version meets.
        Case("app-1{D:tool=2 t:edge} box-2{p:tool t:edge}", "app@edge", "box-2 app-1"),
    ])
    func expectations(_ test: Case) throws {
        #expect(try solve(test.packages, test.world) == test.result)
    }

    @Test(arguments: [
        // Expansions of world items are not held against each other (SOLVER.md §5).
        Case(
            "app-one-1{D:so:liba.so.1} app-two-1{D:so:liba.so.2} liba-1{p:so:liba.so.1=1} liba-2{p:so:liba.so.2=2}",
            "app-one app-two",
            "liba-1 app-one-1 app-two-1"
        ),
        // Dependencies (§6).
        Case("a-1{D:a<2,b} b-1", "a", "b-1 a-1"),
        Case("a-1{D:v,b p:v} b-1", "a", "b-1 a-1"),
        Case("a-1{D:b,c} b-1{D:x>1} c-1{D:x>2} x-2{D:y} x-3{D:y} y-1", "a", "y-1 x-3 b-1 c-1 a-1"),
        Case("a-1{D:b,c} b-1{D:x} c-1{D:x>2} x-2 x-1", "a", "error: nothing can be chosen for \"x>2\""),
        Case("a-1{D:b,c} b-1{D:x} c-1{D:x>2} x-2{D:y} x-1{D:y} y-1", "a", "error: x-2 is chosen already and does not meet x>2"),
        Case("a-1{D:b,c} b-1{D:x,y} c-1{D:x=7} x-2{D:y p:x7=7} y-1", "a", "error: x-2 is chosen already and does not meet x=7"),
        Case("a-1{D:b=~1.2,a2} a2-1 b-1.2.9 b-1.3", "a", "a2-1 b-1.2.9 a-1"),
        Case("a-1{D:b} b-1{D:c} c-1{D:a,d} d-1", "a", "d-1 c-1 b-1 a-1"),
        // Same-origin preference loses to what is there already (§3).
        Case("a-1{D:v o:a} b-1{p:v} c-9{p:v o:a}", "a b", "b-1 a-1"),
        // Unversioned provides tie with everything, versions of one name do not.
        Case("v-3 b-2{p:v k:1} v-5", "v", "b-2"),
        Case("v-3{k:2} b-2{p:v k:1} v-5", "v", "b-2"),
        // install_if (§8).
        Case("app-1{D:lib} lib-2 lib-doc-2{i:lib=2} lib-doc-1{i:lib=1}", "app", "lib-2 lib-doc-2 app-1"),
        Case("app-1{D:lib} lib-2 x-1{i:lib} y-1{i:lib=2}", "app", "lib-2 x-1 app-1"),
        Case("app-1{D:lib} lib-2 y-1{i:lib>1}", "app", "lib-2 app-1"),
        // One repository under two names: what is there already may be used whatever its tag (§3).
        Case("a-1{D:b t:edge} b-1{t:edge} c-1{D:a}", "a@edge c", "b-1 a-1 c-1"),
        // Nothing to do, and the same thing twice.
        Case("a-1", "", ""),
        Case("a-1", "a a", "a-1"),
    ])
    func cases(_ test: Case) throws {
        #expect(try solve(test.packages, test.world) == test.result)
    }

    /// A package must be there for every architecture in the same version; other differences do not matter (SOLVER.md §7).
    @Test(arguments: [
        ("a-1 a-2", "a-1", "a-1"),
        ("a-1 a-2", "a-1 a-2", "a-2"),
        ("a-1{D:b} b-1 b-2", "a-1 b-1{p:x=1}", "b-1 a-1"),
        ("a-1", "a-2", "error: nothing can be chosen for \"a\""),
        ("a-1{D:b} b-1", "a-1", "error: nothing can be chosen for \"b\""),
        ("a-1{p:v=1} b-2{p:v=2}", "a-1 c-1{p:b=2}", "a-1"),
    ])
    func architectures(_ test: (String, String, String)) throws {
        let world = test.0.contains("p:v") ? "v" : "a"
        #expect(try solve(test.0, world, others: [test.1]) == test.2)
        // With itself beside it nothing changes.
        #expect(try solve(test.0, world, others: [test.0]) == solve(test.0, world))
    }

    @Test func errorText() throws {
        let universe = try Notation.universe("a-1{D:b,c} b-2{D:d=2} b-1{D:d=1} c-1{D:d=1} d-1 d-2")
        let error = try #require(throws: Diagnostic.self) { try ApkoSolver(universe).solve(["a"]) }
        #expect(error.message == "cannot install \"a\" in apko's way")
        #expect(
            error.notes == [
                "a-1 needs b", "b-2 needs d=2", "nothing can be chosen for \"d=2\"", "  d-1: its version does not meet d=2",
                "  d-2: its version does not meet d=1",
            ]
        )
    }

    /// Reasons end in the world.
    @Test func reasons() throws {
        let universe = try Notation.universe("app-1{D:lib>=1,doc} lib-1 doc-1 lib-doc-1{i:doc,lib}")
        let solution = try ApkoSolver(universe).solve(["app"])
        #expect(
            solution.reasons == [
                0: .world(try Dependency("app")),
                1: .dependency(try Dependency("lib>=1"), of: 0),
                2: .dependency(try Dependency("doc"), of: 0),
                3: .installIf([try Dependency("doc"), try Dependency("lib")]),
            ]
        )
    }

    /// A chain of dependencies as long as an index may make it neither exhausts the stack nor takes long.
    @Test func longChain() throws {
        let count = 20000
        let chain = (0..<count).map { "p\($0)-1{D:p\($0 + 1)}" } + ["p\(count)-1"]
        let solution = try ApkoSolver(try Notation.universe(chain)).solve(["p0"])
        #expect(solution.order == Array((0...count).reversed()))
    }
}
