import APK
import Diagnostics
import Licenses
import Recipes

extension RecipeLinter {
    /// Names of licenses that are let pass although they are none of SPDX's.
    private static let otherLicenses = ["custom", "PROPRIETARY"]

    /// What the section `package` must say.
    static let packageRules: [LintRule] = [
        LintRule(
            name: "valid-copyright-header",
            severity: .info,
            summary: "every package has a list of copyright, each entry with its license"
        ) { recipe, findings in
            if recipe.package.copyright.isEmpty {
                let hint = "add to package:  copyright: [{license: …}]"
                findings.append(Finding("the package has no copyright", at: recipe.package.nameSpan, hint: hint))
            }
            for copyright in recipe.package.copyright where copyright.license.isEmpty {
                findings.append(Finding("the copyright has no license", at: copyright.span))
            }
        },
        LintRule(
            name: "valid-spdx-license",
            severity: .error,
            summary: "every license is an SPDX expression, or one of \(otherLicenses.joined(separator: ", "))"
        ) { recipe, findings in
            for copyright in recipe.package.copyright where !otherLicenses.contains(copyright.license) {
                do throws(Diagnostic) {
                    _ = try LicenseExpression(copyright.license)
                } catch {
                    findings.append(Finding(error.message, at: copyright.span, hint: error.hints.first))
                }
            }
        },
        // wolfictl looks for the epoch only when it is given a single file.
        LintRule(
            name: "contains-epoch",
            severity: .error,
            summary: "every package has an epoch"
        ) { recipe, findings in
            guard recipe.package.epochSpan == nil else { return }
            findings.append(Finding("the package has no epoch", at: recipe.package.versionSpan, hint: "add to package:  epoch: 0"))
        },
        LintRule(
            name: "bad-version",
            severity: .error,
            summary: "the version is one that packages can have"
        ) { recipe, findings in
            do throws(Diagnostic) {
                try checkVersion(recipe.package)
            } catch {
                findings.append(Finding(error.message, at: recipe.package.versionSpan, hint: error.hints.first))
            }
        },
    ]

    private static let before = ["alpha", "beta", "pre", "rc"]
    private static let after = ["cvs", "svn", "git", "hg", "p"]

    /// Checks that a version is one of apk's, with the limits that melange puts on those of recipes (RECIPE.md §3.2): one suffix for
    /// what comes before a release, one for what comes after it, and no commit.
    ///
    /// The epoch becomes part of the version, so that, other than wolfictl has it, a version cannot bring its own.
    private static func checkVersion(_ package: PackageSection) throws(Diagnostic) {
        let version = try Version(package.version)
        if version.text.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }) { return }
        if version.text.utf8.contains(UInt8(ascii: "-")) {
            throw Diagnostic(
                .invalidVersion,
                "\"\(version)\" is not the version of a recipe: it ends in a release",
                hint: "remove the -rN: that is what the epoch is for"
            )
        }
        if version.text.utf8.contains(UInt8(ascii: "~")) {
            throw Diagnostic(
                .invalidVersion,
                "\"\(version)\" is not the version of a recipe: it holds a commit",
                hint: "write the date of the commit: 1.2_git20260131"
            )
        }
        let suffixes = version.text.split(separator: "_").dropFirst().map { $0.prefix { $0.isLetter } }
        let kinds = suffixes.map { before.contains(String($0)) }
        if kinds.count > 2 || kinds.count == 2 && kinds != [true, false] {
            throw Diagnostic(
                .invalidVersion,
                "\"\(version)\" is not the version of a recipe: it has too many suffixes",
                hint: "one of \(before.map { "_\($0)" }.joined(separator: ", ")), then one of "
                    + "\(after.map { "_\($0)" }.joined(separator: ", ")), is all there may be"
            )
        }
    }
}
