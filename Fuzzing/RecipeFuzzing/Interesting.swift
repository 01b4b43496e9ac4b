/// Pieces of text that readers of recipes are likely to take wrongly.
enum Interesting {
    /// Values of every kind, and of none.
    static let values: [[UInt8]] =
        bytes([
            "", "~", "null", "true", "no", "0", "-1", "1", "010", "0x10", "0o17", "0xFFFFFFFFFFFFFFFFFF", "1.0", "1e3", "1e400", ".inf",
            ".nan", "1_000", "18446744073709551615", "18446744073709551616", "9223372036854775808", "-9223372036854775809", "2147483648",
            "4294967296", "1.10", "2026-01-01", "[]", "{}", "[~]", "[[]]", "[a, b]", "{a: b}", "{a: ~}", "{? [a] : b}", "''", "\"\"",
            "\"\\u0000\"", "\"\\x07\\n\\r\"", "'a\nb'", "a: b: c", "a #b", "all", "x86_64", "[aarch64]", "../../etc", "/", "//", "a/../b",
            "fetch", "git-checkout", "strip", "split/dev", "patch", "go/build", "no/such", "*a", "*unknown", "&a b", "<<", "!!binary AA==",
            "1h30m", "1s1s", "-5ns", "9999999999h", ".s", "s", "build", "root", "cap_net_raw,cap_net_admin", "daily", "secondly",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "deadbeef", "é", "\u{202E}", "\u{FEFF}", "\u{2028}",
            "e\u{301}",
            "so:libc.so.6", "cmd:sh=1", "a=~1", "a>=1<2", "!a", "a b", "${{range.key}}", "${{range.value}}", "$1", "${1}", "\\1", "|", ">",
            "|9",
        ]) + [[UInt8](repeating: 0x61, count: 5_000), [UInt8](repeating: UInt8(ascii: "9"), count: 400)]

    /// Keys of the format.
    static let keys: [[UInt8]] = bytes([
        "package", "environment", "pipeline", "subpackages", "data", "update", "vars", "var-transforms", "options", "test", "capabilities",
        "name", "version", "epoch", "description", "annotations", "url", "commit", "target-architecture", "copyright", "dependencies",
        "scriptlets", "checks", "cpe", "setcap", "timeout", "resources", "runtime", "provides", "provider-priority", "range", "items",
        "uses",
        "with", "runs", "if", "needs", "inputs", "label", "assertions", "required-steps", "working-directory", "contents", "packages",
        "accounts", "users", "groups", "paths", "entrypoint", "from", "match", "replace", "to", "add", "remove", "<<", "", "? ", "default",
        "required", "disabled", "trigger", "script", "license", "identifier", "github", "schedule", "period", "uri", "expected-sha256",
    ])

    /// Variables, known and unknown, and what looks like one.
    static let markers: [[UInt8]] = bytes([
        "${{", "}}", "${{}}", "${{ }}", "${", "$$", "${{package.name}}", "${{ package.version }}", "${{package.full-version}}",
        "${{package.epoch}}", "${{vars.a}}", "${{vars.}}", "${{range.key}}", "${{range.value}}", "${{targets.destdir}}",
        "${{targets.subpkgdir}}", "${{targets.contextdir}}", "${{targets.package.a}}", "${{build.arch}}", "${{inputs.a}}",
        "${{inputs.uri}}",
        "${{options.a.enabled}}", "${{cross.triplet.gnu.glibc}}", "${{context.name}}", "${{subpkg.name}}", "${{${{package.name}}}}",
        "${{package.name}", "${{\tpackage.name\r}}", "${{nobody.knows}}", "${{package.description}}", "${{é}}",
    ])

    /// Conditions, most of them true or false, some of them neither.
    static let conditions: [[UInt8]] = bytes([
        "${{build.arch}} == 'x86_64'", "${{build.arch}} != \"x86_64\" && 'a' == 'a'", "'a' == 'b' || ('c' == 'c')", "''", "'a'", "a == b",
        "\"'\" == '\\''", "((((((((((((((((((((((((((((((((((((((((((((((((((((((((('a' == 'a'", "${{package.name}} == ${{vars.a}}",
        "'a' == 'a' &&", "${{inputs.a}} == ''", "'\\", "\"${{range.key}}\" == \"\"", "'a' = 'a'", "~",
    ])

    /// Patterns that are heavy, or that only some kinds of regular expressions know.
    static let patterns: [[UInt8]] = bytes([
        "(a+)+$", "(a|aa)+$", "(.*)*b", ".*.*.*=", "a*a*a*b", "((((((((((.*))))))))))", "(?i)A", "\\d+", "[", "(", "a{1000}{1000}", "(?=a)",
        "\\1", "^(.*)$", "",
        "(?P<n>.)", "\\p{L}+", "(?:)*", "\\Qa", "[[:alpha:]]", "a**", "$^", "\\z", "(x*)*y", "(?s).*", "(?<n>a)(?<n>b)", "\\C", "(*UTF)",
        "(*COMMIT)a", "(?R)", "\\K", "\\G", "[^", "a{,3}", "\\x{110000}", "(?#",
    ])

    private static func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }
}
