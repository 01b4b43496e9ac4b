import Diagnostics
import Testing

@testable import ImageConfigurations

/// What the format allows, and nobody means.
@Suite struct DoubtfulConfigurationTests {
    private static func shown(_ text: String, followingLinks: Bool = false) throws -> String {
        let renderer = DiagnosticRenderer(colour: false)
        return try configuration(text).warnings(followingLinks: followingLinks).map { renderer.render($0) }.joined()
    }

    @Test func eachIsExplained() throws {
        let text = """
            accounts:
              users:
                - {username: web, uid: 5}
                - {username: app, uid: 5}
                - {username: web, uid: 6}
              groups:
                - {groupname: web}
                - {groupname: web, gid: 7}
                - {groupname: app}
            paths:
              - {path: /srv, type: directory, uid: 5}
              - {path: /srv/log, type: empty-file, permissions: 0}
              - {path: /log, type: symlink, source: /srv/log}
              - {path: /run, type: permissions}

            """
        let expected = """
            image.yaml:4:7: warning: two users have the uid 5: programs take one for the other
             4 |     - {username: app, uid: 5}
               |       ^
            hint: give each its own, and each once
            image.yaml:5:7: warning: two users are called "web": programs find the first
             5 |     - {username: web, uid: 6}
               |       ^
            hint: give each its own, and each once
            image.yaml:8:7: warning: two groups are called "web": programs find the first
             8 |     - {groupname: web, gid: 7}
               |       ^
            hint: give each its own, and each once
            image.yaml:9:7: warning: two groups have the gid 0: programs take one for the other
             9 |     - {groupname: app}
               |       ^
            hint: give each its own, and each once
            image.yaml:11:5: warning: "/srv" gets the mode 0: only root can use it
             11 |   - {path: /srv, type: directory, uid: 5}
                |     ^
            hint: give what it should have, such as permissions: 0o755
            image.yaml:14:5: warning: "/run" gets the mode 0: only root can use it
             14 |   - {path: /run, type: permissions}
                |     ^
            hint: give what it should have, such as permissions: 0o755

            """
        let shown = try Self.shown(text)
        #expect(shown == expected)
    }

    /// One that stands there twice is said once. In images like apko's the permissions of a link go to what it leads to.
    @Test func eachIsSaidOnce() throws {
        let users = "accounts: {users: [{username: a, uid: 5}, {username: a, uid: 5}]}\n"
        #expect(try Self.shown(users).split(separator: "\n").filter { $0.contains("warning") }.count == 1)
        let link = "paths: [{path: /log, type: symlink, source: /srv/log}]\n"
        #expect(try Self.shown(link) == "")
        #expect(
            try Self.shown(link, followingLinks: true) == """
                image.yaml:1:9: warning: what "/log" leads to gets the mode 0: only root can use it
                 1 | paths: [{path: /log, type: symlink, source: /srv/log}]
                   |         ^
                hint: give what it should have, such as permissions: 0o755

                """
        )
    }

    @Test(arguments: [
        ("755", "gets the mode 0o1363: 755 is a decimal number"), ("1777", "gets the mode 0o3361: 1777 is a decimal number"),
        ("0o77777", "gets the mode 0o7777: 0o77777 has bits that no mode has"),
        ("99999", "gets the mode 0o3237: 99999 has bits that no mode has"),
        ("644", "gets the mode 0o1204: 644 is a decimal number"), ("640", "gets the mode 0o1200: 640 is a decimal number"),
        ("700", "gets the mode 0o1274: 700 is a decimal number"), ("750", "gets the mode 0o1356: 750 is a decimal number"),
        ("400", "gets the mode 0o620: 400 is a decimal number"), ("500", "gets the mode 0o764: 500 is a decimal number"),
        ("4755", "gets the mode 0o1223: 4755 is a decimal number"),
        ("0o755", nil), ("0755", nil), ("0x1ed", nil), ("0", nil), ("7", nil),
        // As programs write them: 0o755, 0o644, 0o777, 0o700, 0o1777, 0o2775, 0o4755, 0o600, 0o640, 0o750.
        ("493", nil), ("420", nil), ("511", nil), ("448", nil), ("1023", nil), ("1533", nil), ("2541", nil), ("384", nil), ("416", nil),
        ("488", nil),
    ])
    func decimalModesAreDoubted(_ written: String, _ doubt: String?) throws {
        let warnings = try configuration("paths: [{path: /a, type: directory, permissions: \(written)}]").warnings(followingLinks: false)
        #expect(warnings.map(\.message) == [doubt].compactMap { $0.map { "\"/a\" \($0)" } })
    }

    @Test func whatIsMeantIsNotMentioned() throws {
        let text = """
            accounts:
              run-as: app
              users: [{username: app, uid: 5}, {username: web, uid: 6}]
              groups: [{groupname: app, gid: 5}, {groupname: web, gid: 6, members: [app]}]
            paths: [{path: srv, type: directory, permissions: 0o755}]
            """
        #expect(try Self.shown(text) == "")
    }
}
