import ELF
import Files
import SystemPackage
import TestSupport
import Testing

@Suite struct ELFFileTests {
    @Test(arguments: [true, false], [true, false])
    func readsBothWidthsAndByteOrders(_ is64: Bool, _ isLittle: Bool) throws {
        try withScratch { folder in
            let elf = SyntheticELF(
                is64: is64,
                isLittle: isLittle,
                interpreter: "/lib/ld-musl-x.so.1",
                needed: ["libc.so.6", "libé.so.2", "libz"],
                soname: "libme.so.1.2"
            )
            let file = try #require(try read(elf.bytes(), in: folder))
            #expect(file.interpreter == "/lib/ld-musl-x.so.1")
            #expect(file.needed == ["libc.so.6", "libé.so.2", "libz"])
            #expect(file.soname == "libme.so.1.2")
        }
    }

    @Test(
        .enabled(if: Shell.has("cc", "readelf"), "a C compiler and readelf are not on PATH"),
        arguments: [
            ("-shared -fPIC -Wl,-soname,libx.so.3", nil, "libx.so.3"), ("-shared -fPIC", nil, nil),
            ("", "/lib64/ld-linux-x86-64.so.2", nil),
            ("-shared -fPIC -nostdlib -Wl,-soname,bare", nil, "bare"),
            ("-Wl,--hash-style=sysv -Wl,-z,norelro -lm -Wl,--no-as-needed", "", nil),
            ("-static", nil, nil), ("-g -O2 -Wl,-z,separate-code", "", nil),
        ]
    )
    func agreesWithReadelfOnWhatACompilerMakes(_ options: String, _ interpreter: String?, _ soname: String?) throws {
        try withScratch { folder in
            let program = "int main(void) { return 0; }"
            try Shell.run("cd \(folder) && echo '\(program)' > x.c && cc x.c \(options) -o x")
            let file = try #require(try ELFFile(folder.appending("x")))
            let listing = try Shell.run("readelf -dlW \(folder)/x").split(separator: "\n")
            func bracketed(_ mark: String) -> [String] {
                listing.filter { $0.contains(mark) }.compactMap {
                    $0.split(separator: "[").last?.split(separator: "]").first.map(String.init)
                }
            }
            #expect(file.needed == bracketed("(NEEDED)"))
            #expect(file.soname == bracketed("(SONAME)").first)
            #expect(file.soname == soname)
            let loader = listing.first { $0.contains("interpreter: ") }?.split(separator: " ").last.map { String($0.dropLast()) }
            #expect(file.interpreter == loader)
            if interpreter?.isEmpty != true { #expect((file.interpreter == nil) == (interpreter == nil)) }
        }
    }

    @Test func theRunningProgramHasALoader() throws {
        let file = try #require(try ELFFile("/proc/self/exe"))
        #expect(file.interpreter?.isEmpty == false)
        #expect(file.needed.contains { $0.hasPrefix("libc.so") })
    }

    @Test(arguments: [
        [], [0x7F], [UInt8]("#!/bin/sh\nexit 0\n".utf8) + [UInt8](repeating: 0x20, count: 100), [UInt8](repeating: 0, count: 64),
        [0x7F, 0x45, 0x4C, 0x46] + [UInt8](repeating: 0xFF, count: 200), [0x7F, 0x45, 0x4C, 0x46] + [UInt8](repeating: 0, count: 200),
    ])
    func whatIsNotELFGivesNothing(_ bytes: [UInt8]) throws {
        try withScratch { folder throws in #expect(try read(bytes, in: folder) == nil) }
    }
}
