import Archives
import Testing

@testable import Images

/// What lies in which layer when an image is divided in the order of paths (IMAGE.md §12).
@Suite struct PathDistributionTests {
    /// A node as `path` of a directory when it ends in a slash, else `path owner`.
    private static func node(_ text: String) -> LayerNode {
        let words = text.split(separator: " ").map(String.init)
        let isDirectory = words[0].hasSuffix("/")
        let path = isDirectory ? String(words[0].dropLast()) : words[0]
        var entry = TarEntry(path: path, kind: isDirectory ? .directory : .regular, mode: 0o755)
        entry.modificationTime = isDirectory ? 1 : 2
        let owner = words.count > 1 ? words[1] : nil
        return LayerNode(entry: entry, content: .bytes([]), owner: owner, checksum: nil)
    }

    private static func layers(_ nodes: [String], groups: [[String]]) -> [[String]] {
        var distribution = PathDistribution(groups: groups)
        for node in nodes { distribution.add(Self.node(node)) }
        return distribution.layers.map { layer in
            layer.map { "\($0.entry.path)\($0.entry.kind == .directory ? "/" : "")@\($0.entry.modificationTime)" }
        }
    }

    @Test func directoriesComeBeforeWhatIsInThem() {
        let layers = Self.layers(
            ["etc/", "etc/a a", "usr/", "usr/bin/", "usr/bin/b b", "usr/lib/", "usr/lib/a a"],
            groups: [["a"], ["b"]]
        )
        #expect(
            layers == [
                // A directory in the layer of a package has the time of what it is written for.
                ["etc/@2", "etc/a@2", "usr/@2", "usr/lib/@2", "usr/lib/a@2"],
                ["usr/@2", "usr/bin/@2", "usr/bin/b@2"],
                // All else, and all directories with their own times.
                ["etc/@1", "usr/@1", "usr/bin/@1", "usr/lib/@1"],
            ]
        )
    }

    @Test func aFileBehindASubdirectoryBringsThatAlong() {
        // Surprising, and so in apko: `usr/bin` has nothing to do with `usr/e`.
        let layers = Self.layers(["usr/", "usr/bin/", "usr/e a"], groups: [["a"]])
        #expect(layers[0] == ["usr/@2", "usr/bin/@2", "usr/e@2"])
    }

    @Test func theDatabaseIsDivided() {
        var distribution = PathDistribution(groups: [["a", "c"], ["b"]])
        for path in ["usr/", "usr/lib/", "usr/lib/apk/", "usr/lib/apk/db/"] { distribution.add(Self.node(path)) }
        let text = "C:1\nP:b\nF:x\n\nC:2\nP:c\n\nC:3\nP:a\nR:y\n\n"
        var entry = TarEntry(path: "usr/lib/apk/db/installed", kind: .regular, mode: 0o644)
        entry.size = Int64(text.utf8.count)
        distribution.add(LayerNode(entry: entry, content: .bytes(Array(text.utf8)), owner: nil, checksum: nil))
        let databases = distribution.layers.map { layer -> String in
            guard let last = layer.last, case .bytes(let bytes) = last.content, last.entry.size == Int64(bytes.count) else { return "none" }
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(databases == ["C:3\nP:a\nR:y\n\nC:2\nP:c\n\n", "C:1\nP:b\nF:x\n\n", text])
        #expect(distribution.layers.map(\.count) == [5, 5, 5])
    }
}
