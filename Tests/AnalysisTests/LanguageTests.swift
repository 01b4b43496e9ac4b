import Testing

/// Modules of Perl, Python and Ruby (PACKAGE.md §5.7), and documentation (PACKAGE.md §5.5).
@Suite struct LanguageTests {
    static let perl = [
        Case(name: "perl", commands: "mkdir -p $T/usr/lib/perl5/vendor_perl/X", needs: ["perl~5"]),
        Case(name: "several folders", commands: "mkdir -p $T/usr/lib/perl5/site_perl $T/usr/lib/perl6/vendor_perl", needs: ["perl~5"]),
        Case(name: "below lib", commands: "mkdir -p $T/lib/perl5/core_perl", needs: ["perl~5"]),
        Case(name: "a file", commands: "put $T/usr/lib/perl5.38/x_perl x", needs: ["perl~5.38"]),
        Case(name: "no version", commands: "mkdir -p $T/usr/lib/perl/vendor_perl"),
        Case(
            name: "another folder",
            commands: "mkdir -p $T/usr/lib/perl5/vendor/x_perl $T/usr/share/perl5/vendor_perl $T/usr/lib/perl5/perl"
        ),
        Case(name: "declared", commands: "mkdir -p $T/usr/lib/perl5/vendor_perl", declared: ["perl"], needs: ["perl"]),
        Case(
            name: "declared otherwise",
            commands: "mkdir -p $T/usr/lib/perl5/vendor_perl",
            declared: ["perl-x", "perl>5"],
            needs: ["perl-x", "perl>5", "perl~5"]
        ),
        Case(
            name: "a version that cannot stand in a dependency",
            commands: "mkdir -p \"$T/usr/lib/perl5 evil/vendor_perl\""
        ),
    ]

    static let python = [
        Case(name: "python", commands: "mkdir -p $T/usr/lib/python3.12/site-packages/x", needs: ["python-3.12-base"]),
        Case(name: "major version", commands: "mkdir -p $T/usr/lib/python3/site-packages", needs: ["python-3-base"]),
        Case(name: "anywhere", commands: "mkdir -p $T/opt/app/lib/python3.9/site-packages", needs: ["python-3.9-base"]),
        Case(
            name: "the last one in the order of the tree",
            commands: "mkdir -p $T/usr/lib/python3.9/site-packages $T/usr/lib/python3.12/site-packages $T/opt/python4/site-packages",
            needs: ["python-3.9-base"]
        ),
        Case(name: "no version", commands: "mkdir -p $T/usr/lib/python/site-packages"),
        Case(name: "the last one has no version", commands: "mkdir -p $T/a/python3/site-packages $T/b/python/site-packages"),
        Case(name: "a file", commands: "put $T/usr/lib/python3.12/site-packages x"),
        Case(name: "another parent", commands: "mkdir -p $T/usr/lib/pypy3/site-packages $T/site-packages $T/usr/lib/python3/dist-packages"),
        Case(
            name: "declared",
            commands: "mkdir -p $T/usr/lib/python3.12/site-packages",
            declared: ["python3~3.12"],
            needs: ["python3~3.12"]
        ),
        Case(
            name: "another package of Python declared",
            commands: "mkdir -p $T/usr/lib/python3.12/site-packages",
            declared: ["py3-x"],
            needs: ["py3-x", "python-3.12-base"]
        ),
    ]

    static let ruby = [
        Case(name: "ruby", commands: "mkdir -p $T/usr/lib/ruby/gems/3.4.0/gems/x", needs: ["ruby-3.4"]),
        Case(name: "below lib", commands: "mkdir -p $T/lib/ruby/gems/3.3.9/gems", needs: ["ruby-3.3"]),
        Case(
            name: "the first one",
            commands: "mkdir -p $T/usr/lib/ruby/gems/3.2.0/gems $T/usr/lib/ruby/gems/3.4.0/gems",
            needs: ["ruby-3.2"]
        ),
        Case(name: "the third part decides", commands: "mkdir -p $T/usr/lib/ruby/gems/3.4.1/gems"),
        Case(name: "without gems", commands: "mkdir -p $T/usr/lib/ruby/gems/3.4.0/specifications"),
        Case(name: "declared", commands: "mkdir -p $T/usr/lib/ruby/gems/3.4.0/gems", declared: ["ruby-3.2"], needs: ["ruby-3.2"]),
        Case(name: "declared without a version", commands: "mkdir -p $T/usr/lib/ruby/gems/3.4.0/gems", declared: ["ruby"], needs: ["ruby"]),
        Case(
            name: "declared with an operator",
            commands: "mkdir -p $T/usr/lib/ruby/gems/3.4.0/gems",
            declared: ["ruby~3"],
            needs: ["ruby-3.4", "ruby~3"]
        ),
    ]

    static let documentation = [
        Case(
            name: "manual and info",
            package: "me-doc",
            commands: "put $T/usr/share/man/man1/x.1 x; put $T/usr/share/info/x.info x",
            needs: ["man-db", "texinfo"]
        ),
        Case(name: "a file right there", package: "me-doc", commands: "put $T/usr/share/man/x x", needs: ["man-db"]),
        Case(name: "empty folders", package: "me-doc", commands: "mkdir -p $T/usr/share/man $T/usr/share/info"),
        Case(name: "declared", package: "x-doc", commands: "put $T/usr/share/man/x x", declared: ["man-db"], needs: ["man-db"]),
        Case(name: "another package", package: "me-docs", commands: "put $T/usr/share/man/man1/x.1 x; put $T/usr/share/info/x.info x"),
        Case(name: "other documentation", package: "me-doc", commands: "put $T/usr/share/doc/x x; put $T/usr/local/share/man/x x"),
    ]

    @Test(arguments: perl + python + ruby + documentation) func finds(_ item: Case) throws { try item.check() }
}
