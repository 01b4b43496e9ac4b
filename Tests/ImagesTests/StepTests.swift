import APK
import Archives
import Diagnostics
import ImageConfigurations
import Roots
import TestSupport
import Testing

@testable import Images

/// What the assembly adds to the files of packages (IMAGE.md §9.3 to §9.10).
@Suite(.timeLimit(.minutes(30))) struct StepTests {
    let workshop: Workshop
    static let contents = "contents: {repositories: [/r]}\n"

    init() throws {
        workshop = try Workshop()
    }

    @Test func anImageWithoutPackagesIsWhatApkoMakesOfIt() throws {
        let (files, _) = try workshop.assembled([])
        #expect(
            files.lines() == [
                "d755 0:0 0 dev", "c620 0:0 0 dev/console", "c666 0:0 0 dev/null", "c666 0:0 0 dev/random", "c666 0:0 0 dev/urandom",
                "c666 0:0 0 dev/zero", "d755 0:0 0 etc", "d755 0:0 0 etc/apk", "-644 0:0 0 etc/apk/arch", "d755 0:0 0 etc/apk/keys",
                "-644 0:0 0 etc/apk/repositories", "-644 0:0 0 etc/apk/world", "-444 0:0 0 etc/apko.json", "-644 0:0 0 etc/passwd",
                "d755 0:0 0 lib", "l777 0:0 0 lib/apk -> ../usr/lib/apk", "d755 0:0 0 opt", "d555 0:0 0 proc", "d1777 0:0 0 tmp",
                "d755 0:0 0 usr", "d755 0:0 0 usr/lib", "d755 0:0 0 usr/lib/apk", "d755 0:0 0 usr/lib/apk/db",
                "-644 0:0 0 usr/lib/apk/db/installed", "-600 0:0 0 usr/lib/apk/db/lock", "-644 0:0 0 usr/lib/apk/db/scripts.tar",
                "-644 0:0 0 usr/lib/apk/db/triggers", "d755 0:0 0 usr/lib/apk/exec", "d755 0:0 0 var", "d755 0:0 0 var/cache",
                "d755 0:0 0 var/cache/apk", "d755 0:0 0 var/cache/misc",
            ]
        )
        #expect(try files.text("etc/apk/arch") == "x86_64\n")
        #expect(try files.text("etc/apko.json") == #"{"contents":{"repositories":["/r"]},"entrypoint":{},"accounts":{}}"# + "\n")
        #expect(try files.text("etc/passwd") == "")
    }

    @Test func apkoWantsARepository() throws {
        #expect(
            problem { _ = try workshop.assembled([], .apko, "contents: {build_repositories: [/b]}\n") } == """
                error: the image would have no repository in /etc/apk/repositories, which apko refuses
                hint: list one under contents.repositories or contents.runtime_repositories

                """
        )
        let (files, assembler) = try workshop.assembled([], .cuttle, "contents: {build_repositories: [/b]}\n")
        #expect(try files.text("etc/apk/repositories") == "")
        #expect(assembler.missing == [.groups, .release])
    }

    @Test func passwordsStayOutOfImages() throws {
        let text = "contents: {repositories: ['https://me:secret@h/r', '/b', '/a'], build_repositories: ['https://me:secret@h/b']}\n"
        let (files, _) = try workshop.assembled([], .cuttle, text)
        #expect(try files.text("etc/apk/repositories") == "https://h/r\n", "folders of the builder mean nothing in the image")
        #expect(try files.text("etc/apko.json")?.contains("secret") == false)
        #expect(try workshop.assembled([], .apko, text).files.text("etc/apk/repositories") == "/a\n/b\nhttps://me:secret@h/r\n")
    }

    /// What packages bring, and where the database is found under its older name.
    @Test(
        arguments: [
            ([:], ["d755 lib", "l777 lib/apk -> ../usr/lib/apk"]),
            (["usr": .directory(), "usr/lib": .directory(), "lib": .link("usr/lib")], ["l777 lib -> usr/lib"]),
            (["lib": .link("/usr/lib")], ["l777 lib -> /usr/lib"]), (["lib": .link("../usr/./lib")], ["l777 lib -> ../usr/./lib"]),
            (["lib": .directory(mode: 0o700)], ["d700 lib", "l777 lib/apk -> ../usr/lib/apk"]),
            (["lib": .directory(), "lib/apk": .link("/usr/lib/apk")], ["d755 lib", "l777 lib/apk -> /usr/lib/apk"]),
            (
                ["lib": .directory(), "lib/apk": .directory(), "lib/apk/db": .directory(), "lib/apk/exec": .directory()],
                ["d755 lib", "l777 lib/apk -> ../usr/lib/apk"]
            ),
        ] as [(KeyValuePairs<String, Content>, [String])]
    )
    func theDatabaseIsFoundUnderLib(_ entries: KeyValuePairs<String, Content>, _ expected: [String]) throws {
        let package = try workshop.package("p", entries)
        for rules in ImageRules.allCases {
            let lines = try workshop.lines([package], rules, only: ["lib", "lib/apk", "lib/apk/db", "lib/apk/exec"])
            #expect(lines.map { $0.replacing(" 0:0 0", with: "") } == expected)
        }
    }

    @Test func mergedDirectoriesAreLinked() throws {
        let package = try workshop.package("p", [:]) { $0.provides = ["merged-lib"] }
        #expect(try workshop.lines([package], only: ["lib"]) == ["l777 0:0 0 lib -> usr/lib"])
        // Exactly this.
        let other = try workshop.package("q", [:]) { $0.provides = ["merged-lib=1"] }
        #expect(try workshop.lines([other], only: ["lib"]) == ["d755 0:0 0 lib"])
    }

    @Test(
        arguments: [
            (["lib/apk": Content.directory(), "lib/apk/f": .file("")], "\"lib/apk/f\" is a file"),
            (["lib/apk": .directory(), "lib/apk/db": .directory(), "lib/apk/db/x": .file("")], "\"lib/apk/db\" is not empty"),
        ] as [(KeyValuePairs<String, Content>, String)]
    )
    func aFullDirectoryIsNotTakenAway(_ entries: KeyValuePairs<String, Content>, _ message: String) throws {
        let package = try workshop.package("p", list: [("lib", .directory())] + entries.map { ($0.key, $0.value) })
        #expect(
            problem { _ = try workshop.assembled([package]) } == """
                error: \(message) where images have a link to usr/lib/apk
                hint: leave out the package that brings it: the database of packages is in usr/lib/apk

                """
        )
    }

    // MARK: Accounts

    private static let accounts = """
        accounts:
          run-as: app
          users: [{username: app, uid: 65532}, {username: db, uid: 70, gid: 71, shell: /bin/false, homedir: /var/lib/db}]
          groups: [{groupname: app, gid: 65532, members: [app, db]}, {groupname: wheel, gid: 0}]

        """

    private func base() throws -> PackageFile {
        try workshop.package(
            "base",
            [
                "etc": .directory(),
                "etc/passwd": .file("root:x:0:0::/root:/bin/sh\nnobody:x:065534:1::/dev/null:\n  lp:x:4:7::/tmp:/bin/no  \n"),
                "etc/shadow": .file("root:*:19000:0:99999:7:::\n", mode: 0o600), "etc/group": .file("root:x:0:\n"),
            ]
        )
    }

    @Test func accountsAreAppended() throws {
        for rules in ImageRules.allCases {
            let (files, assembler) = try workshop.assembled([try base()], rules, Self.contents + Self.accounts)
            #expect(
                try files.text("etc/passwd") == """
                    root:x:0:0::/root:/bin/sh
                    nobody:x:65534:1::/dev/null:
                    lp:x:4:7::/tmp:/bin/no
                    app:x:65532:65532:Account created by \(rules):/home/app:/bin/sh
                    db:x:70:71:Account created by \(rules):/var/lib/db:/bin/false

                    """
            )
            #expect(try files.text("etc/group") == "root:x:0:\napp:x:65532:app,db\nwheel:x:0:\n")
            // apko loses when a password was last changed.
            let day = rules == .apko ? "" : "19000"
            #expect(try files.text("etc/shadow") == "root:*:\(day):0:99999:7:::\napp:!:::::::\ndb:!:::::::\n")
            #expect(
                files.lines(only: ["root", "home", "home/app", "var/lib", "var/lib/db", "etc/passwd", "etc/shadow"]) == [
                    "-644 0:0 1000 etc/passwd", "-600 0:0 1000 etc/shadow", "d755 0:0 0 home", "d700 65532:65532 0 home/app",
                    "d700 0:0 0 root", "d755 0:0 0 var/lib", "d700 70:71 0 var/lib/db",
                ]
            )
            #expect(assembler.user == "65532")
            #expect(
                try files.text("etc/apko.json")?.contains(
                    #""accounts":{"run-as":"65532","users":[{"username":"app","uid":65532,"homedir":"/home/app"},"#
                        + #"{"username":"db","uid":70,"gid":71,"shell":"/bin/false","homedir":"/var/lib/db"}],"#
                        + #""groups":[{"groupname":"app","gid":65532,"members":["app","db"]},{"groupname":"wheel"}]}"#
                ) == true
            )
        }
    }

    @Test func shadowIsMadeForUsersAlone() throws {
        #expect(try workshop.assembled([], .apko, Self.contents + Self.accounts).files["etc/shadow"]?.entry.mode == 0o640)
        #expect(try workshop.assembled([]).files["etc/shadow"] == nil)
        #expect(try workshop.assembled([]).files["etc/group"] == nil)
    }

    @Test(arguments: ["app:grp", "1000:1000", "unknown", "65532"])
    func otherUsersAreTakenAsTheyAre(_ name: String) throws {
        let text = Self.contents + "accounts: {run-as: '\(name)', users: [{username: app, uid: 7}]}\n"
        #expect(try workshop.assembled([], .apko, text).assembler.user == name)
    }

    @Test(arguments: [
        ("etc/passwd", "a:x:1:2::/:\n\n", "\"\": it has 1 fields instead of 7"),
        ("etc/passwd", "a:x:1:2:/:\n", "\"a:x:1:2:/:\": it has 6 fields instead of 7"),
        ("etc/passwd", "a:x:y:2::/:\n", "\"a:x:y:2::/:\": it has \"y\" for a number"),
        ("etc/group", "a:x:1", "\"a:x:1\": it has 3 fields instead of 4"), ("etc/shadow", "a:!\n", "\"a:!\": it has 2 fields instead of 9"),
    ])
    func malformedLinesAreNamed(_ path: String, _ content: String, _ message: String) throws {
        let package = try workshop.package("p", ["etc": .directory(), "\(path)": .file(content)])
        #expect(
            problem { _ = try workshop.assembled([package], .apko, Self.contents + Self.accounts) }
                == "error: \(path) in the image has the malformed line \(message)\n"
        )
    }

    @Test func aHomeThatIsAFileIsRefused() throws {
        let package = try workshop.package("p", ["etc": .directory(), "etc/passwd": .file("a:x:1:1::/etc/passwd:\n")])
        #expect(
            problem { _ = try workshop.assembled([package]) }
                == "error: /etc/passwd, the home of a in etc/passwd of the image, is not a directory\n"
        )
    }

    // MARK: Services and devices

    @Test func servicesGetTheirFolders() throws {
        let text = Self.contents + "entrypoint: {type: service-bundle, services: {b: run b, a: 'exec a & b'}}\n"
        let (files, _) = try workshop.assembled([], .apko, text)
        #expect(
            files.ordered.map(\.entry.path).filter { $0.hasPrefix("sv") } == ["sv", "sv/a", "sv/a/run", "sv/b", "sv/b/run"]
        )
        #expect(files.lines(only: ["sv", "sv/a", "sv/a/run"]) == ["d777 0:0 0 sv", "d777 0:0 0 sv/a", "-755 0:0 0 sv/a/run"])
        #expect(try files.text("sv/a/run") == "#!/bin/execlineb\nexec a & b\n")
    }

    @Test(arguments: ["..", "a/../../b", "/"])
    func aServiceStaysInItsFolder(_ name: String) throws {
        let text = Self.contents + "entrypoint: {services: {'\(name)': x}}\n"
        #expect(problem { _ = try workshop.assembled([], .apko, text) } == "error: \"\(name)\" cannot be the name of a service\n")
    }

    @Test func missingDevicesAreMade() throws {
        let text = Self.contents + "paths: [{path: dev/null, type: hardlink, source: dev/zero, permissions: 0o600}]\n"
        let devices = ["dev/null", "dev/zero"].map { "c600 0:0 0 \($0)" }
        #expect(try workshop.assembled([], .apko, text).files.lines(only: ["dev/null", "dev/zero"]) == devices)
        let swept = Self.contents + "paths: [{path: /dev, type: hardlink, source: /etc/passwd, permissions: 0o644}]\n"
        #expect(problem { _ = try workshop.assembled([], .cuttle, swept) }.contains("\"dev\" is a directory"))
    }
}
