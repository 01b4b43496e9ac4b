import ELF
import Files
import SystemPackage
import TestSupport
import Testing

/// Files made to hurt: each is read or passed over, in a moment and in bounded memory.
@Suite struct HostileTests {
    private static let whole = SyntheticELF(interpreter: "/lib/ld.so", needed: ["liba.so.1", "libb.so.2"], soname: "libme.so.1").bytes()

    @Test(arguments: [true, false])
    func everyPrefixIsReadOrPassedOver(_ is64: Bool) throws {
        try withScratch { folder in
            let whole = SyntheticELF(is64: is64, interpreter: "/lib/ld.so", needed: ["liba.so.1"], soname: "libme.so.1").bytes()
            for length in 0..<whole.count {
                let file = try read(Array(whole.prefix(length)), in: folder)
                // The names stand at the end; a file that lost them says nothing false.
                #expect(file?.soname == nil)
                #expect(file?.needed ?? [] == [])
            }
            #expect(try read(whole, in: folder)?.soname == "libme.so.1")
        }
    }

    @Test func randomDamageIsReadOrPassedOver() throws {
        try withScratch { folder in
            var state: UInt64 = 11
            func next() -> Int {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(state >> 40)
            }
            var unreadable = 0
            for _ in 0..<3000 {
                var bytes = Self.whole
                for _ in 0...(next() % 4) { bytes[next() % bytes.count] = [0, 0xFF, 0x7F, 0x80, UInt8(next() & 0xFF)][next() % 5] }
                let file = try read(bytes, in: folder)
                if file == nil { unreadable += 1 }
                #expect(file?.needed.count ?? 0 <= 8)
            }
            #expect(unreadable > 10)
        }
    }

    @Test(.enabled(if: Shell.has("cc"), "a C compiler is not on PATH"))
    func aDamagedLibraryOfACompilerIsReadOrPassedOver() throws {
        try withScratch { folder in
            try Shell.run("cd \(folder) && echo 'int f(void) { return 0; }' > x.c && cc -shared -fPIC -Wl,-soname,libx.so.3 x.c -o x")
            let whole = try Files.read(folder.appending("x"))
            for length in stride(from: 0, to: whole.count, by: 97) { _ = try read(Array(whole.prefix(length)), in: folder) }
            for position in 0..<1024 {
                var bytes = whole
                bytes[position % bytes.count] ^= 0xFF
                _ = try read(bytes, in: folder)
            }
            #expect(try read(whole, in: folder)?.soname == "libx.so.3")
        }
    }

    @Test func namesThatMultiplyAreBounded() throws {
        try withScratch { folder in
            // 1000 segments that all say that the same 40,000 names are needed: 40 million names from 700 KB.
            let bomb = SyntheticELF(needed: ["liba.so.1"], dynamicSegments: 1000, repetitions: 40_000).bytes()
            let file = try #require(try read(bomb, in: folder))
            #expect(file.needed.count <= 65_536)
            #expect(Set(file.needed) == ["liba.so.1"])
        }
    }

    @Test func namesThatAreNoTextAreLeftOut() throws {
        try withScratch { folder in
            var bytes = Self.whole
            let place = try #require(bytes.firstRange(of: Array("liba".utf8)))
            bytes[place.lowerBound] = 0xFF
            #expect(try read(bytes, in: folder)?.needed == ["libb.so.2"])
            let long = SyntheticELF(needed: [String(repeating: "x", count: 5000)], soname: "s").bytes()
            #expect(try read(long, in: folder)?.needed == [])
            #expect(try read(long, in: folder)?.soname == "s")
        }
    }

    @Test func bytesInMemoryAreReadAsTheFileIs() throws {
        try withScratch { folder in
            let fromFile = try read(Self.whole, in: folder)
            #expect(ELFFile(Self.whole) == fromFile)
            #expect(ELFFile(Array(Self.whole.dropFirst())) == nil)
        }
    }

    @Test(.enabled(if: Shell.has("cc"), "a C compiler is not on PATH"), arguments: [0x28, 0x3A, 0x3C, 0x3E])
    func aDamagedTableOfSectionsCountsAsNone(_ field: Int) throws {
        try withScratch { folder in
            try Shell.run("cd \(folder) && echo 'int f(void) { return 0; }' > x.c && cc -shared -fPIC -Wl,-soname,libx.so.3 x.c -o x")
            var bytes = try Files.read(folder.appending("x"))
            #expect(ELFFile(bytes)?.sections.isEmpty == false)
            for value: UInt8 in [0, 1, 0xFE, 0xFF] {
                bytes[field] = value
                bytes[field + 1] = value
                let file = try #require(ELFFile(bytes))
                // Where the number stayed sound, the sections may be others, but they are bounded; linking is as before.
                #expect(file.sections.count <= 1 << 16)
                if value >= 0xFE { #expect(file.sections.isEmpty) }
                if file.sections.isEmpty { #expect(file.soname == "libx.so.3") }
            }
        }
    }

    @Test(arguments: GoBuildInformationTests.damaged)
    func damagedBuildInformationCountsAsNone(_ name: String, _ header: [UInt8]) {
        #expect(ELFFile(SyntheticELF(data: header).bytes())?.goBuildInformation == nil, "\(name)")
    }
}
