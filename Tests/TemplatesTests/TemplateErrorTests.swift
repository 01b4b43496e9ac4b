import Testing

/// What a person reads about a template that is wrong, and the place that is meant.
@Suite struct TemplateErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let template: String
        let column: Int
        let message: String
        var testDescription: String { template }

        init(_ template: String, _ column: Int, _ message: String) {
            self.template = template
            self.column = column
            self.message = message
        }
    }

    static let malformed = [
        Case("{{ .Yes", 1, "an action is not closed with \"}}\""),
        Case("{{ .Yes }", 9, "\"}\" has no meaning here"),
        Case("{{ }}", 4, "a value is missing"),
        Case("{{ /* a */ }}", 4, "\"/\" has no meaning here"),
        Case("{{/* a }}", 3, "a comment is not closed with \"*/\""),
        Case("{{/* a */ 1}}", 10, "a comment must fill its braces"),
        Case("{{ \"a }}", 4, "a text is not closed with a quote"),
        Case("{{ \"a\\q\" }}", 6, "this escape is unknown"),
        Case("{{ \"\\xff\" }}", 4, "this text is not UTF-8"),
        Case("{{ `a }}", 4, "a raw text is not closed with \"`\""),
        Case("{{ 'ab' }}", 4, "single quotes hold one character"),
        Case("{{ 12x }}", 4, "\"12x\" is not a number"),
        Case("{{ 99999999999999999999 }}", 4, "\"99999999999999999999\" is not a number"),
        Case("{{ .Yes% }}", 8, "\"%\" has no meaning here"),
        Case("{{ (1 }}", 4, "a parenthesis is not closed"),
        Case("{{ 1) }}", 5, "this does not belong into an action"),
        Case("{{ print 1\"a\" }}", 11, "\"\"a\"\" cannot stand here"),
        Case("{{ 1 | 2 }}", 8, "only a function can take what is piped into it"),
        Case("{{ 1 | }}", 8, "a value is missing"),
        Case("{{ if .Yes }}", 4, "\"if\" is not closed with {{ end }}"),
        Case("{{ end }}", 4, "\"end\" has nothing to belong to"),
        Case("{{ else }}", 4, "\"else\" has nothing to belong to"),
        Case("{{ if 1 }}{{ else }}{{ else }}{{ end }}", 24, "a second \"else\""),
        Case("{{ if }}{{ end }}", 7, "a value is missing"),
        Case("{{ break }}", 4, "\"break\" outside of \"range\""),
        Case("{{ range .Names }}{{ define \"x\" }}{{ end }}{{ end }}", 22, "\"define\" must stand outside of everything else"),
        Case("{{ define x }}{{ end }}", 11, "\"define\" needs a name in quotes"),
        Case("{{ define \"x\" }}{{ end }}{{ define \"x\" }}{{ end }}", 29, "there are two templates called \"x\""),
        Case("{{ $x }}", 4, "there is no variable \"$x\" here"),
        Case("{{ $x = 1 }}", 4, "there is no variable \"$x\" here"),
        Case("{{ if 1 }}{{ $x := 1 }}{{ end }}{{ $x }}", 36, "there is no variable \"$x\" here"),
        Case("{{ $x := $x }}", 10, "there is no variable \"$x\" here"),
        Case("{{ $ := 1 }}", 4, "\"$\" cannot be set"),
        Case("{{ Name }}", 4, "there is no function \"Name\""),
        Case("{{ if 1 }}{{ else if 2 }}{{ end }}{{ end }}", 38, "\"end\" has nothing to belong to"),
    ]

    static let failing = [
        Case("{{ .Package.Versio }}", 12, "Package has no field \"Versio\""),
        Case("{{ .Package.Name.X }}", 17, "\"X\" is asked of a text, which has no fields"),
        Case("{{ .Test.Pipeline }}", 9, "\"Pipeline\" is asked of what is not there"),
        Case("{{ .Parts.Name }}", 10, "\"Name\" is asked of a list"),
        Case("{{ .Package.Name 1 }}", 4, ".Package.Name is not a function and takes no arguments"),
        Case("{{ nil }}", 4, "nil alone is nothing to show"),
        Case("{{ range .Yes }}{{ end }}", 10, "\"range\" needs a list, a map or an integer, not a boolean"),
        Case("{{ template \"x\" }}", 4, "there is no template \"x\""),
        Case("{{ index .Names 3 }}", 4, "there is no item 3: the first is 0, and there are 3"),
        Case("{{ index .Names -1 }}", 4, "there is no item -1: the first is 0, and there are 3"),
        Case("{{ index .Names \"x\" }}", 4, "an index must be an integer, not a text"),
        Case("{{ index .Vars 1 }}", 4, "a key must be a text, not an integer"),
        Case("{{ index .Test 1 }}", 4, "nil has no index"),
        Case("{{ slice \"abc\" 2 1 }}", 4, "the slice lies outside of the 3 that there are"),
        Case("{{ slice .Vars }}", 4, "a map cannot be sliced"),
        Case("{{ len 1 }}", 4, "an integer has no length"),
        Case("{{ not }}", 4, "not takes 1 argument, not 0"),
        Case("{{ eq 1 }}", 4, "eq takes at least 2 arguments, not 1"),
        Case("{{ eq 1 \"1\" }}", 4, "an integer cannot be compared with a text"),
        Case("{{ lt .Package .Package }}", 4, "a Package cannot be compared with a Package"),
        Case("{{ printf 1 }}", 4, "printf needs a format, not an integer"),
        Case("{{ printf \"%#v\" .Names }}", 4, "printf does not know \"%#v\" here"),
        Case("{{ printf \"%999999999d\" 1 }}", 4, "printf pads to 100000 characters at most"),
    ]

    @Test(arguments: malformed + failing)
    func says(_ example: Case) {
        let first = shown(example.template).split(separator: "\n").first.map(String.init)
        #expect(first == "template:1:\(example.column): error: \(example.message)")
    }

    @Test func pointsIntoLaterLines() {
        #expect(
            shown("é {{ 1 }}\nünd {{ .Package.Vertion }}") == """
                template:2:16: error: Package has no field "Vertion"
                 2 | ünd {{ .Package.Vertion }}
                   |                ^~~~~~~~
                hint: did you mean "Version"?

                """
        )
    }

    @Test func saysHowToAskForWhatMayBeAbsent() {
        #expect(
            shown("{{ .Test.Pipeline }}") == """
                template:1:9: error: "Pipeline" is asked of what is not there
                 1 | {{ .Test.Pipeline }}
                   |         ^~~~~~~~~
                hint: ask only when it is there: {{ with … }}{{ .Pipeline }}{{ end }}

                """
        )
    }
}
