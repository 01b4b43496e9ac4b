import Diagnostics
import Recipes

extension RecipeLinter {
    private static let foreignVariables = ["$pkgdir", "$pkgver", "$pkgname", "$srcdir"].map { Array($0.utf8) }
    private static let reminder = Array("# CHECK-WHEN-VERSION-CHANGES: ".utf8)

    /// What the scripts of packages and subpackages must not hold.
    static let scriptRules: [LintRule] = [
        // wolfictl takes `$pkgversion` for `$pkgver` with something behind it.
        LintRule(
            name: "bad-template-var",
            severity: .error,
            summary: "no script uses a variable of APKBUILD files: $pkgdir, $pkgver, $pkgname, $srcdir"
        ) { recipe, findings in
            let meant = ["${{targets.destdir}}", "${{package.version}}", "${{package.name}}", "the workspace, which is where steps run"]
            forEachPipeline(of: recipe) { steps in
                forEachScript(of: steps) { script in
                    for (name, meant) in zip(foreignVariables, meant) {
                        for offset in script.text.offsets(of: name) {
                            let text = String(decoding: name, as: UTF8.self)
                            if script.text.utf8.dropFirst(offset + name.count).first?.isWord == true { continue }
                            let span = script.span(of: text, at: offset)
                            findings.append(Finding("\(text) is a variable of APKBUILD files", at: span, hint: "use \(meant)"))
                        }
                    }
                }
            }
        },
        // wolfictl looks at the first such comment of a step only, and trips over blanks at the end of the line.
        LintRule(
            name: "check-when-version-changes",
            severity: .error,
            summary: "comments CHECK-WHEN-VERSION-CHANGES name the version of the package"
        ) { recipe, findings in
            let packageVersion = recipe.package.version
            forEachPipeline(of: recipe) { steps in
                forEachScript(of: steps) { script in
                    for offset in script.text.offsets(of: reminder) {
                        let line = Array(script.text.utf8).dropFirst(offset + reminder.count).prefix { $0 != UInt8(ascii: "\n") }
                        let version = String(decoding: line, as: UTF8.self).trimmed
                        if version == packageVersion || version.isEmpty { continue }
                        findings.append(
                            Finding(
                                "this was checked for version \(version), and the package has \(packageVersion)",
                                at: script.span(of: String(decoding: reminder, as: UTF8.self) + version, at: offset),
                                hint: "check what the comment stands at, then write the version into it"
                            )
                        )
                    }
                }
            }
        },
        LintRule(
            name: "sccache-enabled",
            severity: .error,
            summary: "no step uses sccache/enable, which is for development only"
        ) { recipe, findings in
            func check(_ steps: [Step]) {
                forEachStep(of: steps, using: ["sccache/enable"]) { _, uses in
                    findings.append(Finding("sccache/enable is for development only", at: uses.span, hint: "remove the step"))
                }
            }
            forEachPipeline(of: recipe, check)
            forEachTest(of: recipe, check)
        },
    ]
}
