import PackageLinting
import TestSupport
import Testing

/// What the rules find in programs and libraries that a compiler made for the test (PACKAGE.md §9).
@Suite(.enabled(if: Shell.has("cc", "objcopy"), "a C compiler and objcopy are not on PATH"))
struct BinaryRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let rule: String
        let commands: String
        /// What the rule says; empty when it says nothing.
        var found = ""
        var testDescription: String { "\(rule): \(commands)" }
    }

    /// Makes a file one for another machine: the two bytes at offset 18 say which.
    static let turn = "turn() { printf \"$2\" | dd of=\"$1\" bs=1 seek=18 conv=notrunc status=none; }\n"

    static let contents = [
        Case(
            rule: "binaryarch",
            commands: turn + """
                prog $T/usr/bin/mips; turn $T/usr/bin/mips '\\010\\000'; lib $T/usr/lib/x.so; chmod 644 $T/usr/lib/x.so
                turn $T/usr/lib/x.so '\\363\\000'; lib $T/usr/lib/arm.so; turn $T/usr/lib/arm.so '\\267\\000'; prog $T/usr/bin/own
                prog $T/usr/share/data; chmod 644 $T/usr/share/data; turn $T/usr/share/data '\\010\\000'; ln $T/usr/bin/mips $T/usr/bin/too
                """,
            found: """
                error: me-1-r0: 2 files for another processor [binaryarch]
                  usr/bin/mips (MIPS)
                  usr/lib/x.so (RISC-V)
                hint: remove what was built for other processors, or build it for this one

                """
        ),
        Case(
            rule: "strip",
            commands: """
                prog $T/usr/bin/a; objcopy --add-section .debug=/bin/sh $T/usr/bin/a; prog $T/usr/bin/b -g
                lib $T/usr/lib/c.so; objcopy --add-section .zdebug=/bin/sh $T/usr/lib/c.so
                echo 'int x;' | cc -g -x c - -c -o $T/o.o; objcopy --add-section .debug=/bin/sh $T/o.o
                """,
            found: """
                error: me-1-r0: 2 files with debugging information [strip]
                  usr/bin/a
                  usr/lib/c.so
                hint: add  - uses: strip  to the end of the pipeline, or split it off with split/debug

                """
        ),
    ]

    static let hardening = [
        Case(
            rule: "runpath",
            commands: """
                i=0; p() { i=$((i + 1)); lib "$T/usr/lib/me/$i.so" "-Wl,$2,-rpath,$1"; }; n=--enable-new-dtags o=--disable-new-dtags
                p /usr/lib/me $n; p '$ORIGIN' $n; p '$ORIGIN/../../lib' $o; p '/lib/x:/opt/me/lib' $n; p '${ORIGIN}/x' $n
                # From here on they lead out.
                p /home/build/x $n; p /tmp $o; p '/usr/lib:' $n; p lib $n; p '$ORIGIN/../../../../x' $n; p /usr/../tmp $n; p '/usr/lib:/build' $o
                """,
            found: """
                error: me-1-r0: 7 files with a RUNPATH that leads out of the system [runpath]
                  usr/lib/me/10.so ("$ORIGIN/../../../../x")
                  usr/lib/me/11.so ("/usr/../tmp")
                  usr/lib/me/12.so ("/build")
                  usr/lib/me/6.so ("/home/build/x")
                  usr/lib/me/7.so ("/tmp")
                  usr/lib/me/8.so ("")
                  usr/lib/me/9.so ("lib")
                hint: build with --disable-rpath or -DCMAKE_SKIP_RPATH=ON, or change it with patchelf: whoever can write there decides what \
                is run

                """
        ),
        Case(
            rule: "executable-stack",
            commands: "prog $T/a -z execstack; lib $T/b.so -z execstack; prog $T/c -z noexecstack; prog $T/d",
            found: """
                error: me-1-r0: 2 files with an executable stack [executable-stack]
                  a
                  b.so
                hint: link with -Wl,-z,noexecstack; sources in assembler need  .section .note.GNU-stack,"",@progbits

                """
        ),
        Case(
            rule: "relro",
            commands: """
                prog $T/a -Wl,-z,norelro; lib $T/b.so -Wl,-z,norelro; prog $T/c -Wl,-z,relro; prog $T/d -Wl,-z,relro,-z,now
                prog $T/e -static -Wl,-z,norelro
                """,
            found: """
                error: me-1-r0: 2 files without read-only relocations (RELRO) [relro]
                  a
                  b.so
                hint: link with -Wl,-z,relro,-z,now

                """
        ),
        Case(
            rule: "pie",
            commands: "prog $T/a -no-pie; prog $T/b -pie -fPIE; lib $T/c.so; prog $T/d -static -no-pie",
            found: """
                error: me-1-r0: 1 file at a fixed address (no PIE) [pie]
                  a
                hint: compile with -fPIE and link with -pie

                """
        ),
    ]

    @Test(arguments: contents + hardening)
    func finds(_ item: Case) throws {
        #expect(try Linted.findings(item.rule, in: item.commands) == item.found)
    }
}
