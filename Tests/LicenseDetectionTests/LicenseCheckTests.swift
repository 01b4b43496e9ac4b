import Diagnostics
import Files
import LicenseDetection
import SystemPackage
import TestSupport
import Testing

/// What is found in sources, and how it is compared with what is declared (PACKAGE.md §8).
@Suite struct LicenseCheckTests {
    typealias Declaration = LicenseCheck.Declaration

    private func check(_ declared: [Declaration], _ texts: [String: String]) -> String {
        let texts = texts.sorted { $0.key < $1.key }.map { LicenseText(path: $0.key, text: Array($0.value.utf8)) }
        let check = LicenseCheck(package: "me", declared: declared, texts: texts)
        return check.diagnostics.map { DiagnosticRenderer(colour: false).render($0) }.joined()
    }

    private let mit = LicenseClassifierTests.mit
    private let bsd = LicenseClassifierTests.bsd

    @Test func isSilentWhenAllIsDeclared() {
        #expect(check([Declaration(license: "MIT")], ["LICENSE": mit]) == "")
        #expect(check([Declaration(license: "mit OR Apache-2.0")], ["LICENSE": mit, "b/LICENSE": apache]) == "")
        #expect(check([Declaration(license: "MIT AND BSD-2-Clause")], ["LICENSE": mit + bsd]) == "")
        #expect(check([Declaration(license: "GPL-2.0-or-later")], ["COPYING": gpl]) == "")
        #expect(check([Declaration(license: "GPL-2.0-only WITH Linux-syscall-note")], ["COPYING": gpl]) == "")
    }

    private let apache =
        "Apache License Version 2.0, January 2004 terms and conditions for use, reproduction, and distribution grant of patent license"
    private let gpl = "GNU GENERAL PUBLIC LICENSE Version 2, June 1991. Everyone is permitted to copy and distribute verbatim copies"

    @Test func saysNothingOfWhatItDoesNotKnow() {
        #expect(check([Declaration(license: "LicenseRef-own")], ["LICENSE": "all rights reserved"]) == "")
        #expect(check([Declaration(license: "MIT")], ["LICENSE": "see the sources"]) == "")
        #expect(check([Declaration(license: "MIT")], [:]) == "")
        #expect(check([Declaration(license: "MIT AND LicenseRef-own AND Glulxe")], ["LICENSE": mit]) == "")
    }

    @Test func showsWhatIsNotDeclared() {
        #expect(
            check([Declaration(license: "MIT")], ["COPYING": gpl, "LICENSE": mit, "NOTICE/LICENSE": bsd, "sub/COPYING": gpl]) == """
                warning: me: the sources hold licenses that are not declared
                  BSD-2-Clause: NOTICE/LICENSE
                  GPL-2.0: COPYING, sub/COPYING
                hint: declare them in package.copyright; what is taken for another license gets its  license-path  and a  detection-override

                """
        )
    }

    @Test func showsWhatIsNotThere() {
        #expect(
            check([Declaration(license: "MIT"), Declaration(license: "BSD-2-Clause AND Zlib")], ["LICENSE": mit]) == """
                warning: me: the license BSD-2-Clause and Zlib is declared, but no license file of the sources holds it
                  found: MIT
                hint: correct package.copyright, or name the file of the license's text:  license-path: …

                """
        )
    }

    @Test func leavesOutWhatIsKnown() {
        let known = Declaration(license: "GPL-2.0-only", path: "COPYING", isOverridden: true)
        #expect(check([known], ["COPYING": mit]) == "")
        #expect(check([known, Declaration(license: "MIT")], ["COPYING": bsd, "LICENSE": mit]) == "")
        #expect(check([known], ["COPYING": bsd, "LICENSE": mit]).contains("  MIT: LICENSE\n"))
    }

    @Test func findsFilesWhereTheyMayBe() throws {
        try withScratch { folder in
            try Shell.run(
                """
                cd \(folder); mkdir -p a/b vendor node_modules venv melange-out/x outside; cp -r vendor .git; echo secret >outside.txt
                for f in LICENSE a/COPYING.LIB a/b/LICENSE vendor/LICENSE node_modules/LICENSE venv/LICENSE melange-out/LICENSE .git/LICENSE \\
                    a/LICENSE.go a/README; do echo x >$f; done
                ln -s ../outside.txt a/LICENSE; mkdir a/LICENCE; mkfifo a/COPYING; ln -s /etc/passwd COPYRIGHT; ln -s a/README inner
                head -c 2000000 /dev/zero >UNLICENSE
                """
            )
            let search = try LicenseSearch(folder)
            #expect(try search.texts().map(\.path) == ["LICENSE", "a/COPYING.LIB"])
            #expect(try search.text("inner")?.path == "inner")
            #expect(try search.text("UNLICENSE") == nil)
            for path in ["COPYRIGHT", "../x", "/etc/passwd", "none", "a", "a/COPYING"] {
                #expect(throws: Diagnostic(.missingLicense, "there is no file \(path)")) { try search.text(path) }
            }
        }
    }
}
