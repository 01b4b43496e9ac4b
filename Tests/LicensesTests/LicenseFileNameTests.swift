import Licenses
import Testing

/// Which names of files speak of a license (PACKAGE.md §8).
@Suite struct LicenseFileNameTests {
    @Test(arguments: [
        "LICENSE", "LICENCE", "license.txt", "License.md", "LICENSE-MIT", "LICENSE_1_0.txt", "LICENSE.APACHE2", "MIT-LICENSE.txt",
        "UNLICENSE",
        "COPYING", "COPYING.LIB", "COPYING.LESSER", "COPYING-GPL-3", "COPYRIGHT", "Copyright.txt", "lgpl-copying", "OFL.txt", "OFL",
        "PATENTS",
        "apache.license",
    ])
    func isLicense(_ name: String) { #expect(LicenseFileName.isLicense(name)) }

    @Test(arguments: [
        "README", "LICENSE.xml", "license.go", "x.gemspec", "LICENSE.spdx", "LICENSE.header", "licensed", "mylicense", "copyingness",
        "offline",
        "OFL-faq-2.txt", "patents-of-others.txt", "", ".", "a-license-that-is-none.c.txt",
    ])
    func isNone(_ name: String) { #expect(!LicenseFileName.isLicense(name)) }
}
