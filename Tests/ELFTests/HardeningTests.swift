import ELF
import SystemPackage
import TestSupport
import Testing

/// What a linker's options do to a file, read from what a compiler makes.
@Suite(.enabled(if: Shell.has("cc", "objcopy", "strip"), "a C compiler or binutils are not on PATH"))
struct HardeningTests {
    private func compile(_ options: String, then: String = "true", _ body: (ELFFile) throws -> Void) throws {
        try withScratch { folder in
            try Shell.run("cd \(folder) && echo 'int main(void) { return 0; }' > x.c && cc x.c \(options) -o x && \(then)")
            try body(#require(try ELFFile(folder.appending("x"))))
        }
    }

    @Test(arguments: [
        ("-no-pie", ELFFile.Kind.executable, false), ("-pie -fPIE", .shared, true), ("-static-pie -fPIE", .shared, true),
        ("-static", .executable, false), ("-shared -fPIC", .shared, false), ("-c", .relocatable, false),
    ])
    func kindAndPIE(_ options: String, _ kind: ELFFile.Kind, _ isProgram: Bool) throws {
        try compile(options) { file in
            #expect(file.kind == kind)
            #expect(file.isPositionIndependentProgram == isProgram)
            #expect(file.is64Bit)
            #expect(file.isLittleEndian)
            let machine: ELFMachine = try Shell.run("uname -m").hasPrefix("aarch64") ? .aarch64 : .amd64
            #expect(file.machine == machine)
            #expect(file.isDynamic == !["-static", "-c"].contains(options))
        }
    }

    @Test(arguments: [
        ("-Wl,-z,norelro", ELFFile.ReadOnlyRelocations.none, false), ("-Wl,-z,relro -Wl,-z,lazy", .partial, false),
        ("-Wl,-z,relro -Wl,-z,now", .full, true), ("-Wl,-z,norelro -Wl,-z,now", .none, true),
        ("-shared -fPIC -Wl,-z,relro -Wl,-z,now", .full, true),
    ])
    func relocations(_ options: String, _ expected: ELFFile.ReadOnlyRelocations, _ bindsNow: Bool) throws {
        try compile(options) { file in
            #expect(file.readOnlyRelocations == expected)
            #expect(file.bindsNow == bindsNow)
        }
    }

    @Test(arguments: [("-z noexecstack", ELFFile.Stack.notExecutable), ("-z execstack", .executable), ("-c", .unspecified)])
    func stack(_ options: String, _ expected: ELFFile.Stack) throws {
        try compile(options) { #expect($0.stack == expected) }
    }

    @Test(arguments: [
        ("-Wl,-rpath,/opt/l:/x", ["/opt/l", "/x"], [String]()), ("-Wl,-rpath,:/x::", ["", "/x", "", ""], []),
        ("-Wl,-rpath,'$ORIGIN/../lib' -Wl,--enable-new-dtags", ["$ORIGIN/../lib"], []),
        ("-Wl,-rpath,/opt/l -Wl,--disable-new-dtags", [], ["/opt/l"]), ("", [], []),
    ])
    func runPath(_ options: String, _ runPath: [String], _ legacy: [String]) throws {
        try compile("-Wl,--enable-new-dtags \(options)") { file in
            #expect(file.runPath == runPath)
            #expect(file.legacyRunPath == legacy)
        }
    }

    @Test func sectionsAreThoseThatReadelfNames() throws {
        try withScratch { folder in
            try Shell.run("cd \(folder) && echo 'int main(void) { return 0; }' > x.c && cc -g x.c -o x && cc -g -c x.c -o o")
            for name in ["x", "o"] {
                let file = try #require(try ELFFile(folder.appending(name)))
                let names = try Shell.run("readelf -SW \(folder)/\(name) | sed -n 's/^ *\\[ *[1-9][0-9]*\\] //p' | cut -d' ' -f1")
                #expect(file.sectionNames == names.split(separator: "\n").map(String.init))
                #expect(file.sectionNames.contains(".debug_info"))
                #expect(file.sections.first { $0.name == ".bss" }?.hasContent == false)
            }
            try Shell.run("strip \(folder)/x")
            #expect(try ELFFile(folder.appending("x"))?.sectionNames.contains(".debug_info") == false)
        }
    }

    @Test func segmentsSayHowTheyAreMapped() throws {
        try compile("") { file in
            let loaded = file.segments.filter { $0.kind == .load }
            #expect(loaded.contains { $0.isExecutable && $0.isReadable && !$0.isWritable })
            #expect(loaded.contains { $0.isWritable && !$0.isExecutable })
            #expect(loaded.allSatisfy { $0.memorySize >= $0.fileSize })
            #expect(loaded.first?.offset == 0)
        }
    }

    @Test func splitOffDebuggingInformationSaysNothingOfLinking() throws {
        try compile("-g -Wl,-soname,x", then: "objcopy --only-keep-debug x") { file in
            #expect(file.sectionNames.contains(".debug_info"))
            #expect(!file.isDynamic)
            #expect(file.interpreter == nil)
            #expect(file.needed == [])
        }
    }

    @Test func anObjectFileLinksNothing() throws {
        try compile("-c") { file in
            #expect(file.segments.isEmpty)
            #expect(file.interpreter == nil && file.needed == [] && file.soname == nil)
        }
    }

    @Test func moreSectionsThanTheHeaderHasRoomFor() throws {
        // 65,500 sections do not fit into two bytes beside the reserved numbers; the first section then tells.
        let source = "for i in $(seq 65300); do echo \".section .s$i,\\\"a\\\"\"; done > x.s && cc -c x.s"
        try compile("-c", then: "\(source) -o x") { file in
            #expect(file.sections.count > 65_300)
            #expect(file.sectionNames.contains(".s65300"))
        }
    }
}
