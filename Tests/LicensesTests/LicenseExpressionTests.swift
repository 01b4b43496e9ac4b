import Diagnostics
import Testing

@testable import Licenses

/// License expressions (RECIPE.md §3.2).
@Suite struct LicenseExpressionTests {
    @Test(arguments: [
        "MIT", "mit", "BSD-3-clause", "GPL-2.0", "GPL-2.0+", "GPL-2.0-or-later", "Apache-2.0+", "0BSD", "curl", "MIT AND ISC",
        "MIT  OR ISC",
        "(MIT)", "( GPL-2.0-only OR GPL-3.0-only ) AND LGPL-2.1-or-later", "((MIT OR ISC) AND (Zlib))", "MIT OR ISC AND Zlib OR X11",
        "Apache-2.0 WITH LLVM-exception", "GPL-2.0-or-later WITH classpath-EXCEPTION-2.0",
        "GPL-2.0-or-later WITH Font-exception-2.0 AND OFL-1.0", "LicenseRef-Foo.Bar-1", "DocumentRef-a:LicenseRef-b",
        "LicenseRef-a AND MIT", "LicenseRef-a WITH LLVM-exception", " MIT ", "Bugroff",
    ])
    func isValid(_ text: String) throws {
        #expect(try LicenseExpression(text).text == text)
        #expect(LicenseExpression.isValid(text))
    }

    @Test(arguments: [
        ("", "the license is empty", "write its SPDX identifier, such as MIT"),
        ("  ", "the license is empty", "write its SPDX identifier, such as MIT"),
        (
            "GPL", "\"GPL\" is not on the SPDX list",
            "write GPL-1.0-only or GPL-1.0-or-later or GPL-2.0-only or GPL-2.0-or-later or GPL-3.0-only or GPL-3.0-or-later"
        ),
        ("GPL-2", "\"GPL-2\" is not on the SPDX list", "write GPL-2.0-only or GPL-2.0-or-later"),
        ("Apche-2.0", "\"Apche-2.0\" is not on the SPDX list", "did you mean \"Apache-2.0\"?"),
        ("Apache-2", "\"Apache-2\" is not on the SPDX list", "write Apache-2.0"),
        (
            "PROPRIETARY", "\"PROPRIETARY\" is not on the SPDX list",
            "write an SPDX identifier, or LicenseRef- and a name of your own"
        ),
        ("Apache-2.0-or-later", "\"Apache-2.0-or-later\" is not on the SPDX list", "write Apache-2.0+"),
        ("MIT-only", "\"MIT-only\" is not on the SPDX list", "write MIT"),
        ("MIT ISC", "\"ISC\" follows without AND, OR or WITH", ""),
        ("MIT and ISC", "\"and\" cannot join licenses", "write AND"),
        ("MIT AND", "there is no license at the end", ""),
        ("AND MIT", "there is no license in front of \"AND\"", ""),
        ("MIT OR AND ISC", "there is no license in front of \"AND\"", ""),
        ("()", "there is no license in front of \")\"", ""),
        ("(MIT", "a \"(\" is never closed", ""),
        ("MIT)", "a \")\" has no \"(\"", ""),
        ("MIT WITH", "there is no exception behind WITH", ""),
        ("MIT WITH LLVM-exeption", "\"LLVM-exeption\" is not an exception of the SPDX list", "did you mean \"LLVM-exception\"?"),
        ("(MIT OR ISC) WITH LLVM-exception", "\"WITH\" follows without AND, OR or WITH", ""),
        ("LLVM-exception", "\"LLVM-exception\" is an exception", "name the license: … WITH LLVM-exception"),
        ("MIT +", "\"+\" follows without AND, OR or WITH", ""),
        ("MIT++", "\"MIT+\" is not on the SPDX list", "did you mean \"MIT\"?"),
        ("LicenseRef-", "", ""), ("LicenseRef-a_b", "", ""), ("DocumentRef-a", "", ""), ("DocumentRef-:LicenseRef-a", "", ""),
        ("DocumentRef-a:MIT", "", ""), ("DocumentRef-a:DocumentRef-b:LicenseRef-c", "", ""), ("MIT/ISC", "", ""), ("МIT", "", ""),
    ])
    func isNot(_ text: String, _ message: String, _ hint: String) {
        let error = #expect(throws: Diagnostic.self) { try LicenseExpression(text) }
        #expect(!LicenseExpression.isValid(text))
        #expect(error?.code == .invalidLicense)
        if !message.isEmpty {
            #expect(error?.message == "\"\(text)\" is not an SPDX license expression: \(message)")
            #expect(error?.hints == (hint.isEmpty ? [] : [hint]))
        }
    }

    @Test func isBoundedInDepth() {
        let deep = String(repeating: "(", count: 100_000) + "MIT" + String(repeating: ")", count: 100_000)
        let error = #expect(throws: Diagnostic.self) { try LicenseExpression(deep) }
        #expect(error?.message.hasSuffix("parentheses are nested more than 64 deep") == true)
    }
}

/// What the packages of a recipe say their license is (RECIPE.md §3.2).
@Suite struct PackageLicenseTests {
    @Test(arguments: [
        ([], ""), (["MIT"], "MIT"), (["MIT", "GPL-2.0-only"], "MIT AND GPL-2.0-only"), (["MIT OR ISC", "Zlib"], "MIT OR ISC AND Zlib"),
        (["", "MIT", ""], "MIT"), (["My Custom_License"], "LicenseRef-My-Custom-License"), (["PROPRIETARY"], "LicenseRef-PROPRIETARY"),
        (["LicenseRef-X"], "LicenseRef-X"), (["MIT AND Weird-1"], "LicenseRef-MIT-AND-Weird-1"),
        (["Custom@License!v2"], "LicenseRef-CustomLicensev2"), (["@#$%^&*()"], "LicenseRef-a821cf5c9ba958c4"),
    ])
    func isMadeOfThoseOfTheRecipe(_ licenses: [String], _ expression: String) {
        #expect(LicenseExpression.joined(licenses) == expression)
    }
}

/// The list that is part of the program.
@Suite struct LicenseListTests {
    @Test func isWholeAndSorted() {
        let list = LicenseList.standard
        #expect(list.licenses.count == 740)
        #expect(list.exceptions.count == 86)
        for identifiers in [list.licenses, list.exceptions] {
            #expect(identifiers == identifiers.sorted { $0.lowercased() < $1.lowercased() })
            #expect(identifiers.allSatisfy { $0.utf8.allSatisfy { $0.isOfIdentifier || $0 == UInt8(ascii: "+") } })
        }
        #expect(list.license("apache-2.0") == "Apache-2.0")
        #expect(list.exception("llvm-EXCEPTION") == "LLVM-exception")
        #expect(list.license("LLVM-exception") == nil)
    }
}
