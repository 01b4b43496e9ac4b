import Testing

@testable import Solving

@Suite struct ApkoVersionTests {
    @Test(arguments: [
        "1", "0", "1.2.3", "1.2a", "1_alpha", "1_rc2", "1.0_p", "1_git20240101", "1_pre1_p2-r3", "1.2.3z_beta10_hg4-r15", "007",
    ])
    func valid(_ text: String) {
        #expect(ApkoVersion(text) != nil)
    }

    @Test(arguments: [
        "", "a", ".1", "1.", "1..2", "1ab", "1a.1", "1_foo", "1_p1_pre2", "1_alpha_pre", "1_p_git", "1~ab", "1.0~abc123-r1", "1-r",
        "1-r1-r2",
        "1_rc1 ", "1-1", "99999999999999999999", "1_p99999999999999999999", "1-r99999999999999999999", "1A",
    ])
    func invalid(_ text: String) {
        #expect(ApkoVersion(text) == nil)
    }

    /// Each version is lower than the next (SOLVER.md §1.2).
    @Test(arguments: [
        ["1", "1.0", "1.0.0", "1.1", "1.9", "1.10", "2"],
        ["8.2.002", "8.2.0015"],
        ["1", "1a", "1b"],
        ["1.0_alpha", "1.0_alpha1", "1.0_beta", "1.0_pre", "1.0_rc", "1.0_rc2", "1.0_rc10", "1.0"],
        ["1.0", "1.0_cvs", "1.0_svn", "1.0_git", "1.0_hg", "1.0_p", "1.0_p1", "1.0_p10"],
        ["1.0_rc1", "1.0_rc1_git", "1.0_rc1_p", "1.0_rc2"],
        ["1.0", "1.0-r1", "1.0-r2", "1.0-r10", "1.0_p-r0"],
        ["1_rc1-r9", "1-r0"],
    ])
    func ascending(_ texts: [String]) throws {
        let versions = try texts.map { try #require(ApkoVersion($0)) }
        for (position, one) in versions.enumerated() {
            #expect(!(one < one))
            for other in versions[(position + 1)...] {
                #expect(one < other)
                #expect(!(other < one))
            }
        }
    }

    @Test(arguments: [("1.0", "1.0-r0"), ("1.0_p", "1.0_p0"), ("1.0.01", "1.0.1"), ("01", "1"), ("1_alpha", "1_alpha0")])
    func equal(_ texts: (String, String)) throws {
        let one = try #require(ApkoVersion(texts.0))
        #expect(try one == #require(ApkoVersion(texts.1)))
    }

    /// The operator `~` (SOLVER.md §1.3).
    @Test(arguments: [
        ("1.2.3", "1.2.3a-r1", true), ("1.2.3-r0", "1.2.3-r5", true), ("1.2.3-r4", "1.2.3-r5", false), ("1.2.3-r4", "1.2.3-r4", true),
        ("1.2", "1.2.7", true), ("1.2", "1.20", false), ("1.2.0", "1.2", false), ("1.2a", "1.2b", false), ("1.2a", "1.2", false),
        ("1.2a-r9", "1.2.1", true), ("1.2_rc", "1.2_rc3", true), ("1.2_rc1", "1.2_rc3", false), ("1.2", "1.2_rc3", true),
        ("1.2_rc", "1.2", false), ("1.2_p", "1.2_p3", true), ("1.2_p1", "1.2_p", false), ("1.2_git", "1.2_p", false), ("1", "2", false),
    ])
    func includes(_ test: (String, String, Bool)) throws {
        let required = try #require(ApkoVersion(test.0))
        #expect(try required.includes(#require(ApkoVersion(test.1))) == test.2)
    }

    /// What an item is read as: name, relation, version, tag (SOLVER.md §1.4).
    @Test(arguments: [
        ("foo", "foo any  "), ("foo=1.2", "foo equal 1.2 "), ("foo>1", "foo greater 1 "), ("foo<1", "foo less 1 "),
        ("foo>=1", "foo atLeast 1 "), ("foo<=1", "foo atMost 1 "), ("foo~1", "foo includes 1 "), ("foo=~1", "foo includes 1 "),
        ("foo><1", "foo any 1 "), ("foo==1", "foo any 1 "), ("foo<>1", "foo any 1 "), ("foo>~1.5", "foo any 1.5 "),
        ("foo<~1", "foo any 1 "),
        ("foo@edge", "foo any  edge"), ("foo=1@edge", "foo equal 1 edge"), ("foo@edge=1", "foo@edge=1 any  "),
        ("foo@my-tag", "foo@my-tag any  "), ("foo@", "foo@ any  "), ("foo=", "foo= any  "), ("@edge", "@edge any  "), ("=1", "=1 any  "),
        ("foo@a@b", "foo@a@b any  "), ("foo==", "foo equal = "), ("", " any  "),
        ("so:x=1.2", "so:x equal 0.1.2 "), ("so:x=1.2-r3", "so:x equal 1.2-r3 "), ("so:x=1.2-r", "so:x equal 0.1.2-r "),
        ("so:x>=6", "so:x atLeast 0.6 "), ("so:x<=6", "so:x atMost 0.6 "), ("so:x>6", "so:x greater 6 "), ("so:x~6", "so:x includes 6 "),
        ("so:x", "so:x any  "), ("so=x", "so equal x "), ("cmd:x=1", "cmd:x equal 1 "),
    ])
    func items(_ test: (String, String)) {
        let item = ApkoConstraint(test.0)
        #expect("\(item.name) \(item.relation) \(item.version) \(item.pin)" == test.1)
        #expect(item.text == test.0)
    }
}
