import Archives
import Diagnostics
import ImageConfigurations
import Testing

@testable import Images

/// The items of `paths` (IMAGE.md §10).
@Suite struct PathMutationsTests {
    /// A small image: a directory with a file and a link, changed by one item.
    static func changed(_ item: String) throws -> [String] {
        var files = ImageFileSystem()
        try files.write("d/file", Array("old".utf8))
        try files.write("d/sub/deep", [])
        try PathMutations.apply(try #require(configuration("paths: [{path: link, type: symlink, source: d}]").paths.first), to: &files)
        for mutation in try configuration("paths:\n  - {\(item)}\n").paths { try PathMutations.apply(mutation, to: &files) }
        return files.ordered.map { node in
            let entry = node.entry
            let target = entry.linkTarget.isEmpty ? "" : " -> \(entry.linkTarget)"
            return "\(entry.path) \(String(entry.mode, radix: 8)) \(entry.user):\(entry.group)\(target)"
        }
    }

    static let before = ["d 755 0:0", "d/file 644 0:0", "d/sub 755 0:0", "d/sub/deep 644 0:0", "link 777 0:0 -> d"]

    @Test(
        arguments: [
            ("path: n, type: directory, permissions: 0o2770", ["n 2770 0:0"], []),
            ("path: /n/m, type: directory, permissions: 0o711, uid: 5", ["n 711 0:0", "n/m 711 5:0"], []),
            ("path: d, type: directory, permissions: 0o700", ["d 700 0:0"], ["d 755 0:0"]),
            ("path: d, type: directory", ["d 0 0:0"], ["d 755 0:0"]),
            ("path: link/x, type: directory, permissions: 0o700", ["d/x 700 0:0"], []),
            ("path: n/f, type: empty-file, permissions: 0o640, gid: 7", ["n 755 0:0", "n/f 640 0:7"], []),
            ("path: s, type: symlink, source: ../anything", ["s 777 0:0 -> ../anything"], []),
            ("path: n/s, type: symlink, source: /x, uid: 3", ["n 755 0:0", "n/s 777 0:0 -> /x"], []),
            (
                "path: h, type: hardlink, source: link/file, permissions: 0o600", ["d/file 600 0:0", "h 600 0:0 -> d/file"],
                ["d/file 644 0:0"]
            ),
            ("path: d/file, type: permissions, permissions: 0o4755, uid: 1, gid: 2", ["d/file 4755 1:2"], ["d/file 644 0:0"]),
            ("path: link, type: permissions, permissions: 0o500", ["d 500 0:0"], ["d 755 0:0"]),
            (
                "path: d, type: permissions, permissions: 0o700, uid: 9, recursive: true",
                ["d 700 9:0", "d/file 700 9:0", "d/sub 700 9:0", "d/sub/deep 700 9:0"],
                ["d 755 0:0", "d/file 644 0:0", "d/sub 755 0:0", "d/sub/deep 644 0:0"]
            ),
            ("path: /, type: permissions, permissions: 0o700", [], []),
        ] as [(String, [String], [String])]
    )
    func change(_ item: String, _ added: [String], _ removed: [String]) throws {
        let after = try Self.changed(item)
        #expect(Set(after).subtracting(Self.before) == Set(added))
        #expect(Set(Self.before).subtracting(after) == Set(removed))
    }

    @Test(arguments: [
        ("path: d/../x, type: directory", "a path may not contain \"..\""),
        ("path: ../x, type: empty-file", "a path may not contain \"..\""),
        ("path: d/file, type: directory", "\"d/file\" is not a directory"),
        ("path: d/file/x, type: empty-file", "\"d/file\" is not a directory"),
        ("path: d/file/x/y, type: empty-file", "\"d/file/x\" leads through something that is not a directory"),
        ("path: d, type: empty-file", "\"d\" is not a file"), ("path: link, type: symlink, source: d", "\"link\" exists already"),
        ("path: d/file, type: symlink, source: d", "\"d/file\" exists already"),
        ("path: h, type: hardlink, source: none", "\"none\" is not a file in the image"),
        ("path: h, type: hardlink, source: d", "\"d\" is not a file in the image"),
        ("path: d, type: hardlink, source: d/file", "\"d\" is a directory"),
        ("path: none, type: permissions", "\"none\" does not exist in the image"),
    ])
    func areRefused(_ item: String, _ message: String) {
        #expect(
            problem { _ = try Self.changed(item) } == """
                image.yaml:2:5: error: \(message)
                 2 |   - {\(item)}
                   |     ^

                """
        )
    }
}
