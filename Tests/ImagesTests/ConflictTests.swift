import APK
import Diagnostics
import Files
import Recipes
import SystemPackage
import Testing

@testable import Images

/// Two packages with one path (IMAGE.md §9.1), and packages that are made to harm.
@Suite(.timeLimit(.minutes(30))) struct ConflictTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
    }

    /// The path `a` of an image with two packages, the first installed first.
    private func result(_ one: PackageFile, _ two: PackageFile) throws -> String {
        try workshop.publish(one, two)
        try workshop.image("contents: {packages: [one, two]}\n")
        return try workshop.file("a")
    }

    @Test func aFileOfTwoPackagesIsRefused() throws {
        let one = try workshop.package("one", ["a": .file("1")])
        let two = try workshop.package("two", ["a": .file("2")])
        #expect(
            problem { _ = try result(one, two) } == """
                error: both one and two bring a
                  one-1-r0 (origin one) is installed first and has it, then comes two-1-r0 (origin two)
                hint: to keep the file of two, list one under dependencies.replaces of two; to keep that of one, list two under that of one

                """
        )
        #expect(!Files.exists(workshop.layout))
        #expect(try Files.list(workshop.folder.path).filter { $0.hasPrefix(".cuttle-image") }.isEmpty)
    }

    @Test(
        arguments: [(["two"], [], "1"), (["two<5"], [], "1"), ([], ["one"], "2"), (["two"], ["one"], "1")] as [([String], [String], String)]
    )
    func replacesDecides(_ first: [String], _ second: [String], _ winner: String) throws {
        let one = try workshop.package("one", ["a": .file("1")]) { $0.replaces = first }
        let two = try workshop.package("two", ["a": .file("2")]) { info in
            info.replaces = second
            info.dependencies = ["one"]
        }
        #expect(try result(one, two) == winner)
        let installed = try workshop.file("usr/lib/apk/db/installed")
        #expect(installed.ranges(of: "R:a\n").count == 1)
    }

    @Test func oneOriginDecides() throws {
        let one = try workshop.package("one", ["a": .file("1")]) { $0.origin = "both" }
        let two = try workshop.package("two", ["a": .file("2")]) { info in
            info.origin = "both"
            info.dependencies = ["one"]
        }
        #expect(try result(one, two) == "2")
    }

    @Test func equalContentIsShared() throws {
        let one = try workshop.package("one", ["a": .file("same"), "l": .link("a")])
        let two = try workshop.package("two", ["a": .file("same", mode: 0o755), "l": .link("a")]) { $0.dependencies = ["one"] }
        #expect(try result(one, two) == "same")
        #expect(try workshop.listing("-tvzf").contains { $0.hasPrefix("-rw-r--r--") && $0.hasSuffix(" a") })
    }

    @Test func aConflictBehindALinkIsFound() throws {
        let one = try workshop.package(
            "one",
            ["usr": .directory(), "usr/bin": .directory(), "bin": .link("usr/bin"), "usr/bin/x": .file("1")]
        )
        let two = try workshop.package("two", ["bin": .directory(), "bin/x": .file("2")]) { $0.dependencies = ["one"] }
        #expect(problem { _ = try result(one, two) }.hasPrefix("error: both one and two bring usr/bin/x\n"))
    }

    @Test func aFileInPlaceOfADirectoryIsRefused() throws {
        let one = try workshop.package("one", ["a": .directory(), "a/b": .file("1")])
        let two = try workshop.package("two", ["a": .file("2")]) { $0.dependencies = ["one"] }
        #expect(problem { _ = try result(one, two) } == "error: two brings a, which is a directory in this image\n")
    }

    /// A hard link to a symbolic link must not become a file with what the link leads to on the host.
    @Test func noFileOfTheHostGetsIn() throws {
        let target = workshop.folder.path.appending("secret")
        // As long as its own path, which is what the size of the link is.
        let secret = String(repeating: "s", count: target.string.utf8.count)
        try Files.writeAtomically(Array(secret.utf8), to: target)
        try workshop.publish(try workshop.package("one", ["link": .link(target.string), "copy": .hardLink("link")]))
        try workshop.image("contents: {packages: [one]}\n")
        #expect(Shell.lines("gzip -dc '\(try workshop.layer())' | grep -c \(secret)") == ["0"])
        #expect(try workshop.listing("-tvzf").contains { $0.hasSuffix(" copy -> \(target)") })
    }

    @Test(arguments: [["../a": Content.file("x")], ["a/../../b": .file("x")], ["null": .device]] as [KeyValuePairs<String, Content>])
    func hostilePackagesAreRefused(_ entries: KeyValuePairs<String, Content>) throws {
        try workshop.publish(try workshop.package("one", entries))
        #expect(throws: Diagnostic.self) { try workshop.image("contents: {packages: [one]}\n") }
        #expect(!Files.exists(workshop.layout))
    }

    @Test func aDeviceIsExplained() throws {
        let package = try workshop.package("one", ["null": .device])
        try workshop.publish(package)
        #expect(
            problem { try workshop.image("contents: {packages: [one]}\n") }
                == "error: one-1-r0 holds \"null\", a device or pipe, which images do not carry\n"
        )
    }

    /// All paths of an image at once, pair by pair; nothing is written.
    @Test func allConflictsAreExplainedAtOnce() throws {
        let many = (10..<25).map { ("d/\($0)", Content.file("1")) }
        let others = (10..<25).map { ("d/\($0)", Content.file("2")) }
        let one = try workshop.package("one", list: [("d", .directory())] + many + [("s", .link("a"))])
        let two = try workshop.package("two", list: [("d", .directory())] + others) { $0.dependencies = ["one"] }
        let three = try workshop.package("three", ["etc": .directory(), "etc/apk": .file("x"), "s": .link("b"), "d": .file("x")]) { info in
            info.origin = ""
            info.dependencies = ["two"]
        }
        try workshop.publish(one, two, three)
        let shown = problem { try workshop.image("contents: {packages: [three]}\n") }
        #expect(
            shown == """
                error: 18 paths of this image are claimed more than once
                  both one and two bring d/10, d/11, d/12, d/13, d/14, d/15, d/16, d/17, d/18, d/19 and 5 more
                  one-1-r0 (origin one) is installed first and has it, then comes two-1-r0 (origin two)
                  both one and three bring s
                  one-1-r0 (origin one) is installed first and has it, then comes three-1-r0
                  three brings etc/apk, which is a directory in this image
                  three brings d, which is a directory in this image
                hint: to keep the file of two, list one under dependencies.replaces of two; to keep that of one, list two under that of one
                hint: to keep the file of three, list one under dependencies.replaces of three; to keep that of one, list three under that of one

                """
        )
        #expect(!Files.exists(workshop.layout))
    }
}

enum Given {
    static var x86: Architecture {
        get throws { try #require(Architecture("x86_64")) }
    }
}
