import ELF
import Testing

/// What the Go linker writes, byte by byte, in a program without sections.
@Suite struct GoBuildInformationTests {
    private static let mark = [0xFF] + Array(" Go buildinf:".utf8)
    private static let module = """
        path\texample/me
        mod\texample/me\t(devel)\t
        build\t-compiler=gc
        build\tCGO_ENABLED=1
        build\t"CGO_LDFLAGS"="-O2 -g"
        build\tGOEXPERIMENT=boringcrypto

        """

    /// The form of Go 1.18 and later: both texts follow, each behind its length.
    static func inline(_ version: String, _ module: String) -> [UInt8] {
        let marked = module.isEmpty ? [] : [UInt8](repeating: 7, count: 16) + Array(module.utf8) + [UInt8](repeating: 9, count: 16)
        return mark + [8, 2] + [UInt8](repeating: 0, count: 16) + counted(Array(version.utf8)) + counted(marked)
    }

    private static func counted(_ bytes: [UInt8]) -> [UInt8] {
        var count = bytes.count
        var length: [UInt8] = []
        while count >= 0x80 {
            length.append(UInt8(count & 0x7F) | 0x80)
            count >>= 7
        }
        return length + [UInt8(count)] + bytes
    }

    @Test(arguments: [0, 16, 4096])
    func readsVersionAndSettings(_ before: Int) throws {
        let data = [UInt8](repeating: 0, count: before) + Self.inline("go1.24.1", Self.module)
        let found = try #require(ELFFile(SyntheticELF(data: data).bytes())?.goBuildInformation)
        #expect(found.version == "go1.24.1")
        #expect(found.settings.map(\.key) == ["-compiler", "CGO_ENABLED", "CGO_LDFLAGS", "GOEXPERIMENT"])
        #expect(found["CGO_ENABLED"] == "1")
        #expect(found["CGO_LDFLAGS"] == "-O2 -g")
        #expect(found["GOOS"] == nil)
    }

    @Test func aProgramWithoutModuleHasNoSettings() throws {
        let found = try #require(ELFFile(SyntheticELF(data: Self.inline("go1.18", "")).bytes())?.goBuildInformation)
        #expect(found.version == "go1.18")
        #expect(found.settings.isEmpty)
    }

    @Test(arguments: [true, false], [true, false])
    func readsTheFormOfEarlierVersions(_ is64: Bool, _ isLittle: Bool) throws {
        // The header points to two pairs of address and length, and these to the texts; addresses are those of the segment.
        var elf = SyntheticELF(is64: is64, isLittle: isLittle, dynamicSegments: 0, data: [0])
        let width = is64 ? 8 : 4
        let base = 0x40_0000 + elf.bytes().count - 1
        func word(_ value: Int) -> [UInt8] {
            let bytes = (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
            return isLittle ? bytes : bytes.reversed()
        }
        let header = Self.mark + [UInt8(width), isLittle ? 0 : 1] + word(base + 32) + word(0)
        let padded = header + [UInt8](repeating: 0, count: 32 - header.count)
        elf.data = padded + word(base + 32 + 2 * width) + word(7) + Array("go1.13x".utf8)
        let found = try #require(ELFFile(elf.bytes())?.goBuildInformation)
        #expect(found.version == "go1.13x")
        #expect(found.settings.isEmpty)
    }

    @Test func otherProgramsHaveNone() {
        #expect(ELFFile(SyntheticELF(needed: ["libc.so.6"]).bytes())?.goBuildInformation == nil)
    }

    static let damaged: [(String, [UInt8])] = {
        let whole = inline("go1.24.1", module)
        var long = whole
        long.replaceSubrange(32..<36, with: [0xFF, 0xFF, 0xFF, 0x7F])
        var endless = whole
        endless.replaceSubrange(32..<36, with: [0xFF, 0xFF, 0xFF, 0xFF])
        return [
            ("cut before the texts", Array(whole.prefix(32))), ("cut in the mark", Array(whole.prefix(12))),
            ("cut in the version", Array(whole.prefix(35))), ("a length beyond the end", long), ("a length without end", endless),
            ("not at a multiple of 16", [0] + whole), ("an address of nothing", mark + [8, 0] + [UInt8](repeating: 0xFF, count: 16)),
        ]
    }()
}
