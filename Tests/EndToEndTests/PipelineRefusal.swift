import Testing

/// Something that a built-in pipeline must not do, or not pass over: the build fails, and says why.
struct PipelineRefusal: Sendable, CustomTestStringConvertible {
    let pipeline: String
    /// Its inputs.
    var with = "{}"
    /// A step before.
    var setup = ":"
    /// A part of what people are told.
    let message: String

    var testDescription: String { "\(pipeline): \(message)" }

    var recipe: String {
        """
        package:
          name: refused
          version: "1"
          annotations:
            dev.cuttle.network: ""
        environment:
          contents:
            packages: [build-base]
        pipeline:
          - runs: '\(setup)'
          - uses: \(pipeline)
            with: \(with)
        """
    }

    static let all: [PipelineRefusal] =
        splits + [
            PipelineRefusal(
                pipeline: "split/bin",
                with: "{package: other}",
                message: "split/bin: there is no folder usr/bin in /home/build/melange-out/other"
            ),
            PipelineRefusal(pipeline: "patch", message: "patch: give the patches or a series"),
            PipelineRefusal(pipeline: "patch", with: "{patches: a, series: b}", message: "patch: give the patches or a series, not both"),
            PipelineRefusal(pipeline: "patch", with: "{series: none}", message: "patch: there is no series none"),
            PipelineRefusal(pipeline: "patch", with: "{patches: none}", message: "patch: there is no patch none"),
            PipelineRefusal(pipeline: "patch", with: "{patches: 'a;true'}", message: "patch: not the name of a patch: a;true"),
            PipelineRefusal(pipeline: "patch", with: "{patches: '$(true)'}", message: "patch: not the name of a patch: $(true)"),
            PipelineRefusal(pipeline: "patch", with: "{patches: a, fuzz: -1}", message: "patch: fuzz must be a number, not \"-1\""),
            PipelineRefusal(
                pipeline: "patch",
                with: "{patches: a, strip-components: x}",
                message: "patch: strip-components must be a number, not \"x\""
            ),
            PipelineRefusal(
                pipeline: "patch",
                with: "{patches: no.patch yes.patch}",
                setup: twoPatches,
                message: "1 out of 1 hunk FAILED"
            ),
            // Its context is one line off, which the usual fuzz would allow.
            PipelineRefusal(
                pipeline: "patch",
                with: "{patches: yes.patch, fuzz: 0}",
                setup: twoPatches + "; sed -i s/one/eins/ text",
                message: "1 out of 1 hunk FAILED"
            ),
            PipelineRefusal(
                pipeline: "git-am",
                with: "{patches: no.patch}",
                setup: twoPatches + "; git init -q",
                message: "Patch format detection failed"
            ),
            PipelineRefusal(
                pipeline: "python/import",
                with: "{imports: \"import nothing\\nimport os\\nimport void\"}",
                message: "python/import: not every import works:\n    |   import nothing\n    |   import void"
            ),
            PipelineRefusal(pipeline: "python/import", message: "python/import: give imports"),
            PipelineRefusal(pipeline: "python/import", with: "{from: os}", message: "python/import: give imports"),
            PipelineRefusal(
                pipeline: "python/import",
                with: "{imports: import os, import: os}",
                message: "python/import: give imports, or import and from, but not both"
            ),
            PipelineRefusal(
                pipeline: "python/import",
                with: "{import: os, python: python3, venv: venv}",
                message: "python/import: a virtual environment has its own Python; give venv or python, but not both"
            ),
            PipelineRefusal(
                pipeline: "python/test",
                with: "{command: 'false; true'}",
                message: "\"python/test\", failed with exit status 1"
            ),
            PipelineRefusal(pipeline: "python/build", message: "setup.py': [Errno 2] No such file"),
            PipelineRefusal(pipeline: "python/install", message: "setup.py': [Errno 2] No such file"),
            PipelineRefusal(pipeline: "python/build-wheel", message: "does not appear to be a Python project"),
            PipelineRefusal(pipeline: "ruby/install", with: "{version: 1}", message: "ruby/install: give the gem or the gem-file"),
            PipelineRefusal(pipeline: "ruby/install", with: "{gem: stone, version: 1}", message: "stone-1.gem"),
            PipelineRefusal(pipeline: "ruby/build", with: "{gem: stone}", message: "can't read stone.gemspec"),
            // R itself takes it for a mere warning.
            PipelineRefusal(
                pipeline: "R/build",
                with: "{package: stone, version: 1, path: nothing}",
                message: "R/build: stone 1 was not installed"
            ),
            PipelineRefusal(
                pipeline: "llvm/covreport",
                with: "{package: llvm-14}",
                message: "llvm/covreport: say which object was covered"
            ),
            PipelineRefusal(
                pipeline: "llvm/covreport",
                with: "{package: llvm-14, object: nothing}",
                message: "llvm/covreport: there is no object nothing"
            ),
            PipelineRefusal(
                pipeline: "xcover/ensure",
                with: "{package: busybox, min-coverage: 62.6}",
                setup: "echo \"{\\\"cov_by_func\\\": 62.5}\" >xcover-report.json",
                message: "xcover/ensure: the coverage is below 62.6%"
            ),
            PipelineRefusal(
                pipeline: "go/build",
                with: "{packages: ., output: stone}",
                message: "go: go.mod file not found in current directory"
            ),
            PipelineRefusal(pipeline: "cmake/configure", message: "does not appear to contain CMakeLists.txt"),
            PipelineRefusal(pipeline: "meson/configure", message: "Neither directory contains a build file meson.build"),
            PipelineRefusal(pipeline: "autoconf/configure", message: "./configure: No such file or directory"),
            PipelineRefusal(pipeline: "autoconf/make", message: "no makefile found"),
            PipelineRefusal(pipeline: "autoconf/make-install", message: "No rule to make target"),
            PipelineRefusal(pipeline: "perl/make", message: "Can't open perl script \"Makefile.PL\""),
            PipelineRefusal(pipeline: "pecl/phpize", message: "Cannot find config.m4"),
        ]

    /// A package cannot be split from itself.
    private static let splits = ["alldocs", "bin", "debug", "dev", "infodir", "lib", "locales", "manpages", "static"].map {
        PipelineRefusal(pipeline: "split/\($0)", message: "split/\($0): a package cannot be split from itself")
    }

    /// A text of three lines and two patches, of which only the second fits.
    private static let twoPatches = """
        for n in 1 2 3; do echo line $n; done >text; sed -i "1s/.*/one/" text; \
        printf "%s\\n" "--- a/text" "+++ b/text" "@@ -1,3 +1,3 @@" " one" "-line 2" "+line two" " line 3" >yes.patch; \
        sed s/2/9/ yes.patch >no.patch
        """
}
