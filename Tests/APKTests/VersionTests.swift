import APK
import Diagnostics
import Testing

@Suite struct VersionTests {
    /// In each row: one version, `<` or `=`, another (APK-FORMAT.md §8).
    @Test(arguments: [
        // Kinds that differ: what is longer is greater, unless it is a pre-release.
        "1 < 1-r0", "1 < 1.0", "1.0 < 1.0.1", "1.0 < 1.0a", "1.0a < 1.0.1", "1.0 < 1.0_p", "1.0_p < 1.0a",
        "1.0_alpha < 1.0", "1.0_rc9 < 1.0-r0", "1.0_pre < 1.0~ab", "1.0_alpha < 1.0.0", "1.0_beta < 1.0a",
        "1.0 < 1.0~0", "1.0-r5 < 1.0~0", "1.0~0 < 1.0_p", "1_p < 1_p_p", "1_p_alpha < 1_p", "1_p_alpha < 1_p1",
        // Suffixes.
        "1_alpha < 1_beta", "1_beta < 1_pre", "1_pre < 1_rc", "1_rc < 1_cvs", "1_cvs < 1_svn", "1_svn < 1_git", "1_git < 1_hg",
        "1_hg < 1_p", "1_rc1 < 1_rc2", "1_rc9 < 1_rc10", "0.1_p1_pre2 < 0.1_p1", "1_alpha_pre < 1_alpha",
        // Numbers: by value in the first component, in suffixes and in the revision.
        "9 < 10", "01 = 1", "1_rc01 = 1_rc1", "1-r00 = 1-r0", "1-r9 < 1-r10", "1.9 < 1.10", "18446744073709551617 = 1",
        // Later components with a leading zero: by text.
        "1.01 < 1.1", "8.2.0015 < 8.2.002", "1.0.01 < 1.0.1", "1.0 < 1.00", "1.09 < 1.1", "1.010 < 1.02",
        // Letters and commits: by text.
        "1.0a < 1.0b", "1~ab < 1~b", "1~ab < 1~ab0", "1.2~ab12-r3 < 1.2~ab12-r4",
        // Where apko differs (SOLVER.md §1.5).
        "1.0 < 1.0-r0", "1.0_p < 1.0_p0", "1.0.01 < 1.0.1",
    ])
    func order(_ row: String) throws {
        let words = row.split(separator: " ").map(String.init)
        let one = try Version(words[0])
        let other = try Version(words[2])
        if words[1] == "=" {
            #expect(one == other)
            #expect(one.hashValue == other.hashValue)
            #expect(!(one < other) && !(other < one))
        } else {
            #expect(one < other)
            #expect(!(other < one))
            #expect(one != other)
        }
    }

    @Test(arguments: ["1", "0.1_p1_pre2", "1.2~ab12-r3", "1.2.3a_rc1_p2~0f-r10", "1_alpha_alpha", "20240101", "1_p0-r0"])
    func valid(_ text: String) throws {
        #expect(try Version(text).description == text)
    }

    @Test(arguments: [
        "", "a", "0.1bc", "0.1a.1", "1_foo", "1-r2-r3", "1.", ".1", "1..2", "1_", "1~", "1~AB", "1-r", "1-1", "1-R1", "1_rc-", "1~ab_p",
        "1 ", " 1", "1\n", "1a1", "v1", "1-r1~ab", "1_Rc1", "1.2.x", "1é",
    ])
    func invalid(_ text: String) {
        let error = #expect(throws: Diagnostic.self) { _ = try Version(text) }
        #expect(error?.code == .invalidVersion)
        #expect(error?.code.exitStatus == 2)
    }

    @Test func invalidNamesThePlace() {
        let error = #expect(throws: Diagnostic.self) { _ = try Version("1.2-r0-r1") }
        #expect(error?.message == "\"1.2-r0-r1\" is not a version: \"-r1\" cannot follow \"1.2-r0\"")
    }

    /// Fuzzy comparison is by whole components of the second version.
    @Test(arguments: [
        ("1.2", "1.2", true), ("1.2.7", "1.2", true), ("1.2_pre1", "1.2", true), ("1.2-r4", "1.2", true), ("1.2a", "1.2", true),
        ("1.20", "1.2", false), ("1", "1.2", false), ("1.2.3-r5", "1.2.3-r0", false), ("1.2.3", "1.2.3-r0", false),
    ])
    func fuzzy(_ left: String, _ right: String, _ isEqual: Bool) throws {
        #expect((Version.compare(try Version(left), try Version(right), fuzzy: true) == .equal) == isEqual)
    }

    @Test(arguments: ["0", "1", "0_alpha", "1-r0"])
    func emptyVersionIsLowest(_ text: String) throws {
        #expect(Version.compare(nil, try Version(text), fuzzy: false) == .less)
        #expect(Version.compare(nil, try Version(text), fuzzy: true) == .less)
    }

    @Test func sortsTotally() throws {
        let texts = [
            "1_alpha", "1_alpha1", "1_rc", "1", "1-r0", "1-r1", "1~a", "1~b", "1_p", "1_p0", "1a", "1.0", "1.00", "1.01", "1.1", "1.2", "2",
        ]
        let versions = try texts.map { try Version($0) }
        #expect(versions.reversed().sorted().map(\.text) == texts)
        for (index, version) in versions.enumerated() {
            for later in versions[(index + 1)...] { #expect(version < later) }
        }
    }
}
