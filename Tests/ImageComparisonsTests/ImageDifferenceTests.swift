import Archives
import Cryptography
import Diagnostics
import Files
import JSON
import Registries
import SystemPackage
import TestSupport
import Testing

@testable import ImageComparisons

/// What differs between images that are made here, layer by layer.
@Suite struct ImageDifferenceTests {
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    /// A layer: `dir/`, `file=content`, `link>target`, `hard+target`; a mode may follow after a blank.
    private func layer(_ name: String, _ lines: [String]) throws -> PlatformImage.Layer {
        let path = folder.path.appending(name)
        let tar = TarWriter(try FileWriter(path))
        for line in lines {
            let words = line.split(separator: " ")
            let mode = words.count > 1 ? UInt32(words[1], radix: 8) ?? 0 : 0o644
            let text = String(words[0])
            if text.hasSuffix("/") {
                try tar.add(TarEntry(path: String(text.dropLast()), kind: .directory, mode: 0o755))
            } else if let sign = text.firstIndex(where: { "=>+".contains($0) }) {
                let (path, value) = (String(text[..<sign]), String(text[text.index(after: sign)...]))
                switch text[sign] {
                case "=":
                    var entry = TarEntry(path: path, kind: .regular, mode: mode)
                    entry.size = Int64(value.utf8.count)
                    try tar.add(entry, bytes: Array(value.utf8))
                default:
                    var entry = TarEntry(path: path, kind: text[sign] == ">" ? .symbolicLink : .hardLink, mode: 0o777)
                    entry.linkTarget = value
                    try tar.add(entry)
                }
            }
        }
        try tar.finish()
        return .init(path: path, digest: "sha256:\(try Digest.ofFile(path))", size: try FileStatus(path).size)
    }

    private func image(_ layers: [[String]], config: String = "{}", platform: String = "amd64") throws -> PlatformImage {
        var made: [PlatformImage.Layer] = []
        for lines in layers { made.append(try layer("\(Digest.of(lines.joined(separator: "\n")).hex)", lines)) }
        let text = #"{"os":"linux","architecture":"\#(platform)","config":\#(config)}"#
        return try PlatformImage(config: Array(text.utf8), name: "test", layers: made)
    }

    private func show(_ changes: [ImageDifference.Change]) -> [String] {
        changes.map { change in
            ([change.name, change.old ?? "-", change.new ?? "-"] + change.aspects).joined(separator: " ")
        }
    }

    @Test func filesArePutOnOneAnother() throws {
        let files = try ImageFiles(
            image([
                ["a/", "a/one=1", "a/two=2", "b/", "b/x=1", "b/y=2", "c=old", "d/", "d/deep/", "d/deep/er=1", "e/", "e/f=1"],
                ["a/.wh.one=", "b/", "b/.wh..wh..opq=", "b/new=3", "c=new", "d=file", "ex=1", ".wh.e="],
            ])
        )
        #expect(files.files.keys.sorted() == ["a", "a/two", "b", "b/new", "c", "d", "ex"])
        #expect(files.files["c"]?.content == Digest.of("new").hex)
        // a/two, b/new, c, d and ex.
        #expect(files.size == 1 + 1 + 3 + 4 + 1)
    }

    @Test func hardLinksAreFiles() throws {
        let files = try ImageFiles(image([["a=content", "b+a", "c+./a"]]))
        #expect(files.files["b"] == files.files["a"])
        #expect(files.files["c"] == files.files["a"])
    }

