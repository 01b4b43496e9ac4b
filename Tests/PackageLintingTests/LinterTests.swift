import Diagnostics
import JSON
import PackageLinting
import TestSupport
import Testing

/// The list of rules, and which of their findings matter how much (PACKAGE.md §9).
@Suite struct LinterTests {
    /// The table of PACKAGE.md §9.
    static let required = ["dev", "infodir", "libtool/la-files", "setuidgid", "tempdir", "usrmerge", "varempty", "worldwrite"]
    static let warned = [
        "binaryarch", "cudaruntimelib", "dll", "duplicate", "dylib", "lddcheck", "maninfo", "nonlinux", "object", "opt", "pkgconf",
        "python/docs", "python/multiple", "python/test", "sbom", "srv", "staticarchive", "strip", "unsupportedarch", "usrlocal",
    ]
    static let off = ["documentation", "empty"]
    /// Those that are Cuttle's own.
    static let ownRequired = ["file-conflict"]
    static let ownWarned = ["executable-stack", "pie", "relro", "runpath", "undeclared-dependency"]

    @Test func knowsTheRulesAndTheirDefaults() {
        #expect(LintSelection.names(.required) == (Self.required + Self.ownRequired).sorted())
        #expect(LintSelection.names(.warned) == (Self.warned + Self.ownWarned).sorted())
        #expect(LintSelection.names(.off) == Self.off)
        #expect(Set(LintSelection.allRules.map(\.name)).count == LintSelection.allRules.count)
        #expect(LintSelection.allRules.allSatisfy { !$0.summary.isEmpty && !$0.summary.hasSuffix(".") && !$0.hint.isEmpty })
    }

    @Test func isSilentAboutWhatIsRight() throws {
        try withScratch { folder in
            let linted = try Linted("put $T/usr/bin/hello; chmod 755 $T/usr/bin/hello; put $T/usr/share/licenses/me/COPYING", in: folder)
            #expect(try PackageLinter().lint(linted.package).items.isEmpty)
        }
    }

    private static let wrong = "put $T/dev/null; put $T/opt/x; put $T/README.md"

    struct Selection: Sendable {
        var required: [String]?
        var warned: [String]?
        var disabled: [String] = []
        var failed: [String] = []
        var shown: [String] = []
    }

    @Test(arguments: [
        Selection(failed: ["dev"], shown: ["opt"]),
        Selection(disabled: ["dev"], shown: ["dev", "opt"]),
        Selection(disabled: ["opt", "empty"], failed: ["dev"]),
        Selection(required: ["opt", "documentation"], failed: ["documentation", "opt"]),
        Selection(required: ["opt"], disabled: ["opt", "dev"], shown: ["opt"]),
        Selection(required: ["dev", "opt"], warned: ["opt"], failed: ["dev", "opt"]),
        Selection(warned: ["documentation"], failed: ["dev"], shown: ["documentation"]),
        Selection(required: [], warned: []),
    ])
    func asksWhatIsSelected(_ item: Selection) throws {
        try withScratch { folder in
            var package = try Linted(Self.wrong, in: folder).package
            package.disabled = item.disabled
            let selection = try LintSelection(required: item.required, warned: item.warned)
            let report = try PackageLinter(selection).lint(package)
            #expect(report.items.filter { $0.severity == .error }.map(\.rule.name) == item.failed)
            #expect(report.items.filter { $0.severity == .warning }.map(\.rule.name) == item.shown)
            #expect(report.hasFailed == !item.failed.isEmpty)
        }
    }

    @Test func disablingHoldsForOnePackageOnly() throws {
        try withScratch { folder in
            var first = try Linted(Self.wrong, in: folder).package
            let second = first
            first.disabled = ["dev"]
            let linter = PackageLinter()
            #expect(try linter.lint(first).hasFailed == false)
            #expect(try linter.lint(second).hasFailed)
        }
    }

    @Test func refusesNamesThatNoRuleHas() throws {
        func message(_ body: () throws(Diagnostic) -> Void) -> String {
            do throws(Diagnostic) {
                try body()
                return ""
            } catch {
                return DiagnosticRenderer(colour: false).render(error)
            }
        }
        let hint = "hint: did you mean \"setuidgid\"?\n"
        #expect(
            message { () throws(Diagnostic) in _ = try LintSelection(required: ["dev", "setuid"], warned: nil) }
                == "error: unknown linter \"setuid\" in --lint-require\nhint: see cuttle lint --list-rules\n"
        )
        #expect(
            message { () throws(Diagnostic) in _ = try LintSelection(required: nil, warned: ["setuidgit"]) }
                == "error: unknown linter \"setuidgit\" in --lint-warn\n" + hint
        )
        var package = LintedPackage(name: "me", version: "1-r0", tree: LintedTree([]))
        package.disabled = ["setgidgid"]
        #expect(
            message { () throws(Diagnostic) in _ = try PackageLinter().lint(package) }
                == "error: unknown linter \"setgidgid\" in checks.disabled of me\n" + hint
        )
    }

    @Test func reportsForProgramsToo() throws {
        try withScratch { folder in
            let report = try PackageLinter().lint(try Linted(Self.wrong, in: folder).package)
            #expect(
                report.json.text(indent: 2) == """
                    {
                      "package_name": "me-1-r0",
                      "findings": {
                        "dev": [
                          {
                            "message": "1 file below /dev, which the system fills",
                            "explain": "remove them from the package: the system fills /dev when it starts",
                            "details": [
                              "dev/null"
                            ],
                            "severity": "error"
                          }
                        ],
                        "opt": [
                          {
                            "message": "1 file below /opt, which belongs to the administrator",
                            "explain": "install below /usr, or name the package …-compat",
                            "details": [
                              "opt/x"
                            ],
                            "severity": "warning"
                          }
                        ]
                      }
                    }
                    """
            )
        }
    }

    @Test func showsTheFirstOfManyPlaces() throws {
        let found = try Linted.findings("opt", in: "for i in $(seq 10 40); do put $T/opt/$i; done")
        #expect(found.contains("me-1-r0: 31 files below /opt"))
        #expect(found.contains("  opt/29\n  and 11 more\nhint:"))
        #expect(!found.contains("opt/30"))
    }
}
