import Diagnostics
import LicenseDetection
import Testing

/// What is to be declared is told by texts, and where these leave a choice a person is asked (PACKAGE.md §8).
@Suite struct LicenseFixTests {
    typealias Declaration = LicenseCheck.Declaration

    private static let mit = LicenseClassifierTests.mit
    private static let bsd = LicenseClassifierTests.bsd
    private static let gpl = "GNU GENERAL PUBLIC LICENSE Version 2, June 1991. Everyone is permitted to copy and distribute verbatim copies"

    /// The fix as a text: a line for each change, and what is said.
    private func fix(_ declared: [Declaration], _ texts: [(String, String)]) -> String {
        let texts = texts.map { LicenseText(path: $0.0, text: Array($0.1.utf8)) }
        let fix = LicenseFix(package: "me", declared: declared, texts: texts)
        let changes =
            fix.replacements.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }
            + fix.additions.map { "+ \($0.license) \($0.path)\n" }
        #expect(fix.isEmpty == changes.isEmpty)
        return (changes + fix.warnings.map { DiagnosticRenderer(colour: false).render($0) }).joined()
    }

    @Test func leavesWhatAgrees() {
        #expect(fix([Declaration(license: "MIT")], [("LICENSE", Self.mit)]) == "")
        #expect(fix([Declaration(license: "GPL-2.0-or-later")], [("COPYING", Self.gpl)]) == "")
        #expect(fix([Declaration(license: "MIT OR BSD-2-Clause", path: "LICENSE")], [("LICENSE", Self.mit + Self.bsd)]) == "")
        #expect(fix([Declaration(license: "LicenseRef-own")], [("LICENSE", "all rights reserved")]) == "")
        #expect(fix([], []) == "")
        #expect(fix([Declaration(license: "GPL-2.0-only", path: "LICENSE", isOverridden: true)], [("LICENSE", Self.mit)]) == "")
    }

    @Test func takesWhatTheTextsHold() {
        // The file of a declaration, another file in its place, one more file, a recipe that declares nothing.
        #expect(fix([Declaration(license: "ISC", path: "LICENSE")], [("LICENSE", Self.mit)]) == "0 MIT\n")
        #expect(fix([Declaration(license: "ISC")], [("LICENSE", Self.mit), ("b/LICENSE", Self.bsd)]) == "0 MIT AND BSD-2-Clause\n")
        #expect(fix([Declaration(license: "MIT")], [("LICENSE", Self.mit), ("b/LICENSE", Self.bsd)]) == "+ BSD-2-Clause b/LICENSE\n")
        #expect(fix([], [("LICENSE", Self.mit), ("b/LICENSE", Self.mit)]) == "+ MIT LICENSE\n")
    }

    @Test func saysWhatTextsDoNotTell() {
        #expect(
            fix([Declaration(license: "ISC", path: "COPYING")], [("COPYING", Self.gpl)]) == """
                0 GPL-2.0-only
                warning: me: the text of GPL-2.0 does not tell whether later versions hold too; GPL-2.0-only was taken
                hint: write GPL-2.0-or-later if the sources say so

                """
        )
        let left = "warning: me: the license ISC is left for you to correct\n  no license file of the sources holds it; found: MIT\n"
        #expect(fix([Declaration(license: "MIT"), Declaration(license: "ISC")], [("LICENSE", Self.mit)]) == left)
        // Two in doubt, and one text: which of them it belongs to nobody knows.
        let both = fix([Declaration(license: "ISC"), Declaration(license: "Zlib")], [("LICENSE", Self.mit)])
        #expect(both == left + left.replacing("ISC", with: "Zlib"))
        #expect(
            fix([Declaration(license: "LicenseRef-own AND ISC", path: "LICENSE")], [("LICENSE", Self.mit)])
                == "warning: me: the license LicenseRef-own AND ISC is left for you to correct\n  the file holds MIT\n"
        )
    }
}
