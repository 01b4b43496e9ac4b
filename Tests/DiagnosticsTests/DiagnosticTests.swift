import Diagnostics
import Testing

@Suite struct DiagnosticTests {
    private struct Foreign: Error, CustomStringConvertible {
        let description = "something foreign"
    }

    @Test func everyErrorBecomesDiagnostics() {
        let one = Diagnostic(.limit, "one")
        let two = Diagnostic(.system, "two")
        #expect(Diagnostic.all(in: one) == [one])
        #expect(Diagnostic.all(in: DiagnosticList([one, two])) == [one, two])
        #expect(Diagnostic.all(in: CancellationError()) == [Diagnostic(.interrupted, "interrupted")])
        #expect(Diagnostic.all(in: Foreign()) == [Diagnostic(.internalError, "something foreign")])
    }

    @Test(arguments: [
        (Diagnostic.Code.interrupted, "interrupted", Int32(1)), (.internalError, "internal", 1), (.system, "system", 1),
        (.missingFile, "missing-file", 2), (.limit, "limit", 2), (.stepFailed, "step-failed", 1), (.environment, "environment", 1),
        (.input("mine"), "mine", 2), (.work("mine"), "mine", 1),
    ])
    func namesAndExitStatusesOfCodesAreStable(_ code: Diagnostic.Code, _ name: String, _ status: Int32) {
        #expect(code.name == name)
        #expect(code.exitStatus == status)
    }

    @Test func aNoteIsAddedAtTheEndAndNothingElseChanges() {
        let diagnostic = Diagnostic(.limit, "one", notes: ["first"], hint: "next")
        let noted = diagnostic.noting("second")
        #expect(noted.notes == ["first", "second"])
        #expect(noted.hints == ["next"])
        #expect(noted.message == "one")
        #expect(diagnostic.notes == ["first"])
    }
}
