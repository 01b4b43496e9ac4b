extension PipelineFact {
    /// Go, JavaScript, Perl, PHP, Python, R, Ruby, Rust; with no dependencies but those that lie in the project.
    static let ofLanguages: [PipelineFact] = [
        // The program tells its flags and tags; the user's file of what Git ignores is put back, and Go saw no change of the sources.
        .among(
            "go/build",
            "go",
            .log("look-into-it"),
            "*.mine\n",
            " path example.com/stone/cmd/stone\n",
            " dep example.com/moss v1.0.0",
            " build -tags=netgo,osusergo,heavy\n build -trimpath=true\n",
            "=v2\n build vcs=git\n",
            " build vcs.modified=false\n",
            "\n1.2 two words heavy green"
        ),
        // The recipe's go.mod is the one that is built with, and stays as it is.
        .among("go/build", "go", .log("look-into-the-other"), "module example.com/stone\n\ngo 1.17\n", " path example.com/stone\n"),
        .exactly("go/build", "go", .package("go-stone"), "opt/sbin/bare\nusr/bin/stone"),
        .exactly("go/build/v2", "go", .package("go-stone-all"), "usr/bin/pebble\nusr/bin/stone"),
        .exactly("go/build/v2", "go", .log("look-into-all"), "*.mine\nall no light green\n0"),
        .exactly("go/install", "go", .package("go-stone-installed"), "usr/libexec/stone"),
        .exactly("go/install", "go", .log("look-into-what-was"), "installed no light green"),
        .exactly(
            "npm/install",
            "npm",
            .package("npm-stone"),
            """
            usr/bin/stone
            usr/lib/node_modules/stone/node_modules/moss/moss.js
            usr/lib/node_modules/stone/node_modules/moss/package.json
            usr/lib/node_modules/stone/package.json
            usr/lib/node_modules/stone/stone.js
            """
        ),
        .exactly("npm/install", "npm", .log("03-"), "stone 1.0.0 with moss 1.4.0"),
        // Installed anew with other versions, at the same places; no trace of the project that was needed for it.
        .exactly(
            "npm/install",
            "npm",
            .package("npm-stone-overridden"),
            """
            opt/stone/bin/stone
            opt/stone/lib/node_modules/.bin/stone
            opt/stone/lib/node_modules/stone/node_modules/moss/moss.js
            opt/stone/lib/node_modules/stone/node_modules/moss/package.json
            opt/stone/lib/node_modules/stone/package.json
            opt/stone/lib/node_modules/stone/stone.js
            """
        ),
        .exactly("npm/install", "npm", .log("05-"), "stone 1.2.0 with moss 1.0.0"),
        // Without a question, with the flags of the recipe and of Perl; a module in C works.
        .among("perl/make", "perl", .log("perl-make"), "[by default] by default", "CFLAGS=-DFROM_RECIPE -D"),
        .exactly("perl/make", "perl", .log("use-it"), "42"),
        .exactly("perl/cleanup", "perl", .log("what-is-left"), "./Local.pm\n./Stone.pm\n./auto/Stone/Stone.so"),
        .among("pecl/phpize", "pecl", .log("phpize"), "Configuring for:", "config.status: creating config.h"),
        .exactly("pecl/install", "pecl", .file("etc/php/conf.d/stone.ini", of: "php-stone"), "extension=stone.so"),
        .exactly("pecl/install", "pecl", .log("use-it"), "42"),
        .among("python/build", "python", .log("01-"), "/usr/bin/python3.", "copying pebble.py -> build/lib"),
        .among("python/install", "python", .package("python-stone"), "usr/lib/python3/dist-packages/pebble.py", ".egg-info/PKG-INFO"),
        .among(
            "python/import",
            "python",
            .log("04-"),
            """
             -c 'import pebble'

            """,
            " -c 'from pebble import weight as mass, name'\n",
            "\nquotes of both kinds $HOME"
        ),
        .exactly("python/import", "python", .log("05-"), "python3 -c 'from pebble import weight'"),
        .exactly("python/import", "python", .log("07-"), "venv/bin/python3 -c 'import inner; print(inner.where)'\nin the environment"),
        .among("python/test", "python", .log("python-test"), "test_weight", "\nOK\n", "and tests go on in /home/build/old"),
        .among("python/build-wheel", "python", .log("build-wheel"), "stone-1.2-py3-none-any.whl"),
        // A program as the wheel asks for it, and no compiled modules.
        .exactly(
            "python/build-wheel",
            "python",
            .package("python-wheel-stone"),
            """
            usr/bin/stone
            usr/lib/python3/dist-packages/__pycache__
            usr/lib/python3/dist-packages/stone-1.2.dist-info/METADATA
            usr/lib/python3/dist-packages/stone-1.2.dist-info/RECORD
            usr/lib/python3/dist-packages/stone-1.2.dist-info/WHEEL
            usr/lib/python3/dist-packages/stone-1.2.dist-info/entry_points.txt
            usr/lib/python3/dist-packages/stone-1.2.dist-info/top_level.txt
            usr/lib/python3/dist-packages/stone.py
            """
        ),
        .among("R/build", "r", .package("r-stone"), "usr/lib/R/library/stone/libs/stone.so", "usr/lib/R/library/stone/DESCRIPTION"),
        .exactly("R/build", "r", .log("use-it"), "42"),
        // Upstream's key is not there; what the gem depends on is not looked for.
        .among("ruby/build", "ruby", .log("01-"), "File: stone-1.2.gem"),
        .among("ruby/build", "ruby", .log("pebble-ruby-build"), "File: other-name.gem"),
        .among("ruby/install", "ruby", .log("02-"), "Building native extensions", "Successfully installed stone-1.2"),
        .among(
            "ruby/install",
            "ruby",
            .package("ruby-pebble"),
            "usr/bin/pebble\n",
            "/gems/pebble-3.0/lib/pebble.rb",
            "/cache/pebble-3.0.gem"
        ),
        .exactly("ruby/clean", "ruby", .log("what-is-to-be-removed"), "build_info\ncache\ngem_make.out"),
        .exactly("ruby/clean", "ruby", .log("what-is-left"), "doc\nextensions\ngems\nplugins\nspecifications\n\ngem.build_complete\nstone"),
    ]
}
