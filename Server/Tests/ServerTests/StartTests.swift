import Files
import SystemPackage
import TestSupport
import Testing

/// What people read when the server starts, or does not.
@Suite struct StartTests {
    private static let program = RunningServer.program

    @Test(arguments: [
        ("nowhere", "error: there is no folder nowhere\n  hint: cuttle build publishes into one with --out-dir\n"),
        (". --listen 8080x", "Error: --listen takes HOST:PORT, as 127.0.0.1:8080 or [::1]:8080, not 8080x\n"),
        (". --listen ::1:80", "Error: --listen takes HOST:PORT, as 127.0.0.1:8080 or [::1]:8080, not ::1:80\n"),
        (". --listen 127.0.0.1:65536", "Error: --listen takes HOST:PORT, as 127.0.0.1:8080 or [::1]:8080, not 127.0.0.1:65536\n"),
        (". --log-format xml", "Error: --log-format takes common, json or none, not xml\n"),
        (". --max-connections 0", "Error: --max-connections must be from 1 to 1000000\n"),
        (". --stall-timeout 0", "Error: --stall-timeout must be from 1 to 86400\n"),
        (". --access-log /nowhere/log", "error: cannot open /nowhere/log: No such file or directory\n"),
    ])
    func wrongUsage(_ arguments: String, _ text: String) throws {
        try withScratch { scratch in
            let shell = try Shell("cd \(scratch); timeout 20 '\(Self.program)' \(arguments)")
            #expect(shell.status == (text.contains("cannot open") ? 1 : 2))
            #expect(shell.output.hasPrefix(text), "\(shell.output)")
        }
    }

    @Test func aPortThatIsTaken() throws {
        try withScratch { scratch in
            let server = try RunningServer(scratch, errors: scratch.appending("errors"))
            let address = server.address.dropFirst("http://".count)
            let shell = try Shell("timeout 20 '\(Self.program)' \(scratch) --listen \(address)")
            #expect(shell.status == 1)
            #expect(
                shell.output == """
                    error: cannot listen on \(address): Address already in use
                      hint: another program listens there; --listen 127.0.0.1:0 takes a free port

                    """
            )
        }
    }

    @Test func help() throws {
        let shell = try Shell("'\(Self.program)' --help")
        #expect(shell.status == 0)
        for word in [
            "OVERVIEW", "PUBLISHING MEANWHILE", "WHAT IS SERVED", "CACHES", "ENDING", "--shutdown-timeout", "(default: 127.0.0.1:8080)",
        ] {
            #expect(shell.output.contains(word), "\(word)")
        }
    }
}