    @Test func differencesAreNamed() throws {
        let database = "lib/apk/db/installed"
        let old = try image(
            [["lib/", "gone=1", "same=1", "mode=1", "text=1", "link>a", "type=1", "\(database)=P:a\nV:1-r0\n\nP:b\nV:1-r0\n\n"]],
            config: #"{"Cmd":["a"],"Env":["A=1","B=2"],"Labels":{"x":"1"},"User":"0"}"#
        )
        let new = try image(
            [["lib/", "new=12", "same=1", "mode=1 755", "text=2", "link>b", "type/", "\(database)=P:b\nV:2-r0\n\nP:c\nV:1-r0\n\n"]],
            config: #"{"Cmd":["b"],"Env":["A=1","B=3","C="],"Labels":{"x":"1"},"User":"0"}"#
        )
        let difference = try ImageDifference(old, new, platform: "linux/amd64")
        #expect(show(difference.packages) == ["a 1-r0 -", "b 1-r0 2-r0", "c - 1-r0"])
        #expect(
            show(difference.files) == [
                "gone 1 -", "lib/apk/db/installed 24 24 content", "link 0 0 content", "mode 1 1 mode", "new - 2", "text 1 1 content",
                "type 1 0 type content mode",
            ]
        )
        #expect(show(difference.configuration) == [#"Cmd ["a"] ["b"]"#, "Env B 2 3", "Env C - "])
        #expect(difference.layers.count == 2)
        #expect(!difference.isEmpty)
        #expect(try ImageDifference(old, old, platform: "x").isEmpty)
    }

    /// The same layer, compressed.
    private func compressed(_ layer: PlatformImage.Layer, _ command: String) throws -> PlatformImage.Layer {
        let path = FilePath("\(layer.path).\(command.prefix(4))")
        try Shell.run("\(command) <'\(layer.path)' >'\(path)'")
        return .init(path: path, digest: "sha256:\(try Digest.ofFile(path))", size: try FileStatus(path).size)
    }

    @Test func layersAreComparedByTheirContent() throws {
        let (one, two, other) = (try layer("one", ["a=1"]), try layer("two", ["b=1"]), try layer("other", ["b=2"]))
        func image(_ layers: [PlatformImage.Layer]) throws -> PlatformImage {
            try PlatformImage(config: Array("{}".utf8), name: "test", layers: layers)
        }
        let plain = try image([one, two])
        let gzip = try image([compressed(one, "gzip -n"), two])
        let same = try ImageDifference(plain, gzip, platform: "x")
        #expect(same.hasSameContent && !same.isEmpty)
        #expect(same.files.isEmpty)
        #expect(same.layers.map(\.name) == [one.digest])
        #expect(same.layers.map(\.aspects) == [["compression"]])
        #expect(same.layers.map(\.old) == [String(one.size)])
        #expect(same.layers.map(\.new) == [String(gzip.layers[0].size)])
        #expect(same.sharedLayers == 1)
        #expect(try ImageDifference(gzip, image([compressed(one, "zstd -q"), two]), platform: "x").hasSameContent)
        // Another content, another order, one layer less.
        for layers in [[one, other], [two, one], [one]] {
            #expect(try !ImageDifference(gzip, image(layers), platform: "x").hasSameContent)
        }
    }

    /// The same layers make another image in another order, or when one is there twice.
    @Test(arguments: [("ab", "ba", false), ("ab", "abb", false), ("aab", "abb", false), ("ab", "ab", true), ("aba", "aba", true)])
    func theOrderOfLayersMatters(_ old: String, _ new: String, _ isSame: Bool) throws {
        func image(_ names: String) throws -> PlatformImage {
            try self.image(names.map { ["\($0)=1"] })
        }
        let difference = try ImageDifference(image(old), image(new), platform: "x")
        #expect(difference.files.isEmpty && difference.layers.isEmpty)
        #expect(difference.isEmpty == isSame)
    }

    @Test func platformsArePaired() throws {
        func opened(_ platforms: [String]) throws -> OpenedImage {
            OpenedImage(images: try platforms.map { try image([["a=\($0)"]], platform: $0) })
        }
        let (both, single) = try ImageDifference.list(opened(["amd64", "arm64"]), opened(["arm64", "s390x"]))
        #expect(both.map(\.platform) == ["linux/arm64"])
        #expect(show(single) == ["linux/amd64  -", "linux/s390x - "])
        // Somebody who compares one with one means these.
        #expect(try ImageDifference.list(opened(["amd64"]), opened(["arm64"])).both.map(\.platform) == ["linux/amd64 -> linux/arm64"])
    }

    /// Names in archives lead nowhere else.
    @Test func archivesStayInTheirFolder() throws {
        let outside = folder.path.appending("outside")
        let layer = try layer(
            "archive.tar",
            [
                "../outside=1", "/\(outside)=1", "manifest.json=[{\"Config\":\"../c\",\"Layers\":[]}]", "x/../c={}",
                "l>../../../../etc/passwd",
            ]
        )
        let unpacked = folder.path.appending("unpacked")
        try Files.makeDirectory(unpacked)
        let archive = try ImageArchive(layer.path, unpackedIn: unpacked)
        #expect(try archive.images().count == 1)
        #expect(!Files.exists(outside))
        #expect(try Files.walk(unpacked).allSatisfy { $0.status.kind == .regular })
    }

    @Test(arguments: [
        (["x=1"], "PLACE is not an archive of an image: it has neither oci-layout nor manifest.json"),
        (["manifest.json={}x"], "manifest.json of PLACE is not JSON: text after the end of the value"),
        (["manifest.json=[]"], "PLACE holds no image"),
        ([#"manifest.json=[{"Config":"c"}]"#], "PLACE has no c, which its manifest.json names"),
        ([#"manifest.json=[{"Config":"c","Layers":["l"]}]"#, "c={}"], "PLACE has no l, which its manifest.json names"),
    ])
    func otherArchivesAreRefused(_ lines: [String], _ shown: String) throws {
        let layer = try layer("archive.tar", lines)
        let unpacked = folder.path.appending("unpacked")
        try Files.makeDirectory(unpacked)
        let error = #expect(throws: Diagnostic.self) { try ImageArchive(layer.path, unpackedIn: unpacked).images() }
        #expect(error?.message == shown.replacing("PLACE", with: layer.path.string))
    }
}
