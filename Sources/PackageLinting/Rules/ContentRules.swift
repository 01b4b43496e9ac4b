import ELF
import Files

extension PackageLinter {
    /// What programs and libraries are like inside (PACKAGE.md §9).
    static let contentRules = [
        PackageRule(
            name: "binaryarch",
            importance: .warned,
            summary: "programs and libraries are for the architectures that packages are built for",
            hint: "remove what was built for other processors, or build it for this one"
        ) { package in
            let machines: [ELFMachine] = [.amd64, .aarch64]
            let others = binaries(package) { entry, binary in
                let isMeant = entry.mode & 0o111 != 0 || [".a", ".so", ".dylib"].contains { entry.name.hasSuffix($0) }
                return isMeant && !machines.contains(binary.machine) ? "\(entry.path) (\(binary.machine))" : nil
            }
            return .of(others, "for another processor")
        },
        PackageRule(
            name: "strip",
            importance: .warned,
            summary: "programs and libraries hold no debugging information",
            hint: "add  - uses: strip  to the end of the pipeline, or split it off with split/debug"
        ) { package in
            let names: Set = [".debug", ".zdebug"]
            let found = linked(package) { entry, binary in
                names.isDisjoint(with: binary.sectionNames) ? nil : entry.path
            }
            return .of(found, "with debugging information")
        },
    ]

    /// What is said of the ELF files of a package; nil for nothing.
    static func binaries(_ package: LintedPackage, _ say: (LintedTree.Entry, ELFFile) -> String?) -> [String] {
        package.tree.entries.compactMap { entry in
            entry.kind == .regular && !entry.isFurtherName ? entry.binary.flatMap { say(entry, $0) } : nil
        }
    }

    /// What is said of the programs and libraries of a package, object files left out.
    static func linked(_ package: LintedPackage, _ say: (LintedTree.Entry, ELFFile) -> String?) -> [String] {
        binaries(package) { entry, binary in
            binary.kind == .executable || binary.kind == .shared ? say(entry, binary) : nil
        }
    }
}
