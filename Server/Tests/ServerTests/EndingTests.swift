import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

/// How the server ends, and how long it bears with readers.
@Suite(.enabled(if: Shell.has("curl", "python3"), "no curl or python3")) struct EndingTests {
    private func withServer(_ options: [String] = [], _ body: (RunningServer, FilePath) throws -> Void) throws {
        try withScratch { scratch in
            try Shell.run("mkdir -p \(scratch)/served && head -c 24000000 /dev/urandom >\(scratch)/served/big.apk")
            try body(try RunningServer(scratch.appending("served"), options, errors: scratch.appending("errors")), scratch)
        }
    }

    /// Python that has connected to the server, as `s`.
    private func python(_ server: RunningServer, _ script: String) -> String {
        """
        python3 -c "
        import socket, time
        s = socket.create_connection(('127.0.0.1', \(server.address.split(separator: ":").last ?? "")))
        \(script)
        "
        """
    }

    @Test(arguments: [SIGTERM, SIGINT]) func runningResponsesAreFinished(_ signal: Int32) throws {
        try withServer { server, scratch in
            try Shell.run(
                "cd \(scratch); (curl -sS --limit-rate 12M -o out \(server.address)/big.apk; echo $? >done) >/dev/null 2>&1 & sleep 0.7"
            )
            server.signal(signal)
            usleep(300_000)
            #expect(!Files.exists(scratch.appending("done")), "the download was over before")
            #expect(try Shell("curl -sS \(server.address)/big.apk").status == 7, "a new connection is refused")
            let ended = server.wait()
            #expect(ended.status == 0)
            #expect(ended.seconds < 20)
            try Shell.run(
                "cd \(scratch); for i in 1 2 3 4 5 6 7 8 9 10; do test -e done || sleep 0.2; done; grep -qx 0 done && cmp out served/big.apk"
            )
        }
    }

    /// The end of a response is never lost, also when the connection is to end with it.
    @Test func answersAreWholeWhenTheConnectionEnds() throws {
        try withServer { server, scratch in
            for _ in 0..<5 {
                try Shell.run("cd \(scratch); curl -sS -H 'Connection: close' \(server.address)/big.apk | cmp - served/big.apk")
            }
        }
    }

    @Test func whoTakesNothingIsCutOff() throws {
        try withServer(["--shutdown-timeout", "1"]) { server, scratch in
            let stalled = python(server, "s.sendall(b'GET /big.apk HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n'); s.recv(100); time.sleep(30)")
            try Shell.run("(\(stalled)) >/dev/null 2>&1 & sleep 0.7")
            server.signal(SIGTERM)
            let ended = server.wait()
            #expect(ended.status == 0)
            #expect(ended.seconds > 0.5 && ended.seconds < 20)
            #expect(try server.errorText().contains("warning: cut off 1 response after 1 s\n"))
        }
    }

    @Test func idleConnectionsDoNotHoldItUp() throws {
        try withServer { server, _ in
            let idle = "s.sendall(b'GET /none HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n'); s.recv(1000); time.sleep(30)"
            try Shell.run("(\(python(server, idle))) >/dev/null 2>&1 & (\(python(server, "time.sleep(30)"))) >/dev/null 2>&1 & sleep 0.7")
            server.signal(SIGTERM)
            let ended = server.wait()
            #expect(ended.status == 0)
            #expect(ended.seconds < 15)
        }
    }

    @Test(arguments: ["", "GET /big.apk HT", "GET /big.apk HTTP/1.1\\r\\nHost: h\\r\\nX: "]) func whoAsksForNothingIsLetGo(
        _ beginning: String
    ) throws {
        try withServer(["--idle-timeout", "1"]) { server, _ in
            let script = "s.sendall(b'\(beginning)'); t = time.time(); s.settimeout(20); s.recv(1000); print(0.5 < time.time() - t < 18)"
            let seen = try Shell.run(python(server, script))
            #expect(seen == "True\n")
        }
    }

    @Test func whoTakesNothingIsLetGo() throws {
        try withServer(["--stall-timeout", "1", "--log-format", "json"]) { server, _ in
            let script = "s.sendall(b'GET /big.apk HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n'); time.sleep(4)"
            try Shell.run(python(server, script))
            #expect(try server.errorText().contains("\"complete\":false"))
        }
    }

    /// Who comes when all connections are taken waits for the next one to be free.
    @Test func connectionsAreCounted() throws {
        try withServer(["--max-connections", "2"]) { server, _ in
            let script = """
                a = ('127.0.0.1', s.getpeername()[1])
                q = b'HEAD /big.apk HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n'
                s.sendall(q); s.recv(9); t = socket.create_connection(a); t.sendall(q); t.recv(9)
                u = socket.create_connection(a); u.sendall(q); u.settimeout(0.7)
                try: print(u.recv(9))
                except TimeoutError: print('waits')
                s.close(); u.settimeout(20); print(u.recv(9))
                """
            let seen = try Shell.run(python(server, script))
            #expect(seen == "waits\nb'HTTP/1.1 '\n")
        }
    }
}
