import Diagnostics
import Testing

@testable import Recipes

/// `git-checkout`, which the tool does itself (PIPELINES.md §3.1).
@Suite struct CheckoutStepTests {
    static let commit = String(repeating: "0123456789", count: 4)

    static func checkout(_ with: String) throws -> CheckoutStep {
        let steps = try Given.steps("vars: {v: '2'}\npipeline:\n  - uses: git-checkout\n    with: {\(with)}\n")
        guard case .source(.checkout(let checkout))? = steps.first?.action else { throw Diagnostic(.internalError, "not a checkout") }
        return checkout
    }

    @Test func hasTheDefaultsOfTheFormat() throws {
        let step = try Self.checkout("repository: 'https://x/a', tag: 'v${{package.version}}-${{vars.v}}', expected-commit: \(Self.commit)")
        #expect(step.repository == "https://x/a")
        #expect(step.reference == .tag("v1.10-2"))
        #expect(step.expectedCommit == Self.commit)
        #expect(step.destination == ".")
        #expect(step.depth == 1)
        #expect(!step.isBranchTip)
        #expect(step.submodules == nil)
        #expect(step.cherryPicks.isEmpty)
        #expect(step.sparsePaths.isEmpty)
        #expect(step.retries == CheckoutStep.Retries(limit: 3, initialWait: 2, longestWait: 60))
        #expect(step.warnings.isEmpty)
    }

    @Test func takesWhatIsGiven() throws {
        let step = try Self.checkout(
            """
            repository: ../a, branch: main, expected-commit: \(Self.commit), expected-commit-is-branch-tip: true, destination: src,
                recurse-submodules: true, shallow-submodules: true, submodule-jobs: 4, max-retries: 0, initial-backoff: 1,
                max-backoff: 5, sparse-paths: "a  b/c\\n d", depth: 7, reason: why, type-hint: gitlab
            """
        )
        #expect(step.repository == "../a")
        #expect(step.reference == .branch("main"))
        #expect(step.isBranchTip)
        #expect(step.destination == "src")
        #expect(step.submodules == CheckoutStep.Submodules(isShallow: true, jobs: 4))
        #expect(step.retries == CheckoutStep.Retries(limit: 0, initialWait: 1, longestWait: 5))
        #expect(step.sparsePaths == ["a", "b/c", "d"])
        #expect(step.depth == 7)
    }

    /// The depth that is not given depends on whether an earlier commit of a branch may be wanted.
    @Test(arguments: [
        ("tag: v", 1), ("tag: v, expected-commit: C", 1), ("branch: b", 1), ("branch: b, expected-commit: C", nil),
        ("branch: b, expected-commit: C, expected-commit-is-branch-tip: true", 1), ("expected-commit: C", 1), ("tag: v, depth: -1", nil),
        ("branch: b, expected-commit: C, depth: 3", 3), ("tag: v, depth: unset", 1),
    ])
    func depth(_ with: String, _ depth: Int?) throws {
        #expect(try Self.checkout("repository: r, \(with.replacing("C", with: Self.commit))").depth == depth)
    }

