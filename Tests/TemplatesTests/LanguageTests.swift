import Testing

/// What templates give: each case as Go's text/template has it.
@Suite struct LanguageTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let template: String
        let result: String
        var testDescription: String { template }

        init(_ template: String, _ result: String) {
            self.template = template
            self.result = result
        }
    }

    static let fields = [
        Case("", ""),
        Case("plain } text {", "plain } text {"),
        Case("{{ .Package.Name }}-{{ .Package.Version }}-r{{ .Package.Epoch }}", "stone-1.10-r3"),
        Case("{{.Package.FullVersion}}", "1.10-r3"),
        Case("{{ $.Package.Name }}", "stone"),
        Case("{{ (.Package).Name }}", "stone"),
        Case("{{ (index .Parts 1).Name }}", "two"),
        Case("{{ .Package.Timeout }}", "1h30m0s"),
        Case("{{ .Package }}", "{stone 1.10 3 1h30m0s}"),
        Case("{{ .Names }}", "[a b c]"),
        Case("{{ .Vars }}", "map[x:1 y:2]"),
        Case("{{ .Vars.x }}{{ .Vars.z }}", "1<no value>"),
        Case("{{ .Test }}", "<nil>"),
        Case("{{ .Yes }} {{ .No }}", "true false"),
        Case(
            "{{ 1 }} {{ -0x10 }} {{ 010 }} {{ 0b11 }} {{ 1_000 }} {{ 'a' }} {{ 1.50 }} {{ 1e6 }} {{ 1e-7 }}",
            "1 -16 8 3 1000 97 1.5 1e+06 1e-07"
        ),
        Case("{{ \"a\\tb\\x41\\u00e9\\\"\" }}{{ `raw\\n` }}", "a\tbAé\"raw\\n"),
    ]

    static let trimming = [
        Case("a {{- 1 -}} b", "a1b"),
        Case("a \n\t{{- 1 }} b", "a1 b"),
        Case("a {{ 1 -}}\r\n b", "a 1b"),
        Case("{{-3}}", "-3"),
        Case("a {{/* note */}} b", "a  b"),
        Case("a {{- /* two\nlines */ -}} b", "ab"),
        Case("{{ .Package.Name\n}}", "stone"),
        Case("{{ \"}}\" }}", "}}"),
    ]

    static let control = [
        Case("{{ if .Yes }}y{{ end }}{{ if .No }}n{{ end }}", "y"),
        Case("{{ if .Test }}t{{ else }}none{{ end }}", "none"),
        Case("{{ if .No }}1{{ else if .Test }}2{{ else if .Yes }}3{{ else }}4{{ end }}", "3"),
        Case("{{ if .Empty }}1{{ else }}2{{ end }}{{ if .Vars }}3{{ end }}{{ if 0 }}4{{ end }}{{ if \"\" }}5{{ end }}", "23"),
        Case("{{ with .Package }}{{ .Name }}{{ $.Yes }}{{ end }}", "stonetrue"),
        Case("{{ with .Test }}x{{ else }}y{{ end }}", "y"),
        Case("{{ with .Test }}x{{ else with .Package }}{{ .Name }}{{ else }}z{{ end }}", "stone"),
        Case("{{ with $p := .Package }}{{ $p.Name }}{{ end }}", "stone"),
        Case("{{ range .Names }}[{{ . }}]{{ end }}", "[a][b][c]"),
        Case("{{ range .Parts }}{{ .Name }}\n{{ end }}", "one\ntwo\n"),
        Case("{{ range $i, $e := .Names }}{{ if $i }},{{ end }}{{ $i }}={{ $e }}{{ end }}", "0=a,1=b,2=c"),
        Case("{{ range $e := .Names }}{{ $e }}{{ end }}", "abc"),
        Case("{{ range $k, $v := .Vars }}{{ $k }}{{ $v }}{{ end }}", "x1y2"),
        Case("{{ range .Empty }}x{{ else }}none{{ end }}", "none"),
        Case("{{ range 3 }}{{ . }}{{ end }}{{ range 0 }}x{{ else }}-{{ end }}", "012-"),
        Case("{{ range .Names }}{{ if eq . \"b\" }}{{ break }}{{ end }}{{ . }}{{ end }}", "a"),
        Case("{{ range .Names }}{{ if eq . \"b\" }}{{ continue }}{{ end }}{{ . }}{{ end }}", "ac"),
        Case("{{ range .Names }}{{ range $.Names }}{{ break }}{{ end }}{{ . }}{{ end }}", "abc"),
        Case("{{ range .Vars.nothing }}x{{ else }}none{{ end }}", "none"),
    ]

    static let variables = [
        Case("{{ $x := 1 }}{{ $x }}{{ $x = 2 }}{{ $x }}", "12"),
        Case("{{ $x := 1 }}{{ if .Yes }}{{ $x := 2 }}{{ $x }}{{ end }}{{ $x }}", "21"),
        Case("{{ $x := 1 }}{{ if .Yes }}{{ $x = 2 }}{{ end }}{{ $x }}", "2"),
        Case("{{ $last := \"\" }}{{ range .Names }}{{ $last = . }}{{ end }}{{ $last }}", "c"),
        Case("{{ $i := 0 }}{{ $e := 0 }}{{ range $i, $e = .Names }}{{ end }}{{ $i }}{{ $e }}", "2c"),
        Case("{{ if $n := len .Names }}{{ $n }}{{ end }}", "3"),
    ]

    static let templates = [
        Case("{{ define \"t\" }}<{{ . }}>{{ end }}{{ template \"t\" .Package.Name }}", "<stone>"),
        Case("{{ template \"t\" }}{{ define \"t\" }}{{ . }}{{ end }}", "<nil>"),
        Case("{{ block \"b\" .Package }}{{ .Name }}{{ end }}{{ template \"b\" .Package }}", "stonestone"),
        Case("{{ define \"n\" }}{{ $.Name }}{{ end }}{{ range .Parts }}{{ template \"n\" . }}{{ end }}", "onetwo"),
    ]

    static let functions = [
        Case("{{ and .Yes .No }} {{ and 1 2 }} {{ or .No \"x\" }} {{ or 0 \"\" }}|{{ not .No }}", "false 2 x |true"),
        Case("{{ and .Test .Test.Nothing }}", "<nil>"),
        Case("{{ eq 1 1 }} {{ eq \"a\" \"b\" \"a\" }} {{ ne 1 2 }} {{ eq .Test nil }} {{ eq .Yes true }}", "true true true true true"),
        Case("{{ lt 1 2 }} {{ le 2 2 }} {{ gt \"a\" \"b\" }} {{ ge 1.5 1.5 }}", "true true false true"),
        Case("{{ len .Names }} {{ len .Vars }} {{ len \"é\" }} {{ .Names | len }}", "3 2 2 3"),
        Case("{{ index .Names 1 }} {{ index .Vars \"x\" }} {{ index .Vars \"z\" }}| {{ index \"a\" 0 }}", "b 1 | 97"),
        Case("{{ slice .Names 1 }} {{ slice \"hello\" 1 3 }} {{ slice .Names }}", "[b c] el [a b c]"),
        Case("{{ print 1 2 \"a\" 3 }}|{{ println \"a\" 1 }}|{{ print }}", "1 2a3|a 1\n|"),
        Case("{{ .Package.Name | printf \"%q\" }}", "\"stone\""),
        Case("{{ .Package.Name | printf \"%s-%s\" \"x\" | len }}", "7"),
        Case("{{ html .Markup }}", "&lt;a href=&#34;x&#34;&gt;&#39;&amp;&#39;&lt;/a&gt;"),
        Case("{{ js .Markup }}", "\\u003Ca href\\u003D\\\"x\\\"\\u003E\\'\\u0026\\'\\u003C/a\\u003E"),
        Case("{{ urlquery \"a b&c/é\" }}", "a+b%26c%2F%C3%A9"),
        Case("{{ if and (eq .Package.Name \"stone\") (gt .Package.Epoch 2) }}ok{{ end }}", "ok"),
    ]

    static let formats = [
        Case("{{ printf \"%s|%5s|%-5s|%.2s\" \"abc\" \"abc\" \"abc\" \"abc\" }}", "abc|  abc|abc  |ab"),
        Case("{{ printf \"%d|%5d|%-5d|%05d|%+d|% d\" 42 42 42 42 42 42 }}", "42|   42|42   |00042|+42| 42"),
        Case("{{ printf \"%x %X %o %b %c %U %#x\" 255 255 8 5 65 65 255 }}", "ff FF 10 101 A U+0041 0xff"),
        Case("{{ printf \"%x % X\" \"hi\" \"hi\" }}", "6869 68 69"),
        Case("{{ printf \"%t %v %v %v\" true nil 1.5 .Names }}", "true <nil> 1.5 [a b c]"),
        Case("{{ printf \"%f %.2f %e %g\" 1.5 1.239 1500.0 0.1 }}", "1.500000 1.24 1.500000e+03 0.1"),
        Case("{{ printf \"%q %q\" \"a\\n\\u00e9\\u200b\" 'x' }}", "\"a\\né\\u200b\" 'x'"),
        Case("{{ printf \"%q\" .Names }}", "[\"a\" \"b\" \"c\"]"),
        Case("{{ printf \"%+v\" .Package }}", "{Name:stone Version:1.10 Epoch:3 Timeout:1h30m0s}"),
        Case("{{ printf \"%[2]s %[1]s\" \"a\" \"b\" }}", "b a"),
        Case("{{ printf \"%*d\" 4 7 }}", "   7"),
        Case("{{ printf \"%d%%\" 5 }}", "5%"),
        Case("{{ printf \"%d %s\" \"x\" }}", "%!d(string=x) %!s(MISSING)"),
        Case("{{ printf \"%s\" 1 2 }}", "%!s(int=1)%!(EXTRA int=2)"),
        Case("{{ printf \"%z %\" 1 }}", "%!z(int=1) %!(NOVERB)"),
    ]

    @Test(arguments: fields + trimming + control + variables + templates + functions + formats)
    func gives(_ example: Case) throws {
        #expect(try render(example.template) == example.result)
    }
}
