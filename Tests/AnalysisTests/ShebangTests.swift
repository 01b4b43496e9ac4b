import Testing

/// The programs that run scripts (PACKAGE.md §5.8).
@Suite struct ShebangTests {
    struct Line: Sendable, CustomTestStringConvertible {
        let line: String
        let needs: [String]
        var warns = false
        var testDescription: String { line }
    }

    static let lines = [
        Line(line: "#!/bin/bash", needs: ["cmd:bash"]), Line(line: "#! /usr/bin/perl -w", needs: ["cmd:perl"]),
        Line(line: "#!perl", needs: ["cmd:perl"]), Line(line: "#!/bin/bash\\r", needs: ["cmd:bash"]),
        Line(line: "#!\\t/opt/x/tool\\targ", needs: ["cmd:tool"]), Line(line: "#!/bin/env ruby", needs: ["cmd:env"]),
        Line(line: "#!/usr/bin/env ruby", needs: ["cmd:ruby"]), Line(line: "#!/usr/bin/env -S node --x", needs: ["cmd:node"]),
        Line(line: "#!/usr/bin/env", needs: [], warns: true), Line(line: "#!/usr/bin/env -i x", needs: [], warns: true),
        Line(line: "#!/usr/bin/env A=1 x", needs: [], warns: true), Line(line: "#!/usr/bin/env -S -x p", needs: [], warns: true),
        Line(line: "#!/usr/bin/env node --x", needs: [], warns: true), Line(line: "#!/usr/bin/env -i", needs: [], warns: true),
        Line(line: "#!/usr/bin/env -S A=1 x", needs: ["cmd:A=1"], warns: true), Line(line: "#!", needs: []), Line(line: "#!  ", needs: []),
        Line(line: "#!/bin/sh", needs: []), Line(line: "#!/usr/bin/env python3", needs: []), Line(line: "#!/usr/bin/python", needs: []),
        Line(line: "#!/usr/bin/awk -f", needs: []), Line(line: "#!/usr/bin/luajit", needs: []),
        Line(line: "#!/usr/bin/python3.12", needs: ["cmd:python3.12"]), Line(line: " #!/bin/bash", needs: []),
        Line(line: "\\n#!/bin/bash", needs: []), Line(line: "#!/", needs: []), Line(line: "#!/usr/bin/a@b", needs: []),
        Line(
            line: "#!/opt/of/a/very/long/path/that/goes/on/and/on/and/on/until/it/is/longer/than/eighty/bytes",
            needs: ["cmd:ei"]
        ),
    ]

    @Test(arguments: lines) func programOf(_ item: Line) throws {
        let path = "usr/bin/x"
        try Case(
            name: item.line,
            commands: "put $T/\(path) '\(item.line)\\nexit\\n'",
            needs: item.needs,
            warnings: item.warns ? [item.needs.isEmpty ? "the first line of \(path) does not say" : "\(path) sets A=1"] : []
        ).check()
    }

    static let places = [
        Case(
            name: "folders",
            commands: """
                n=0; for d in usr/bin usr/bin/sub/sub usr/local/bin usr/local/sbin usr/sbin bin sbin usr/libexec usr/lib opt/usr/bin usr/bin2
                do n=$((n+1)); put $T/$d/x "#!/opt/p$n"; done
                """,
            needs: ["cmd:p1", "cmd:p2", "cmd:p3", "cmd:p4"]
        ),
        Case(name: "links and pipes", commands: "put $T/opt/x '#!/opt/p'; link /opt/x $T/usr/bin/x; mkfifo $T/usr/bin/pipe"),
        Case(name: "a program that nobody may read", commands: "put $T/usr/bin/x '#!/opt/p'; chmod 0 $T/usr/bin/x", needs: ["cmd:p"]),
        Case(
            name: "the program is in the package",
            commands: "put $T/usr/bin/p x; chmod 755 $T/usr/bin/p; put $T/usr/bin/x '#!/usr/bin/p'",
            provides: ["cmd:p=1-r0"]
        ),
    ]

    @Test(arguments: places) func finds(_ item: Case) throws { try item.check() }
}
