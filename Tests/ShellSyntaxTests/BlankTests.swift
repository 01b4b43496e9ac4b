import ShellSyntax
import Testing

@Suite struct BlankTests {
    @Test(arguments: ["", "\n", "  \t\n", "# a comment", "#!/bin/sh", "\n#!/bin/sh\n", "# a\n\n  # b\n", "\\\n\\\n  # c", " #!/bin/sh\n"])
    func isBlank(_ text: String) {
        #expect(ShellSyntax.isBlank(text))
        #expect(ShellSyntax.firstProblem(in: text) == nil)
    }

    @Test(arguments: ["a", "#!/bin/sh\n", "#!/bin/sh\n# a\n", ":", "# a\nb", ";", "\r\n", "\\\na", "''", "\u{E9}"])
    func isNotBlank(_ text: String) {
        #expect(!ShellSyntax.isBlank(text))
    }
}
