extension PipelineFact {
    /// Autoconf, CMake, Meson, LLVM, strip, patches.
    static let ofC: [PipelineFact] = [
        // There is no configure, so it is made; what the recipe says comes last and wins.
        .among("autoconf/configure", "autoconf", .log("01-"), "autoreconf: running: "),
        .among(
            "autoconf/configure",
            "autoconf",
            .log("sed-n-p"),
            """
             --prefix=/usr --sysconfdir=/etc --libdir=/usr/lib --mandir=/usr/share/man --infodir=/usr/share/info --localstatedir=/var \
            --localstatedir=/var/lib --disable-dependency-tracking
            """,
            "./configure --host=",
            "-linux-gnu --build="
        ),
        .among("autoconf/make", "autoconf", .log("autoconf-make."), "Entering directory '/home/build/pebble'", " -DGREETING=plop "),
        .among("autoconf/make-install", "autoconf", .log("make-install"), "/usr/lib/libpebble.la\n"),
        .exactly(
            "autoconf/make-install",
            "autoconf",
            .package("pebble-autoconf"),
            """
            usr/bin/pebble
            usr/include/pebble.h
            usr/lib/libpebble.a
            usr/lib/libpebble.so
            usr/lib/libpebble.so.2
            usr/lib/libpebble.so.2.1.0
            usr/share/man/man1/pebble.1
            var/lib/pebble
            """
        ),
        .exactly(
            "cmake/configure",
            "cmake",
            .log("grep"),
            """
            CMAKE_BUILD_TYPE:STRING=Release
            CMAKE_INSTALL_LIBDIR:PATH=lib
            CMAKE_INSTALL_PREFIX:PATH=/usr
            CMAKE_GENERATOR:INTERNAL=Ninja
            """
        ),
        // Commands in full, and what the recipe switched on.
        .among("cmake/build", "cmake", .log("cmake-cmake-build"), "/usr/bin/cc -O3 -DNDEBUG ", " -o pebble-tool "),
        .exactly("cmake/install", "cmake", .package("pebble-cmake"), libraryAndTool),
        .exactly("meson/configure", "meson", .log("introspect"), "wrap_mode nodownload\nprefix /usr"),
        .among("meson/compile", "meson", .log("meson-compile"), "Linking target pebble-tool"),
        .exactly("meson/install", "meson", .package("pebble-meson"), libraryAndTool),
        // Of several runs together, without the file that the recipe leaves out: 9 of 14 lines.
        .among("llvm/covreport", "llvm", .log("covreport"), "/main.c ", "statement coverage: 64.29%"),
        .exactly("patch", "patch", .file("usr/share/text", of: "patched"), "first\nsecond\nthird\nfourth\nfifth\nsixth"),
        .among("patch", "patch", .log("01-"), "patch: first.patch", "patch: second.patch", "Using Plan A"),
        // The series has a comment, a blank line and blanks before the name.
        .among("patch", "patch", .log("02-"), "patch: third.patch", "succeeded at 3 with fuzz 1."),
        // From a working directory too; the committer's date is that of the build, not before 1980.
        .exactly(
            "git-am",
            "patch",
            .log("what-came"),
            """
            An Author, Cuttle: Change six 315532800
            An Author, A Tester: Change four 315532800
            An Author, A Tester: Change three 315532800
            """
        ),
        // Programs and shared libraries of this machine, not what links lead to, nor objects, archives, scripts.
        .exactly(
            "strip",
            "strip",
            .log("what-was-changed"),
            """
            changed ./usr/bin/dynamic
            changed ./usr/bin/static
            changed ./usr/lib/libstone.so.1
            changed ./usr/lib/plugins/with blank.so
            usr/bin/dynamic debug sections 0
            usr/bin/dynamic symbol tables 1
            usr/bin/static debug sections 0
            usr/bin/static symbol tables 1
            usr/lib/libstone.so.1 debug sections 0
            usr/lib/libstone.so.1 symbol tables 1
            """
        ),
        .exactly("strip", "strip", .log("what-is-bare"), "0"),
        // Debugging sections, links to them and modes of what was split; a fixed program is no shared object, and stays.
        .exactly(
            "split/debug",
            "strip",
            .log("what-became"),
            """
            usr/lib/libdeep.so.1 0 1 755
            usr/bin/deep 0 1 555
            usr/bin/fixed 6 0 755
            still one file
            libdeep.so.1.debug
            1
            """
        ),
        .exactly(
            "split/debug",
            "strip",
            .package("symbols-dbg"),
            "usr/lib/debug/usr/bin/deep.debug\nusr/lib/debug/usr/bin/deeper.debug\nusr/lib/debug/usr/lib/libdeep.so.1.debug"
        ),
    ]

    private static let libraryAndTool = "usr/bin/pebble-tool\nusr/lib/libpebble.so\nusr/lib/libpebble.so.1\nusr/lib/libpebble.so.1.2"
}
