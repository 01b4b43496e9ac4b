import Diagnostics
import JSON
import Testing
import YAML

@testable import ImageConfigurations

/// What validation makes of a configuration (IMAGE.md §2.4), and how it is shown (§14).
@Suite struct ValidConfigurationTests {
    @Test func aServiceBundleHasItsCommandAndPackage() throws {
        let image = try configuration(
            "contents: {packages: [nginx]}\nentrypoint: {type: service-bundle, command: /bin/false, services: {web: nginx}}\n"
        )
        let valid = try image.validated()
        #expect(valid.entrypoint.command == "/bin/s6-svscan /sv")
        #expect(valid.contents.packages == ["nginx", "s6"])
        #expect(valid.packageSpans.map(\.line) == [1, 2])
        #expect(valid.entrypoint.services == ["web": "nginx"])
        #expect(try valid.validated().contents.packages == ["nginx", "s6", "s6"])
    }

    @Test func anotherTypeMeansNothing() throws {
        let valid = try configuration("entrypoint: {type: other, command: /bin/x}").validated()
        #expect(valid.entrypoint == ImageConfiguration.Entrypoint(type: "other", command: "/bin/x"))
        #expect(valid.contents.packages.isEmpty)
    }

    @Test func usersHaveHomes() throws {
        let valid = try configuration("accounts: {users: [{username: a, uid: 5}, {username: b, uid: 6, homedir: /srv}]}").validated()
        #expect(valid.accounts.users.map(\.givenHome) == ["/home/a", "/srv"])
        #expect(valid.accounts.users.map(\.givenShell) == ["", ""])
    }

    @Test(arguments: [
        ("x86", "386"), ("x86_64", "amd64"), ("amd64", "amd64"), ("aarch64", "arm64"), ("armhf", "arm/v6"), ("armv7", "arm/v7"),
        ("loongarch64", "loong64"), ("loong64", "loong64"), ("riscv64", "riscv64"), ("mips", "mips"), ("arm/v7", "arm/v7"),
    ])
    func architecturesHaveANormalForm(_ given: String, _ normal: String) throws {
        #expect(try configuration("archs: [\(given)]").architectures == [normal])
    }

    @Test func architecturesAreNamedAsPackagesAndPlatformsNameThem() {
        #expect(
            ImageArchitecture.all.map(\.packageName) == [
                "x86", "x86_64", "aarch64", "armhf", "armv7", "loongarch64", "ppc64le", "riscv64", "s390x",
            ]
        )
        #expect(ImageArchitecture("armhf").platform == ("arm", "v6"))
        #expect(ImageArchitecture("armv7").platform == ("arm", "v7"))
        #expect(ImageArchitecture("aarch64").platform == ("arm64", ""))
        #expect(ImageArchitecture("mips").platform == ("mips", ""))
    }

    @Test func itIsShownAsApkoShowsIt() throws {
        let image = try configuration(
            """
            contents:
              repositories: ["https://user:secret@example.org/os/", "@local ./packages"]
              keyring: ["https://user:secret@example.org/key.pub"]
              packages: [busybox, "a~1"]
              runtime_keyring: [{name: k.pub, content: "line 1\\nline 2\\n"}]
            entrypoint: {command: /bin/sh -l}
            accounts:
              run-as: 65532
              users: [{username: a, uid: 5}, {username: b, uid: 6, gid: 0, shell: /bin/sh}]
              groups: [{groupname: g, gid: 9, members: [a, b]}]
            archs: [x86_64]
            environment: {B: "on", A: "1.10", C: ""}
            paths: [{path: /x, type: directory, permissions: 0o755, uid: 1}]
            layering: {strategy: origin, budget: 10}
            certificates: {additional: [{name: c, content: text}]}
            """
        )
        #expect(
            try image.validated().yaml == """
                contents:
                    repositories:
                        - https://user:xxxxx@example.org/os
                        - '@local ./packages'
                    keyring:
                        - https://user:xxxxx@example.org/key.pub
                    runtime_keyring:
                        - name: k.pub
                          content: |
                            line 1
                            line 2
                    packages:
                        - busybox
                        - a~1
                entrypoint:
                    type: ""
                    command: /bin/sh -l
                    shell-fragment: ""
                    services: {}
                accounts:
                    run-as: "65532"
                    users:
                        - username: a
                          uid: 5
                          shell: ""
                          homedir: /home/a
                        - username: b
                          uid: 6
                          gid: 0
                          shell: /bin/sh
                          homedir: /home/b
                    groups:
                        - groupname: g
                          gid: 9
                          members:
                            - a
                            - b
                archs:
                    - amd64
                environment:
                    A: "1.10"
                    B: "on"
                    C: ""
                paths:
                    - path: /x
                      type: directory
                      uid: 1
                      permissions: 493
                      source: ""
                      recursive: false
                layering:
                    strategy: origin
                    budget: 10
                certificates:
                    additional:
                        - name: c
                          content: text

                """
        )
        #expect(!image.shownDocument.text().contains("secret"))
    }

    @Test func nothingIsShownOfNothing() throws {
        #expect(try configuration("contents: {}").validated().yaml == "{}\n")
    }

    /// What is shown means the same again.
    @Test(arguments: [
        "a\nb", "a\nb\n", "a\n\n", "\n\nx", "  lead\nmore\n", "a \nb", "trail ", "'", "''", "\"", "a: b", "a #b", "#a", "- a", "-a", "?",
        "null", "~", "yes", "0x1f", "0755", "1_000", "1e3", ".5", "1:30", "2001-02-03", "<<", "=", "---", "---a", "tab\there", "\u{7}",
        "é", "\u{85}", "\u{2028}", "%a", "@a", "`a", "[a", "{a", "&a", "*a", "!a", "|", ">", "a:", ":a", "true", ".inf", "+1", "\n", "",
    ])
    func whatIsShownIsReadAgain(_ text: String) throws {
        var image = ImageConfiguration()
        image.command = text
        image.environment = [text: text, "other": text]
        image.volumes = [text, "x"]
        image.accounts.groups = [Accounts.Group(name: "g", id: 5, members: [])]
        image.contents.runtimeKeyring = [.init(name: "k", content: text)]
        let again = try configuration(image.yaml)
        #expect(again.command == text)
        #expect(again.environment == image.environment)
        #expect(again.volumes == image.volumes)
        #expect(again.contents.runtimeKeyring == image.contents.runtimeKeyring)
    }
}
