import Diagnostics
import Testing
import YAML

@testable import ImageConfigurations

/// Reading image configurations (IMAGE.md §2).
@Suite struct ImageConfigurationTests {
    @Test func everyFieldIsRead() throws {
        let image = try configuration(
            """
            contents:
              repositories: [https://a/, "@tag b///"]
              build_repositories: [c/]
              runtime_repositories: [d/]
              keyring: [k.pub/]
              packages: [busybox, ~, "xz>5"]
            entrypoint: {type: other, command: /bin/sh -l, shell-fragment: echo}
            cmd: a 'b c'
            stop-signal: TERM
            work-dir: /work
            accounts:
              run-as: 65532
              users:
                - {username: a, uid: 010, shell: /bin/false, homedir: /a}
                - {username: b, uid: 7, gid: 0}
              groups: [{groupname: g, gid: 9, members: [a, b]}, {groupname: h}]
            archs: [x86_64, arm64]
            environment: {A: 1, B: ~}
            paths: [{path: /x, type: directory, permissions: 0o755, uid: 1, gid: 2, recursive: yes}]
            annotations: {k: v}
            volumes: [/v]
            vcs-url: https://x@y
            format: tar
            """
        )
        #expect(image.contents.repositories == ["https://a", "@tag b"])
        #expect(image.contents.buildRepositories == ["c"])
        #expect(image.contents.runtimeRepositories == ["d"])
        #expect(image.contents.keyring == ["k.pub/"])
        #expect(image.contents.packages == ["busybox", "xz>5"])
        #expect(image.packageSpans.map(\.line) == [6, 6])
        #expect(image.entrypoint == ImageConfiguration.Entrypoint(type: "other", command: "/bin/sh -l", shellFragment: "echo"))
        #expect(image.command == "a 'b c'")
        #expect(image.stopSignal == "TERM")
        #expect(image.workDirectory == "/work")
        #expect(image.accounts.runAs == "65532")
        #expect(image.accounts.users.map(\.id) == [8, 7])
        #expect(image.accounts.users.map(\.group) == [8, 0])
        #expect(image.accounts.users.map(\.home) == ["/a", "/home/b"])
        #expect(image.accounts.users.map(\.shell) == ["/bin/false", "/bin/sh"])
        #expect(image.accounts.groups.map(\.members) == [["a", "b"], []])
        #expect(image.architectures == ["amd64", "arm64"])
        #expect(image.environment == ["A": "1", "B": ""])
        #expect(image.annotations == ["k": "v"])
        #expect(image.volumes == ["/v"])
        let path = try #require(image.paths.first)
        #expect(path.path == "x")
        #expect(path.kind == .directory)
        #expect(path.permissions == 0o755)
        #expect(path.user == 1)
        #expect(path.group == 2)
        #expect(path.isRecursive)
    }

    @Test(arguments: ["{}", "contents: ~\n", "{\"contents\": {\"packages\": []}}"])
    func littleIsEnough(_ text: String) throws {
        #expect(try configuration(text).contents.packages.isEmpty)
    }

    @Test(arguments: [
        ("content: {}", "content", "the image configuration", "contents"), ("contents: {package: []}", "package", "contents", "packages"),
        ("entrypoint: {comand: a}", "comand", "entrypoint", "command"), ("accounts: {user: []}", "user", "accounts", "users"),
        ("accounts: {users: [{usrname: a}]}", "usrname", "a user", "username"),
        ("accounts: {groups: [{grupname: a}]}", "grupname", "a group", "groupname"), ("paths: [{pat: a}]", "pat", "a path", "path"),
    ])
    func anUnknownKeyIsRefused(_ text: String, _ key: String, _ context: String, _ meant: String) {
        let message = problem { _ = try configuration(text) }
        #expect(message.contains("error: unknown key \"\(key)\" in \(context)\n"), "\(message)")
        #expect(message.hasSuffix("hint: did you mean \"\(meant)\"?\n"), "\(message)")
    }

