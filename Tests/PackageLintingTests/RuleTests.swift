import PackageLinting
import TestSupport
import Testing

/// What each rule finds in a tree, and what it lets pass (PACKAGE.md §9).
@Suite struct RuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let rule: String
        let commands: String
        var name = "me"
        /// What the rule says; empty when it says nothing.
        var found = ""
        var testDescription: String { "\(rule): \(commands)" }
    }

    static let places = [
        Case(
            rule: "dev",
            commands: "put $T/dev/null; link null $T/dev/zero; mkdir $T/dev/pts; put $T/usr/dev/x; mkdir -p $T/devel; put $T/devel/x",
            found: """
                error: me-1-r0: 2 files below /dev, which the system fills [dev]
                  dev/null
                  dev/zero
                hint: remove them from the package: the system fills /dev when it starts

                """
        ),
        Case(rule: "dev", commands: "mkdir -p $T/dev/pts"),
        Case(
            rule: "infodir",
            commands: "put $T/usr/share/info/dir/x; mkdir $T/usr/share/info/dir/y",
            found: """
                error: me-1-r0: 1 file below /usr/share/info/dir, which every package would overwrite [infodir]
                  usr/share/info/dir/x
                hint: remove them from the package: the directory of manuals is made where packages are installed

                """
        ),
        Case(rule: "infodir", commands: "put $T/usr/share/info/dir"),
        Case(
            rule: "tempdir",
            commands: "put $T/tmp/a; mkdir $T/tmp/b; put $T/var/tmp/a; mkdir -p $T/var/run/b $T/run/lock; put $T/run/x",
            found: """
                error: me-1-r0: 5 files in places that are emptied when a system starts [tempdir]
                  run/lock
                  run/x
                  tmp/a
                  var/run/b
                  var/tmp/a
                hint: let the program make them when it starts, or describe them in usr/lib/tmpfiles.d

                """
        ),
        Case(
            rule: "tempdir",
            commands: "mkdir -p $T/tmp/b $T/var/tmp/c $T/run/d; put $T/usr/lib/tmpfiles.d/me.conf; link ../run $T/var/run"
        ),
        Case(
            rule: "varempty",
            commands: "put $T/var/empty/x; mkdir $T/var/empty/y; put $T/var/emptyish",
            found: """
                error: me-1-r0: 1 file below /var/empty [varempty]
                  var/empty/x
                hint: remove them from the package: programs without rights are locked into /var/empty because nothing is there

                """
        ),
        Case(
            rule: "opt",
            commands: "put $T/opt/me/x; mkdir $T/opt/empty; put $T/usr/opt/x",
            found: """
                error: me-1-r0: 1 file below /opt, which belongs to the administrator [opt]
                  opt/me/x
                hint: install below /usr, or name the package …-compat

                """
        ),
        Case(rule: "opt", commands: "put $T/opt/me/x", name: "me-compat"),
        Case(
            rule: "srv",
            commands: "put $T/srv/x",
            found: """
                error: me-1-r0: 1 file below /srv, which belongs to the administrator [srv]
                  srv/x
                hint: install below /usr/share, or name the package …-compat

                """
        ),
        Case(rule: "srv", commands: "put $T/srv/x", name: "me-compat"),
        Case(
            rule: "usrlocal",
            commands: "link /bin/x $T/usr/local/bin/x; mkdir $T/usr/local/lib",
            found: """
                error: me-1-r0: 1 file below /usr/local, which belongs to the administrator [usrlocal]
                  usr/local/bin/x
                hint: install below /usr, or name the package …-compat

                """
        ),
        Case(rule: "usrlocal", commands: "put $T/usr/local/x", name: "me-compat"),
        Case(
            rule: "usrmerge",
            commands: "put $T/bin/a; put $T/lib64/b; mkdir -p $T/usr/sbin/c; link usr/lib $T/lib; put $T/usr/bin/x; put $T/usr/lib64/x",
            found: """
                error: me-1-r0: 4 files in a folder that is a link to one below /usr [usrmerge]
                  bin/a
                  lib
                  lib64/b
                  usr/sbin/c
                hint: configure the build with --prefix=/usr, --sbindir=/usr/bin and --libdir=/usr/lib

                """
        ),
        // The package that merges them all, and nearly.
        Case(
            rule: "usrmerge",
            commands:
                "mkdir -p $T/usr; link usr/bin $T/bin; link usr/sbin $T/sbin; link usr/lib $T/lib; link /usr/lib64 $T/lib64; link bin $T/usr/sbin"
        ),
        Case(
            rule: "usrmerge",
            commands:
                "mkdir -p $T/usr; link usr/bin $T/bin; link tmp $T/sbin; link usr/lib $T/lib; link usr/lib $T/lib64; link bin $T/usr/sbin",
            found: """
                error: me-1-r0: 5 files in a folder that is a link to one below /usr [usrmerge]
                  bin
                  lib
                  lib64
                  sbin
                  usr/sbin
                hint: configure the build with --prefix=/usr, --sbindir=/usr/bin and --libdir=/usr/lib

                """
        ),
        Case(rule: "usrmerge", commands: "mkdir -p $T/bin $T/usr/sbin; put $T/binary/x; put $T/sbin"),
    ]

    static let modes = [
        Case(
            rule: "setuidgid",
            commands: "for m in 4755 2755 1644 755; do put $T/usr/bin/m$m; chmod $m $T/usr/bin/m$m; done; mkdir -m 2775 $T/usr/share",
            found: """
                error: me-1-r0: 3 files with a set-user-ID, set-group-ID or sticky bit [setuidgid]
                  usr/bin/m1644 (mode 1644)
                  usr/bin/m2755 (mode 2755)
                  usr/bin/m4755 (mode 4755)
                hint: take the bit away with chmod, give the program capabilities with setcap, or disable the rule in checks.disabled

                """
        ),
        Case(
            rule: "worldwrite",
            commands: "put $T/a; chmod 666 $T/a; put $T/b; chmod 664 $T/b; put $T/c; chmod 002 $T/c; link a $T/d; mkdir -m 777 $T/e",
            found: """
                error: me-1-r0: 2 files that everyone can write to [worldwrite]
                  a (mode 666)
                  c (mode 2)
                hint: chmod o-w

                """
        ),
    ]

    static let names = [
        Case(
            rule: "libtool/la-files",
            commands: "put $T/usr/lib/libx.la; put $T/usr/lib/libx.lai; mkdir $T/usr/lib/folder.la",
            found: """
                error: me-1-r0: 1 file of libtool (*.la) [libtool/la-files]
                  usr/lib/libx.la
                hint: remove them, for instance by  rm usr/lib/*.la: linking against them adds needless dependencies

                """
        ),
        Case(
            rule: "object",
            commands: "put $T/usr/lib/crt1.o; put $T/usr/lib/x.ob",
            found: """
                error: me-1-r0: 1 file of a compiler (*.o) [object]
                  usr/lib/crt1.o
                hint: remove them: they are left over from compiling

                """
        ),
        Case(
            rule: "staticarchive",
            commands: "put $T/usr/lib/libx.a",
            found: """
                error: me-1-r0: 1 file of static libraries (*.a) [staticarchive]
                  usr/lib/libx.a
                hint: move them with the pipeline split/static, or build with --disable-static

                """
        ),
        Case(rule: "staticarchive", commands: "put $T/usr/lib/libx.a", name: "me-dev"),
        Case(rule: "staticarchive", commands: "put $T/usr/lib/libx.a", name: "me-static"),
        Case(
            rule: "dll",
            commands: "put $T/usr/lib/x.dll; put $T/usr/lib/x.dlls",
            found: """
                error: me-1-r0: 1 file for Windows (*.dll) [dll]
                  usr/lib/x.dll
                hint: remove them: Linux cannot load them

                """
        ),
        Case(rule: "dll", commands: "put $T/usr/lib/x.dll", name: "me-dev"),
        Case(
            rule: "dylib",
            commands: "put $T/usr/lib/x.dylib",
            found: """
                error: me-1-r0: 1 file for macOS (*.dylib) [dylib]
                  usr/lib/x.dylib
                hint: remove them: Linux cannot load them

                """
        ),
        Case(rule: "dylib", commands: "put $T/usr/lib/x.dylib", name: "me-dev"),
        Case(
            rule: "cudaruntimelib",
            commands: "put $T/usr/lib/libcuda.so.1; put $T/usr/lib/libnvidia-ml.so; put $T/usr/lib/libcudart.so.12; put $T/opt/libcuda.so",
            found: """
                error: me-1-r0: 2 files of the NVIDIA driver [cudaruntimelib]
                  usr/lib/libcuda.so.1
                  usr/lib/libnvidia-ml.so
                hint: remove them: the driver of the machine that runs the program brings its own

                """
        ),
        Case(
            rule: "sbom",
            commands: "put $T/var/lib/db/sbom/me.spdx.json; put $T/var/lib/db/sbom/me.json; put $T/usr/me.json",
            found: """
                error: me-1-r0: 1 file below /var/lib/db/sbom not named ….spdx.json [sbom]
                  var/lib/db/sbom/me.json
                hint: leave the bill of materials to Cuttle, or name the file ….spdx.json

                """
        ),
        Case(
            rule: "nonlinux",
            commands: "put $T/usr/share/me/Darwin/x; put $T/usr/share/Win32.txt; mkdir $T/usr/share/windows; put $T/usr/share/wind",
            found: """
                error: me-1-r0: 2 files named after another operating system [nonlinux]
                  usr/share/Win32.txt
                  usr/share/me/Darwin/x
                hint: remove what only macOS or Windows can use

                """
        ),
        Case(
            rule: "unsupportedarch",
            commands: """
                for f in usr/lib/ppc64le-linux/x usr/MIPSish/x usr/x-i386-y usr/x_mips.txt usr/x.s390x usr/x_x86_32_y usr/x-x86-32.so; do put $T/$f; done
                # None of these is one.
                for f in mips/x usr/mipsy usr/x-mips_y usr/amips/x usr/riscv usr/x-riscv usr/amd64/x-i386-y usr/x-mipso; do put $T/$f; done
                mkdir $T/usr/sparc; rm $T/usr/x-riscv
                """,
            found: """
                error: me-1-r0: 7 files named after another architecture [unsupportedarch]
                  usr/MIPSish/x
                  usr/lib/ppc64le-linux/x
                  usr/x-i386-y
                  usr/x-x86-32.so
                  usr/x.s390x
                  usr/x_mips.txt
                  usr/x_x86_32_y
                hint: remove what only other processors can use

                """
        ),
    ]

    static let documents = [
        Case(
            rule: "maninfo",
            commands:
                "put $T/usr/share/man/man1/me.1; link x $T/usr/share/info/me.info; mkdir $T/usr/share/man/man2; put $T/usr/share/manual",
            found: """
                error: me-1-r0: 2 files of manuals outside of a package named …-doc [maninfo]
                  usr/share/info/me.info
                  usr/share/man/man1/me.1
                hint: move them to a subpackage with the pipeline split/manpages, split/infodir or split/alldocs

                """
        ),
        Case(rule: "maninfo", commands: "put $T/usr/share/man/man1/me.1", name: "me-doc"),
        Case(
            rule: "documentation",
            commands:
                "for f in README README.txt ToDo CREDITS a.md b.rst; do put $T/usr/share/$f; done; put $T/usr/share/readme.c.x; put $T/x.mdx",
            found: """
                error: me-1-r0: 6 files of documentation outside of a package named …-doc [documentation]
                  usr/share/CREDITS
                  usr/share/README
                  usr/share/README.txt
                  usr/share/ToDo
                  usr/share/a.md
                  usr/share/b.rst
                hint: move it to a subpackage named …-doc, or remove it

                """
        ),
        Case(rule: "documentation", commands: "put $T/README", name: "me-doc"),
        Case(
            rule: "empty",
            commands: "mkdir -p $T/usr/bin; put $T/var/lib/db/sbom/me.spdx.json",
            found: """
                error: me-1-r0: the package is empty [empty]
                hint: for a package that is only there for its dependencies, set  options: {no-provides: true}

                """
        ),
        Case(rule: "empty", commands: "link nowhere $T/usr/x"),
        Case(
            rule: "duplicate",
            commands: """
                large $T/a/one; large $T/b/one; large $T/c/one other; large $T/a/two; large $T/b/three; put $T/a/small; put $T/b/small
                large $T/a/LICENSE; large $T/b/LICENSE; large $T/a/hard; mkdir $T/d; ln $T/a/hard $T/d/hard; link ../a/one $T/d/one
                large $T/e/two
                """,
            found: """
                error: me-1-r0: 2 files in several places with the same content [duplicate]
                  a/one = b/one
                  a/two = e/two
                hint: keep one of them, and make the others links to it

                """
        ),
    ]

    static let site = "$T/usr/lib/python3.13/site-packages"
    static let python = [
        Case(
            rule: "python/docs",
            commands: "put \(site)/docs/x.py; mkdir \(site)/doc; put \(site)/me/docs/x; put \(site)/doc.py",
            found: """
                error: me-1-r0: 2 files of documentation at the top of site-packages [python/docs]
                  usr/lib/python3.13/site-packages/doc
                  usr/lib/python3.13/site-packages/docs
                hint: remove it: every project that does the same would overwrite it

                """
        ),
        Case(
            rule: "python/test",
            commands: "put \(site)/tests/x.py; put \(site)/test; put $T/usr/lib/tests/x",
            found: """
                error: me-1-r0: 1 file of tests at the top of site-packages [python/test]
                  usr/lib/python3.13/site-packages/tests
                hint: remove it: every project that does the same would overwrite it

                """
        ),
        Case(
            rule: "python/multiple",
            commands:
                "for p in one two one-1.dist-info two-1.egg-info __pycache__ _internal; do put \(site)/$p/x.py; done; put \(site)/six.py",
            found: """
                error: me-1-r0: 2 packages of Python are in one package [python/multiple]
                  usr/lib/python3.13/site-packages/one
                  usr/lib/python3.13/site-packages/two
                hint: put each into a subpackage of its own

                """
        ),
        Case(rule: "python/multiple", commands: "put \(site)/one/x.py; put \(site)/one-1.dist-info/METADATA"),
    ]
    static let versions = ["python/docs", "python/test", "python/multiple"].map { rule in
        Case(rule: rule, commands: "put \(site)/one/x.py; put $T/usr/lib/python3.12/site-packages/one/x.py")
    }

    @Test(arguments: places + modes + names + documents + python)
    func finds(_ item: Case) throws {
        #expect(try Linted.findings(item.rule, in: item.commands, name: item.name) == item.found)
    }

    @Test(arguments: versions)
    func severalPythons(_ item: Case) throws {
        let found = try Linted.findings(item.rule, in: item.commands)
        let start = """
            error: me-1-r0: there are site-packages of several versions of Python [\(item.rule)]
              usr/lib/python3.12/site-packages
              usr/lib/python3.13/site-packages
            hint:
            """
        #expect(found.hasPrefix(start))
    }

    @Test(arguments: [
        ("usr/lib/libx.so", true), ("usr/lib/libx.so.1", true), ("usr/lib/libx.so.1.20.3", true), ("opt/x.so", true),
        ("usr/lib/libx.so.1a", false), ("usr/lib/libx.so.", false), ("usr/lib/libx.so.conf", false), ("usr/lib/libxso", false),
        ("usr/lib/so", false), ("usr/lib/so.1", false), ("usr/lib/x.1", false),
    ])
    func asksForTestsOfLibraries(_ path: String, _ isLibrary: Bool) throws {
        let expected =
            isLibrary
            ? """
            error: me-1-r0: 1 file named like a shared library, and the test does not use test/tw/ldd-check [lddcheck]
              \(path)
            hint: add to the package's test pipeline:  - uses: test/tw/ldd-check

            """ : ""
        #expect(try Linted.findings("lddcheck", in: "link x $T/\(path)", tests: ["test/pkgconf"]) == expected)
        #expect(try Linted.findings("lddcheck", in: "put $T/\(path)", tests: ["test/ldd-check"]) == "")
        #expect(try Linted.findings("lddcheck", in: "put $T/\(path)", tests: ["test/tw/ldd-check"]) == "")
        #expect(try Linted.findings("lddcheck", in: "put $T/\(path)", tests: nil) == "")
    }

    @Test(arguments: ["usr/lib/pkgconfig/x.pc", "usr/share/pkgconfig/x.pc"])
    func asksForTestsOfPkgConfigFiles(_ path: String) throws {
        let expected = """
            error: me-1-r0: 1 file for pkg-config, and the test does not use test/pkgconf [pkgconf]
              \(path)
            hint: add to the package's test pipeline:  - uses: test/pkgconf

            """
        #expect(try Linted.findings("pkgconf", in: "put $T/\(path)", tests: []) == expected)
        #expect(try Linted.findings("pkgconf", in: "put $T/\(path)", tests: ["test/pkgconf"]) == "")
        #expect(try Linted.findings("pkgconf", in: "put $T/\(path)", tests: nil) == "")
        #expect(try Linted.findings("pkgconf", in: "put $T/usr/share/x.pc", tests: []) == "")
    }

    /// A rule that no case makes speak could be one that never does.
    @Test func everyRuleHasACase() {
        let tested = (Self.places + Self.modes + Self.names + Self.documents + Self.python).filter { !$0.found.isEmpty }.map(\.rule)
        let binary = (BinaryRuleTests.contents + BinaryRuleTests.hardening).filter { !$0.found.isEmpty }.map(\.rule)
        #expect(Set(tested + binary + ["lddcheck", "pkgconf"]) == Set(PackageLinter.rules.map(\.name)))
    }
}
