import APK
import Archives
import Diagnostics
import Files
import Roots
import SystemPackage
import TestSupport
import Testing

@testable import Images

/// The cache of the dynamic loader (IMAGE.md §9.11).
@Suite(.timeLimit(.minutes(30))) struct LibraryCacheTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
    }

    /// A shared library.
    ///
    /// - Parameter size: bytes of data in it.
    private func library(_ soname: String?, size: Int = 1) throws -> [UInt8] {
        let path = workshop.folder.path.appending("library.so")
        let option = soname.map { "-Wl,-soname,\($0)" } ?? ""
        let source = "char data[\(size)] = {1}; int f(void) { return 1; }"
        try TestSupport.Shell.run("echo '\(source)' | gcc -shared -nostdlib -fPIC \(option) -x c -o '\(path)' -")
        return try Files.read(path)
    }

    private static let hasTools = TestSupport.Shell.has("gcc", "ldconfig")

    @Test(.enabled(if: hasTools, "there are no gcc and ldconfig to make and read libraries with"))
    func ldconfigReadsTheCache() throws {
        let foo = try library("libfoo.so.10")
        let package = try workshop.package(
            "p",
            list: [
                ("etc", .directory()),
                ("etc/ld.so.conf", .file("# libraries\n/usr/local/lib # ours\n\ninclude /etc/ld.so.conf.d/*.conf\n/late\n")),
                ("etc/ld.so.conf.d", .directory()), ("etc/ld.so.conf.d/b.conf", .file("/opt/b\n")),
                ("etc/ld.so.conf.d/a.conf", .file("/opt/a\n/opt/a\n/missing\n")), ("etc/ld.so.conf.d/c.txt", .file("/opt/c\n")),
                ("lib", .directory()), ("lib/libfoo.so.10", .bytes(foo)), ("lib/libfoo.so", .link("libfoo.so.10")),
                ("lib/libfoo.so.10.2", .bytes(foo)), ("lib/libfoo.so.9", .bytes(try library("libfoo.so.9"))),
                ("lib/libplain.so", .bytes(try library(nil))), ("lib/libplain.so.1", .bytes(try library(nil))),
                ("lib/other.so", .bytes(foo)), ("lib/libtext.so", .file("GROUP ( libfoo.so.10 )")), ("lib/libgone.so", .link("nothing")),
                ("opt", .directory()), ("opt/a", .directory()), ("opt/a/libfoo.so.10", .bytes(foo)), ("opt/b", .directory()),
                ("opt/b/ld-x.so.1", .bytes(try library("ld-x.so.1"))), ("opt/c", .directory()), ("opt/c/libc.so", .bytes(try library(nil))),
                ("late", .directory()), ("late/liblate.so", .bytes(try library(nil))),
            ]
        )
        func listed(_ rules: ImageRules) throws -> [String] {
            let (files, _) = try workshop.assembled([package], rules)
            #expect(files["etc/ld.so.cache"]?.entry.mode == 0o644)
            let path = workshop.folder.path.appending("cache")
            let bytes = try #require(try files.read("etc/ld.so.cache"))
            #expect(bytes.count.isMultiple(of: 16))
            try Files.writeAtomically(bytes, to: path)
            return try TestSupport.Shell.run("ldconfig -p -C '\(path)'").split(separator: "\n").dropFirst().map { line in
                line.split(separator: " ").filter { !$0.hasPrefix("(") && !$0.hasSuffix(")") && $0 != "=>" }.joined(separator: " ")
                    .replacing("\t", with: "")
            }.filter { !$0.hasPrefix("Cache generated") }
        }
        let common = [
            "libplain.so /lib/libplain.so", "libfoo.so.10 /lib/libfoo.so.10", "libfoo.so.10 /opt/a/libfoo.so.10",
            "libfoo.so.9 /lib/libfoo.so.9",
            "libfoo.so /lib/libfoo.so",
        ]
        // A folder that is named twice in one file counts once; what stands behind an include is nothing to apko.
        #expect(try listed(.apko) == common + ["ld-x.so.1 /opt/b/ld-x.so.1"])
        #expect(
            try listed(.cuttle) == common.prefix(1) + ["liblate.so /late/liblate.so"] + common.dropFirst() + ["ld-x.so.1 /opt/b/ld-x.so.1"]
        )
    }

    /// Large libraries are read in parts where the package has them in blocks: what is known of them is the same.
    @Test(.enabled(if: hasTools, "there are no gcc and ldconfig to make and read libraries with"), arguments: [1 << 20, 7 << 20])
    func largeLibrariesAreReadInParts(_ size: Int) throws {
        let library = try library("libx.so.1", size: size)
        let package = try workshop.package("p", ["libx.so.1": .bytes(library), "x.so": .bytes(noise(size * 2))])
        let parts = try PackageTrees(store: workshop.store).contents(package).listing.entries
        let whole = try PackageTrees(store: workshop.store).contents(workshop.foreign(package)).listing.entries
        #expect(parts.map(\.isCompared) == [false, false])
        #expect(whole.map(\.isCompared) == [true, true])
        #expect(parts.map { $0.library?.sonames } == [["libx.so.1"], nil])
        #expect(parts.map(\.library) == whole.map(\.library))
    }

    private func noise(_ count: Int) -> [UInt8] {
        var state: UInt64 = 1
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }

    @Test func withoutAConfigurationThereIsNoCache() throws {
        #expect(try workshop.assembled([]).files["etc/ld.so.cache"] == nil)
        let package = try workshop.package("p", ["etc": .directory(), "etc/ld.so.conf": .file("")])
        let bytes = try #require(try workshop.assembled([package]).files.read("etc/ld.so.cache"))
        #expect(bytes == Array("glibc-ld.so.cache1.1".utf8) + [UInt8](repeating: 0, count: 28 + 16))
    }

    /// A library for a processor, which is as little as is looked at: 64 bytes of header.
    private static func header(_ machine: UInt8) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 64)
        bytes.replaceSubrange(0..<8, with: [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0])
        (bytes[16], bytes[18], bytes[20], bytes[52], bytes[54], bytes[58]) = (3, machine, 1, 64, 56, 64)
        return bytes
    }

    @Test(arguments: [(62, 0x0303, 0x0303), (183, 0x0A03, 0x0A03), (243, 0x1003, nil), (22, 0x0403, nil)] as [(UInt8, UInt32, UInt32?)])
    func theProcessorIsToldByFlags(_ machine: UInt8, _ flags: UInt32, _ apko: UInt32?) throws {
        let package = try workshop.package(
            "p",
            ["etc": .directory(), "etc/ld.so.conf": .file(""), "lib": .directory(), "lib/libx.so": .bytes(Self.header(machine))]
        )
        func found(_ rules: ImageRules) throws -> UInt32 {
            let bytes = try #require(try workshop.assembled([package], rules).files.read("etc/ld.so.cache"))
            return bytes[48..<52].reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
        #expect(try found(.cuttle) == flags)
        if let apko {
            #expect(try found(.apko) == apko)
        } else {
            #expect(problem { _ = try found(.apko) }.contains("/lib/libx.so is for a processor"))
        }
    }

    @Test(arguments: [
        (["libb.so", "liba.so", "libc.so"], ["libc.so", "libb.so", "liba.so"]), (["l9", "l10", "l2"], ["l10", "l9", "l2"]),
        (["la", "l1", "l-"], ["l1", "la", "l-"]), (["lib.so", "lib.so.1"], ["lib.so.1", "lib.so"]), (["a01", "a1"], ["a01", "a1"]),
    ])
    func namesAreInTheOrderOfTheLoader(_ names: [String], _ expected: [String]) {
        let file = LoaderCacheFile(names.map { LoaderCacheFile.Entry(flags: 3, folder: "/x", name: $0) })
        let texts = file.bytes.dropFirst(48 + 24 * names.count).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        #expect(texts == expected.map { "/x/\($0)" })
    }

    @Test(arguments: [
        ("etc/*.conf", ["/1", "/2"]), ("etc/[ab].conf", ["/1", "/2"]), ("etc/[^a].conf", ["/2"]), ("etc/?.conf", ["/1", "/2"]),
        ("etc/a*", ["/1"]),
        ("*/b.conf", ["/2"]), ("etc/\\a.conf", ["/1"]), ("/etc/a.conf", ["/1"]), ("etc/[", []), ("none/*", []),
        ("etc/***********b***x", []),
    ])
    func patternsAreThoseOfAShell(_ pattern: String, _ expected: [String]) throws {
        var files = ImageFileSystem(rules: .apko)
        try files.write("etc/a.conf", Array("/1\n".utf8))
        try files.write("etc/b.conf", Array("/2\n".utf8))
        try files.write("ld.so.conf", Array("include \(pattern)\n".utf8))
        #expect(try LoaderConfiguration(files: files).folders("ld.so.conf") == expected)
    }

    @Test func aConfigurationThatIncludesItselfEnds() throws {
        var files = ImageFileSystem()
        try files.write("a", Array("include /a\n".utf8))
        #expect(problem { _ = try LoaderConfiguration(files: files).folders("a") } == "error: a in the image is included over and over\n")
    }
}
