import ELF

extension PackageLinter {
    /// What keeps mistakes in programs from becoming holes; these rules are Cuttle's own.
    static let hardeningRules = [
        PackageRule(
            name: "runpath",
            importance: .warned,
            summary: "programs and libraries look for libraries in folders of the system only",
            hint:
                "build with --disable-rpath or -DCMAKE_SKIP_RPATH=ON, or change it with patchelf: whoever can write there decides what is run"
        ) { package in
            let found = linked(package) { entry, binary in
                let outside = (binary.runPath + binary.legacyRunPath).filter { !isInside($0, of: entry) }
                return outside.isEmpty ? nil : "\(entry.path) (\(outside.map { "\"\($0)\"" }.joined(separator: ", ")))"
            }
            return .of(found, "with a RUNPATH that leads out of the system")
        },
        PackageRule(
            name: "executable-stack",
            importance: .warned,
            summary: "no program or library asks for a stack that can be executed",
            hint: "link with -Wl,-z,noexecstack; sources in assembler need  .section .note.GNU-stack,\"\",@progbits"
        ) { package in
            .of(linked(package) { entry, binary in binary.stack == .executable ? entry.path : nil }, "with an executable stack")
        },
        PackageRule(
            name: "relro",
            importance: .warned,
            summary: "the tables of dynamic linking are read-only while a program runs",
            hint: "link with -Wl,-z,relro,-z,now"
        ) { package in
            let found = linked(package) { entry, binary in
                binary.isDynamic && binary.readOnlyRelocations == .none ? entry.path : nil
            }
            return .of(found, "without read-only relocations (RELRO)")
        },
        PackageRule(
            name: "pie",
            importance: .warned,
            summary: "programs that are linked dynamically can be loaded at any address",
            hint: "compile with -fPIE and link with -pie"
        ) { package in
            // Static programs are often meant to be at their address; Go's all are.
            let found = linked(package) { entry, binary in
                binary.kind == .executable && binary.interpreter != nil ? entry.path : nil
            }
            return .of(found, "at a fixed address (no PIE)")
        },
    ]

    /// The places where packages have libraries.
    private static let libraryPlaces = ["/usr/", "/lib/", "/lib64/", "/opt/"]

    /// Whether a folder of a RUNPATH is one of the system's, for a file in its place.
    private static func isInside(_ folder: String, of entry: LintedTree.Entry) -> Bool {
        var path = folder
        for origin in ["$ORIGIN", "${ORIGIN}"] where path == origin || path.hasPrefix(origin + "/") {
            path = "/\(entry.directory)" + path.dropFirst(origin.count)
        }
        guard path.hasPrefix("/") else { return false }
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if parts.popLast() == nil {
                return false
            }
        }
        let place = "/" + parts.joined(separator: "/") + "/"
        // Relative to the file is always inside, now that it did not go above the root.
        return folder.hasPrefix("$") || libraryPlaces.contains { place.hasPrefix($0) }
    }
}
