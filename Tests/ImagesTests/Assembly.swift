import APK
import Archives
import Cryptography
import Diagnostics
import Files
import ImageConfigurations
import Roots

@testable import Images

extension Workshop {
    /// Assembles packages by the rules of a test, and gives the assembler too.
    func assembled(
        _ packages: [PackageFile],
        _ rules: ImageRules = .apko,
        _ text: String = "contents: {repositories: [/r]}\n",
        base: BaseRecords? = nil,
        time: Int64? = 1_000_000
    ) throws -> (files: ImageFileSystem, assembler: ImageAssembler) {
        var assembler = ImageAssembler(
            configuration: try configuration(text),
            architecture: "x86_64",
            trees: PackageTrees(store: store),
            keyring: [],
            rules: rules,
            base: base,
            time: time,
            scriptTime: 77
        )
        let files = try assembler.assemble(packages, world: packages.map(\.info.name))
        return (files, assembler)
    }

    /// The lines of an image's listing, or those of some paths.
    func lines(_ packages: [PackageFile], _ rules: ImageRules = .apko, only paths: Set<String>? = nil) throws -> [String] {
        try assembled(packages, rules).files.lines(only: paths)
    }
}

extension ImageFileSystem {
    /// One line for each name: mode, owner, time, path, and what it leads to.
    func lines(only paths: Set<String>? = nil) -> [String] {
        ordered.filter { paths?.contains($0.entry.path) ?? true }.map { node in
            let entry = node.entry
            let kinds: [TarEntry.Kind: String] = [
                .directory: "d", .symbolicLink: "l", .hardLink: "h", .characterDevice: "c", .regular: "-",
            ]
            let target = entry.linkTarget.isEmpty ? "" : " -> \(entry.linkTarget)"
            let mode = String(entry.mode, radix: 8)
            return "\(kinds[entry.kind] ?? "?")\(mode) \(entry.user):\(entry.group) \(entry.modificationTime) \(entry.path)\(target)"
        }
    }

    /// A file as text.
    func text(_ path: String) throws -> String? { try read(path).map { String(decoding: $0, as: UTF8.self) } }

    /// The record of a package in the database of what is installed, from its first line about files.
    func record(_ package: String) throws -> [String] {
        let text = try text("usr/lib/apk/db/installed") ?? ""
        let record = text.components(separatedBy: "\n\n").first { "\n\($0)\n".contains("\nP:\(package)\n") }
        return (record ?? "").split(separator: "\n").map(String.init).drop { !$0.hasPrefix("F:") }.map { $0 }
    }
}

extension String {
    /// The parts between a separator.
    func components(separatedBy separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
