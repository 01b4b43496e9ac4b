import APK
import Diagnostics
import Testing

@Suite struct DependencyTests {
    /// An item, and what apk-tools prints for it (APK-FORMAT.md §9).
    @Test(arguments: [
        ("foo", "foo"), ("!foo", "!foo"), ("foo=1.0", "foo=1.0"), ("foo==1.0", "foo=1.0"), ("foo=>1", "foo>=1"), ("foo>=1", "foo>=1"),
        ("foo=<1", "foo<=1"), ("foo~=1.2", "foo~1.2"), ("foo~1.2", "foo~1.2"), ("foo=~1.2", "foo~1.2"), ("foo<~1.2", "foo<~1.2"),
        ("foo>~1.2", "foo>~1.2"), ("foo~>1.2", "foo>~1.2"), ("foo<1", "foo<1"), ("foo>1", "foo>1"), ("foo<=>1", "foo"),
        ("foo><Q1abc=", "foo><Q1abc="),
        ("foo<>Q1abc=", "foo><Q1abc="), ("foo@edge", "foo@edge"), ("foo@edge=1", "foo@edge=1"), ("foo=1@edge", "foo@edge=1"),
        ("!foo<2", "!foo<2"),
        ("so:libc.so.6", "so:libc.so.6"), ("cmd:[", "cmd:["), ("/bin/sh", "/bin/sh"), ("py3.11:x", "py3.11:x"), ("a+b-c_d,e", "a+b-c_d,e"),
    ])
    func reads(_ text: String, _ printed: String) throws {
        let dependency = try Dependency(text)
        #expect(dependency.description == printed)
        #expect(try Dependency(printed) == dependency)
    }

    @Test func parts() throws {
        let dependency = try Dependency("!foo@my-tag>=1.2")
        #expect(dependency.isConflict)
        #expect(dependency.name == "foo")
        #expect(dependency.tag == "my-tag")
        #expect(dependency.constraint == .version([.greater, .equal], try Version("1.2")))
        #expect(try Dependency("foo").constraint == nil)
        #expect(try Dependency("foo~1").constraint == .version([.fuzzy, .equal], try Version("1")))
        #expect(try Dependency("foo><Q1x").constraint == .identity("Q1x"))
    }

    @Test(arguments: ["", "!", "=1", "foo=", "foo>", "!!foo", "foo bar", "foo@", "foo@a@b", "foo@a=1@b", "@edge", "foo\n"])
    func refuses(_ text: String) {
        let error = #expect(throws: Diagnostic.self) { _ = try Dependency(text) }
        #expect(error?.code == .invalidDependency)
    }

    @Test(arguments: ["foo=x", "foo>=1_foo", "foo~1.", "foo=1 2"])
    func refusesVersion(_ text: String) {
        let error = #expect(throws: Diagnostic.self) { _ = try Dependency(text) }
        #expect(error?.code == .invalidVersion)
    }

    /// A dependency, the version a provider offers (`-` for none), and whether it fits.
    @Test(arguments: [
        "foo - yes", "foo 1 yes", "foo=1.20 1.20-r3 no", "foo~1.20 1.20-r3 yes", "foo~1.2 1.20 no", "foo~1.2 1.2_pre1 yes", "foo>=1 1 yes",
        "foo>=1 0.9 no", "foo>1 1-r0 yes", "foo<1 1_rc1 yes", "foo<~1.2 1.2.9 yes", "foo<~1.2 1.3 no", "foo>~1.2 1.2_rc1 yes",
        "foo>~1.2 1.1 no",
        "foo<=>1 7 yes",
        // A name that is provided without a version is lower than every version.
        "foo<1 - yes", "foo<=1 - yes", "foo=1 - no", "foo>=1 - no", "foo>1 - no", "foo~1 - no",
        // A conflict is satisfied by what it does not name.
        "!foo 1 no", "!foo - no", "!foo<2 1 no", "!foo<2 2 yes", "!foo=1 - yes",
    ])
    func matches(_ row: String) throws {
        let words = row.split(separator: " ").map(String.init)
        let version = words[1] == "-" ? nil : try Version(words[1])
        #expect(try Dependency(words[0]).isSatisfied(by: version) == (words[2] == "yes"))
    }

    @Test func matchesIdentity() throws {
        let dependency = try Dependency("foo><Q1abc=")
        let version = try Version("1")
        #expect(dependency.isSatisfied(by: version, identity: "Q1abc="))
        #expect(!dependency.isSatisfied(by: version, identity: "Q1xyz="))
        #expect(!dependency.isSatisfied(by: version))
    }

    @Test(arguments: [("so:libc.so.6=6", "so:libc.so.6", "6"), ("cmd:ls=9.1-r0", "cmd:ls", "9.1-r0"), ("/bin/sh", "/bin/sh", nil)])
    func provides(_ text: String, _ name: String, _ version: String?) throws {
        let provide = try Provide(text)
        #expect(provide.name == name)
        #expect(provide.version == (try version.map { try Version($0) }))
        #expect(provide.description == text)
    }

    @Test(arguments: ["", "=1", "!foo", "foo@edge", "foo=", "a b"])
    func refusesProvide(_ text: String) {
        #expect(throws: Diagnostic.self) { _ = try Provide(text) }
    }
}
