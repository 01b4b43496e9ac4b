import Diagnostics
import Templates
import Testing

/// Templates that would take for ever, fill the memory or the stack: they end with a message.
@Suite(.timeLimit(.minutes(30))) struct HostileTemplateTests {
    static let nested = 20_000

    static let cases: [(name: String, template: String, message: String)] = [
        ("endless loop", "{{ range 9000000000000000000 }}{{ end }}", "the template takes more than 1000000 steps"),
        (
            "loops in loops", String(repeating: "{{ range 10000 }}", count: 9) + String(repeating: "{{ end }}", count: 9),
            "the template takes more than 1000000 steps"
        ),
        (
            "much output", "{{ $x := printf \"%100000d\" 1 }}{{ range 100000 }}{{ $x }}{{ end }}",
            "the template gives more than 8388608 bytes"
        ),
        (
            "a text that doubles", "{{ $x := \"0123456789\" }}{{ range 100 }}{{ $x = print $x $x }}{{ end }}",
            "a text would be longer than 8388608 bytes"
        ),
        (
            "escapes that grow", "{{ $x := \"&\" }}{{ range 100 }}{{ $x = html $x $x }}{{ end }}",
            "a text would be longer than 8388608 bytes"
        ),
        (
            "one value many times", "{{ print" + String(repeating: " $", count: 100_000) + " }}",
            "a text would be longer than 8388608 bytes"
        ),
        (
            "much work for no text", "{{ printf \"" + String(repeating: "%[1].0s", count: 100_000) + "\" $ }}",
            "printf shows 1000000 parts of values at most"
        ),
        ("recursion", "{{ define \"a\" }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}", "templates are nested more than 200 deep"),
        (
            "recursion of two",
            "{{ define \"a\" }}{{ if .Yes }}{{ template \"b\" . }}{{ end }}{{ end }}{{ define \"b\" }}{{ with $ }}{{ template \"a\" . }}{{ end }}"
                + "{{ end }}{{ template \"a\" . }}",
            "templates are nested more than 200 deep"
        ),
        ("parentheses", "{{ " + String(repeating: "(", count: nested) + " }}", "the template is nested more than 100 deep"),
        ("conditions", String(repeating: "{{ if 1 }}", count: nested), "the template is nested more than 100 deep"),
        (
            "else after else", "{{ if 0 }}" + String(repeating: "{{ else if 0 }}", count: nested) + "{{ end }}",
            "the template is nested more than 100 deep"
        ),
        ("a huge text", String(repeating: "x", count: 1_048_577), "the template is larger than 1048576 bytes"),
        ("an endless number", "{{ " + String(repeating: "9", count: 100_000) + " }}", "is not a number"),
        ("a wide format", "{{ printf \"%*d\" 999999999 1 }}", "printf needs an integer up to 100000 for \"*\""),
    ]

    @Test(arguments: cases.indices) func ends(_ index: Int) {
        let example = Self.cases[index]
        let error = #expect(throws: Diagnostic.self, "\(example.name)") { try render(example.template) }
        #expect(error?.message.hasSuffix(example.message) == true, "\(example.name): \(error?.message ?? "")")
    }

    @Test func countsTheSizeOfWhatItHandles() {
        var limits = TemplateLimits()
        limits.steps = 1000
        #expect(shown("{{ len (printf \"%100000d\" 1) }}", limits).contains("more than 1000 steps"))
        #expect(shown("{{ range 400 }}{{ end }}", limits) == "no error: ")
    }

    /// Any beginning of a template, and any template with a byte missing, gives a result or a message.
    @Test func survivesCuts() throws {
        let text = "a {{- range $i, $e := .Names }}{{ if eq $e \"b\" }}{{ printf \"%05d\" $i }}{{ else }}{{/* c */}}{{ end }}{{ end -}} b"
        let characters = Array(text)
        for count in characters.indices {
            _ = shown(String(characters.prefix(count)))
            var shorter = characters
            shorter.remove(at: count)
            _ = shown(String(shorter))
        }
        #expect(try render(text) == "a00001b")
    }

    @Test func survivesNoise() {
        var generator = SystemRandomNumberGenerator()
        let pieces = [
            "{{", "}}", " -", "- ", "if ", "range ", "end", "else ", "$x", ":=", "=", ".", ".Names", "(", ")", "|", "\"", "`", "'", "0x",
            "1", ",", "\\",
        ]
        for _ in 0..<3000 {
            let text = (0..<12).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            let result = shown(text)
            #expect(result.hasPrefix("no error: ") || result.contains("error: "), "\(text)")
        }
    }
}