    @Test func picksAreLines() throws {
        let recipe = """
            pipeline:
              - uses: git-checkout
                with:
                  repository: r
                  cherry-picks: |
                    # all of this is a comment
                    master/\(Self.commit): one # not this

                      release/1.0/ABCDEF0: two: three
                    1234567:four
            """
        let steps = try Given.steps(recipe)
        guard case .source(.checkout(let step))? = steps.first?.action else { throw Diagnostic(.internalError, "not a checkout") }
        #expect(
            step.cherryPicks == [
                CheckoutStep.CherryPick(branch: "master", commit: Self.commit),
                CheckoutStep.CherryPick(branch: "release/1.0", commit: "abcdef0"), CheckoutStep.CherryPick(branch: nil, commit: "1234567"),
            ]
        )
    }

    @Test(arguments: [
        ("", "the pipeline \"git-checkout\" needs the input \"repository\""),
        ("repository: '-x'", "\"-x\" is not a repository that can be read here"),
        ("repository: 'ext::sh -c id'", "\"ext::sh -c id\" is not a repository that can be read here"),
        ("repository: 'git@x:y'", "\"git@x:y\" is not a repository that can be read here"),
        ("repository: 'ssh://x/y'", "\"ssh://x/y\" is not a repository that can be read here"),
        ("repository: r, branch: b, tag: t", "git-checkout takes a branch or a tag, not both"),
        ("repository: r, branch: '*'", "\"*\" cannot be the name of a branch"),
        ("repository: r, tag: '--upload-pack=x'", "\"--upload-pack=x\" cannot be the name of a tag"),
        ("repository: r, tag: 'a..b'", "\"a..b\" cannot be the name of a tag"),
        ("repository: r, tag: 'a.lock/b'", "\"a.lock/b\" cannot be the name of a tag"),
        ("repository: r, tag: 'a//b'", "\"a//b\" cannot be the name of a tag"),
        ("repository: r, tag: 'a:b'", "\"a:b\" cannot be the name of a tag"),
        ("repository: r, expected-commit: abc", "expected-commit must be 40 hexadecimal digits, not 3 characters"),
        ("repository: r, recurse-submodules: 'yes'", "recurse-submodules must be true or false, not \"yes\""),
        ("repository: r, shallow-submodules: '1'", "shallow-submodules must be true or false, not \"1\""),
        ("repository: r, expected-commit-is-branch-tip: no", "expected-commit-is-branch-tip must be true or false, not \"no\""),
        ("repository: r, expected-commit-is-branch-tip: true", "expected-commit-is-branch-tip needs the input \"branch\""),
        ("repository: r, tag: t, expected-commit-is-branch-tip: true", "expected-commit-is-branch-tip goes with a branch, not with a tag"),
        (
            "repository: r, branch: b, expected-commit-is-branch-tip: true",
            "expected-commit-is-branch-tip needs the input \"expected-commit\""
        ),
        ("repository: r, depth: 0", "depth must be a number of commits, or -1 for all, not \"0\""),
        ("repository: r, depth: all", "depth must be a number of commits, or -1 for all, not \"all\""),
        ("repository: r, submodule-jobs: 0", "submodule-jobs must be a number from 1 to 64, not \"0\""),
        ("repository: r, max-retries: many", "max-retries must be a number from 0 to 100, not \"many\""),
        ("repository: r, sparse-paths: '../x'", "\"../x\" is not a folder of the repository"),
        ("repository: r, cherry-picks: 1234567", "the cherry-pick \"1234567\" has no comment"),
        ("repository: r, cherry-picks: '1234567: '", "the cherry-pick \"1234567:\" has no comment"),
        ("repository: r, cherry-picks: 'main: x'", "\"main\" does not name a commit to pick"),
        ("repository: r, cherry-picks: '*/1234567: x'", "\"*/1234567\" does not name a commit to pick"),
    ])
    func refuses(_ with: String, _ message: String) {
        let text = problem { _ = try Self.checkout(with) }
        #expect(text.hasPrefix("hello.yaml:"), "\(text)")
        #expect(text.contains(" error: \(message)\n"), "\(text)")
    }

    @Test func pointsAtTheInput() {
        let text = problem { _ = try Self.checkout("repository: r, branch: b, tag: t") }
        #expect(
            text == """
                hello.yaml:7:43: error: git-checkout takes a branch or a tag, not both
                 7 |     with: {repository: r, branch: b, tag: t}
                   |                                           ^

                """
        )
    }

    @Test(arguments: [
        ("tag: t", ["git-checkout has no expected-commit, so it takes whatever upstream has"]),
        (
            "expected-commit: \(commit)",
            ["git-checkout names neither a branch nor a tag; it takes what the repository's HEAD names"]
        ), ("branch: b, expected-commit: \(commit)", []),
    ])
    func warns(_ with: String, _ messages: [String]) throws {
        let step = try Self.checkout("repository: r, \(with)")
        #expect(step.warnings.map(\.message) == messages)
        #expect(step.warnings.allSatisfy { $0.severity == .warning && $0.span != nil })
    }
}