    @Test(arguments: [
        ("[]", "the image configuration must be a map, not a list"), ("contents: []", "contents must be a map, not a list"),
        ("cmd: [a]", "cmd in the image configuration must be a scalar, not a list"),
        ("archs: x86_64", "archs in the image configuration must be a list, not \"x86_64\""),
        ("accounts: {users: [{username: a, uid: '5'}]}", "uid in a user must be a non-negative integer without quotes, not \"5\""),
        ("accounts: {users: [{username: a, uid: -5}]}", "uid in a user must be a non-negative integer without quotes, not \"-5\""),
        ("accounts: {users: [{username: a, uid: 4294967296}]}", "uid must fit in 32 bits"),
        ("paths: [{path: a}]", "a path needs \"path\" and \"type\""),
        ("paths: [{path: /a, type: symlink}]", "\"/a\" is a link that leads nowhere"),
        ("paths: [{path: /a, type: hardlink, source: ''}]", "\"/a\" is a link that leads nowhere"),
        ("paths: [{path: a, type: directory, uid: 4294967296}]", "uid in a path must fit in 32 bits"),
        ("paths: [{path: a, type: directory, gid: 4294967296}]", "gid in a path must fit in 32 bits"),
        (
            "paths: [{path: a, type: directory, permissions: '0755'}]",
            "permissions in a path must be a non-negative integer without quotes, not \"0755\""
        ),
    ])
    func aWrongValueIsRefused(_ text: String, _ message: String) {
        let shown = problem { _ = try configuration(text) }
        #expect(shown.contains("error: \(message)\n"), "\(shown)")
    }

    @Test(arguments: [
        ("users: [{username: \"a:x:0:0::/:/bin/sh\\nb\", uid: 5}]", "username may not hold a colon or a line break"),
        ("users: [{username: a, uid: 5, shell: \"/bin/sh\\nroot2:x:0:0::/:/bin/sh\"}]", "shell may not hold a colon or a line break"),
        ("users: [{username: a, uid: 5, homedir: \"/:\"}]", "homedir may not hold a colon or a line break"),
        ("groups: [{groupname: \"a\\r\\nwheel:x:0:a\"}]", "groupname may not hold a colon or a line break"),
        ("groups: [{groupname: a, members: [\"b\\nc\"]}]", "a member of a group cannot be called \"b\nc\""),
        ("groups: [{groupname: a, members: [\"b,c\"]}]", "a member of a group cannot be called \"b,c\""),
    ])
    func anAccountIsOneLine(_ accounts: String, _ message: String) {
        let shown = problem { _ = try configuration("accounts: {\(accounts)}") }
        #expect(shown.contains("error: \(message)\n"), "\(shown)")
    }

    @Test func anUnknownTypeOfAPathIsShown() {
        #expect(
            problem { _ = try configuration("paths:\n  - {path: a, type: directroy}\n") } == """
                image.yaml:2:21: error: unknown type "directroy" of a path
                 2 |   - {path: a, type: directroy}
                   |                     ^~~~~~~~~
                hint: did you mean "directory"?

                """
        )
    }

    @Test(arguments: [("0755", 0o755), ("0o1777", 0o1777), ("644", 0o1204), ("0x1ff", 0o777), ("0o200755", 0o755), ("~", 0)])
    func permissionsAreBits(_ written: String, _ mode: UInt32) throws {
        #expect(try configuration("paths: [{path: a, type: directory, permissions: \(written)}]").paths.map(\.permissions) == [mode])
    }

    @Test func theBuildAccountIsAddedUnlessThere() throws {
        var accounts = Accounts()
        accounts.addBuildAccount()
        accounts.addBuildAccount()
        #expect(accounts.users == [Accounts.User(name: "build", id: 1000, group: 1000)])
        #expect(accounts.groups == [Accounts.Group(name: "build", id: 1000, members: ["build"])])
        var own = try configuration("accounts: {users: [{username: build, uid: 5}]}").accounts
        own.addBuildAccount()
        #expect(own.users.map(\.id) == [5])
    }
}
