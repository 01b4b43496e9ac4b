import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Files fetched with curl, a client that others made.
@Suite(.enabled(if: Shell.has("curl"), "no curl")) struct FetchTests {
    /// A folder with a file of 100,000 different bytes that is old enough for validators, a served address, and a shell there.
    private func withServer(_ options: [String] = [], _ body: (RunningServer, (String) throws -> String) throws -> Void) throws {
        try withScratch { scratch in
            let script = "import sys; sys.stdout.buffer.write(b''.join(b'%09d\\n' % i for i in range(10000)))"
            try Shell.run("cd \(scratch) && mkdir -p served/x86_64 && python3 -c \"\(script)\" >served/x86_64/a-1-r0.apk && sleep 1.2")
            let server = try RunningServer(scratch.appending("served"), options, errors: scratch.appending("errors"))
            let file = "\(server.address)/x86_64/a-1-r0.apk"
            try body(server) {
                try Shell.run("cd \(scratch) && U=\(server.address) && F=\(file) && A=served/x86_64/a-1-r0.apk && set -e\n\($0)")
            }
        }
    }

    @Test func wholeFilesAndTheirHeads() throws {
        try withServer { _, shell in
            #expect(try shell("curl -sS $F | cmp - $A && echo same") == "same\n")
            let head = try shell("curl -sSI $F | tr -d '\\r'")
            #expect(head.hasPrefix("HTTP/1.1 200 OK\n"))
            for line in ["Content-Length: 100000", "Content-Type: application/octet-stream", "Accept-Ranges: bytes", "Server: cuttle"] {
                #expect(head.contains("\n\(line)\n"), "\(line)")
            }
            #expect(head.contains("\nETag: \"") && head.contains("\nLast-Modified: ") && head.contains("\nDate: "))
            // One connection, many requests.
            let many = try shell("curl -sS -w '%{num_connects} %{http_code}\\n' -o o1 $F -o o2 $F -I -o o3 $U/none; cmp o1 $A; cmp o2 $A")
            #expect(many.split(separator: "\n").map { $0.prefix(1) } == ["1", "0", "0"])
        }
    }

    @Test(
        arguments: [
            ("-r 0-9", "206", "000000000\n"), ("-r 99990-", "206", "000009999\n"), ("-r -10", "206", "000009999\n"),
            ("-r 100000-", "416", nil),
            ("-r 20-29 -H 'If-Range: \"other\"'", "200", nil), ("-H 'Range: bytes=5-4'", "200", nil),
        ] as [(String, String, String?)]
    )
    func ranges(_ options: String, _ status: String, _ content: String?) throws {
        try withServer { _, shell in
            #expect(try shell("curl -sS -o out -w '%{http_code}' \(options) $F") == status)
            if let content { #expect(try shell("cat out") == content) }
        }
    }

    @Test func severalRangesAreParts() throws {
        try withServer { _, shell in
            let parts = try shell(
                "curl -sS -D head -r 0-9,500-509,-10 $F | tr -d '\\r'; grep -ic 'content-type: multipart/byteranges' head"
            )
            let lines = parts.split(separator: "\n").map(String.init)
            #expect(lines.filter { !$0.hasPrefix("--") && !$0.hasPrefix("Content-") } == ["000000000", "000000050", "000009999", "1"])
            #expect(lines.filter { $0.hasPrefix("Content-Range") }.count == 3)
            let read = """
                import email, sys, urllib.request
                request = urllib.request.Request(sys.argv[1], headers={'Range': 'bytes=0-9,500-509'})
                answer = urllib.request.urlopen(request)
                head = 'Content-Type: ' + answer.headers['Content-Type'] + '\\r\\n\\r\\n'
                parts = email.message_from_bytes(head.encode() + answer.read()).get_payload()
                print([part.get_payload() for part in parts])
                """
            #expect(try shell("python3 -c \"\(read)\" $F") == "['000000000\\n', '000000050\\n']\n")
        }
    }

    @Test func whatAClientHasIsNotSentAgain() throws {
        try withServer { _, shell in
            #expect(
                _ =
                    try shell(
                        "curl -sS --etag-save tag -o out $F && curl -sS --etag-compare tag -o out2 -w '%{http_code}' $F; test ! -s out2"
                    )
                    == "304"
            )
            #expect(try shell("curl -sS -R -o out $F && curl -sS -z out -o out2 -w '%{http_code}' $F") == "304")
            // Another file of the same size and with the same time takes the name.
            _ = try shell("tr 0 9 <$A >new && touch -r $A new && sleep 1.2 && mv new $A && sleep 1.2")
            #expect(try shell("curl -sS --etag-compare tag -o out2 -w '%{http_code}' $F") == "200")
            #expect(try shell("curl -sS -z out -o out2 -w '%{http_code}' $F && cmp out2 $A && echo same") == "200same\n")
        }
    }

    /// A transfer that broke off goes on where the file is still the same, and starts afresh where it is not.
    @Test func interruptedTransfersGoOn() throws {
        try withServer { _, shell in
            #expect(
                _ =
                    try shell("head -c 40000 $A >part && curl -sS -C - -o part -w '%{http_code}' $F && cmp part $A && echo same")
                    == "206same\n"
            )
            let tag = try shell("curl -sSI $F | tr -d '\\r' | sed -n 's/^ETag: //p'").filter { $0 != "\n" }
            #expect(try shell("curl -sS -r 99990- -H 'If-Range: \(tag)' $F") == "000009999\n")
            _ = try shell("tr 0 9 <$A >new && mv new $A")
            #expect(
                _ =
                    try shell("curl -sS -r 99990- -H 'If-Range: \(tag)' -o out -w '%{http_code}' $F && cmp out $A && echo same")
                    == "200same\n"
            )
        }
    }

    /// Whatever is asked for, nothing comes from outside, and nothing that is not for readers.
    @Test func nothingElseIsServed() throws {
        try withServer { _, shell in
            _ = try shell(
                """
                echo secret >secret; cp secret served/local.rsa; cp secret served/x86_64/.lock; mkdir served/.git; cp secret served/.git/config
                ln -s ../secret served/link; ln -s .. served/up; ln -s /etc served/etc; cp secret served/.cuttle-abcdef
                """
            )
            let table = [
                ("/../secret", "400"), ("/x86_64/../../secret", "400"), ("/%2e%2e/secret", "400"), ("/..%2fsecret", "400"),
                ("/%2fetc/passwd", "400"),
                ("/%00", "400"), ("/link", "404"), ("/up/secret", "404"), ("/etc/passwd", "404"), ("/local.rsa", "404"),
                ("/x86_64/.lock", "404"),
                ("/.git/config", "404"), ("/.cuttle-abcdef", "404"), ("/", "404"), ("/x86_64", "404"), ("/x86_64/", "404"),
                ("//../secret", "400"),
                ("/x86_64/a-1-r0.apk/", "404"), ("/x86_64/a-1-r0.apk/../../../secret", "400"), ("/\\..\\secret", "404"),
            ]
            for (target, status) in table {
                let got = try shell("curl -sS --path-as-is -o out -w '%{http_code}' \"$U\"'\(target)'; cat out")
                #expect(got.hasPrefix(status) && !got.contains("secret") && !got.contains("root:"), "\(target): \(got)")
            }
        }
    }

    @Test func otherMethodsAndContentsAreRefused() throws {
        try withServer { _, shell in
            for method in ["PUT", "POST", "DELETE", "OPTIONS", "PATCH", "PROPFIND"] {
                #expect(
                    _ = try shell("curl -sS -X \(method) -D head -o out -w '%{http_code}' $F; grep -c 'Allow: GET, HEAD' head") == "4051\n",
                    "\(method)"
                )
            }
            #expect(try shell("curl -sS -d x=y -o out -w '%{http_code}' $F") == "413")
            #expect(try shell("curl -sS -X GET -d x=y -H 'Transfer-Encoding: chunked' -o out -w '%{http_code}' $F") == "413")
            #expect(try shell("curl -sS -H \"X: $(head -c 20000 /dev/zero | tr '\\0' x)\" -o out -w '%{http_code}' $F") == "400")
        }
    }

    @Test func theAccessLogTellsWhatWasAsked() throws {
        try withServer { server, shell in
            _ = try shell(
                "curl -sS -o out $F; curl -sS -r 0-9 -A 'a \"b\"' -o out $F; curl -sS -o out \"$U/%22%0A%1b\"; curl -sSI $U/none; sleep 1"
            )
            let lines = try server.errorText().split(separator: "\n")
            let pattern = /127\.0\.0\.1 - - \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "(.*)" (.*)/
            let found = lines.compactMap { try? pattern.wholeMatch(in: $0) }.map { "\($0.output.1) \($0.output.2)" }
            #expect(
                found == [
                    "GET /x86_64/a-1-r0.apk HTTP/1.1 200 100000", "GET /x86_64/a-1-r0.apk HTTP/1.1 206 10",
                    "GET /%22%0A%1b HTTP/1.1 404 23",
                    "HEAD /none HTTP/1.1 404 -",
                ]
            )
        }
    }

    /// As JSON, into a file that is put aside meanwhile.
    @Test func theAccessLogMayBePutAside() throws {
        try withScratch { scratch in
            let log = scratch.appending("access.log")
            try withServer(["--access-log", log.string, "--log-format", "json"]) { server, shell in
                _ = try shell("curl -sS -r 0-9 -A 'a \"b\"' -o out $F; sleep 1; mv \(log) \(log).1; curl -sS -o out $U/none; sleep 1")
                let read = "import json, sys; d = json.load(sys.stdin); d['time'] = d['microseconds'] = 0; print(json.dumps(d))"
                #expect(
                    _ =
                        try shell("python3 -c \"\(read)\" <\(log).1") == """
                            {"time": 0, "client": "127.0.0.1", "method": "GET", "target": "/x86_64/a-1-r0.apk", "status": 206, "bytes": 10, \
                            "microseconds": 0, "complete": true, "range": "bytes=0-9", "user_agent": "a \\"b\\""}

                            """
                )
                #expect(try shell("grep -c '\"status\":404' \(log)") == "1\n")
                #expect(try server.errorText() == "")
            }
        }
    }

    /// A file of half a gigabyte takes no more memory than a small one.
    @Test func memoryDoesNotGrowWithFiles() throws {
        try withServer { server, shell in
            func peak() throws -> Int {
                let process = try shell("pgrep -P \(server.process)").filter { $0 != "\n" }
                return Int(try shell("sed -n 's/VmHWM:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/\(process)/status").filter { $0 != "\n" }) ?? .max
            }
            _ = try shell("curl -sS -o /dev/null $F; truncate -s 512M served/x86_64/big-1-r0.apk")
            let before = try peak()
            #expect(try shell("curl -sS $U/x86_64/big-1-r0.apk | wc -c") == "536870912\n")
            #expect(try peak() - before < 32 * 1024, "KiB more than before")
        }
    }
}
