public import APK
public import Diagnostics
import ELF
import Files
public import SystemPackage

/// What the packages of a build need from packages that were there while they were built, and that none of them depends on.
///
/// The analysis of dependencies finds most needs itself; what remains are libraries without a version in their name, links, and
/// programs that scripts are run by.
public struct UndeclaredDependencies {
    /// A package of the build environment.
    public struct Provider: Sendable {
        let name: String
        let dependencies: [String]
        let provides: [String]
        let tree: FilePath

        /// - Parameter tree: where it is unpacked.
        public init(_ record: IndexRecord, tree: FilePath) {
            name = record.name
            dependencies = record.dependencies
            provides = record.provides
            self.tree = tree
        }
    }

    private let environment: [(provider: Provider, directory: RootedDirectory)]
    private let packages: [(info: PackageInfo, paths: Set<String>, names: Set<Substring>)]

    /// - Parameters:
    ///   - environment: the packages of the build environment.
    ///   - packages: the packages of the build.
    public init(environment: [Provider], packages: [(info: PackageInfo, tree: LintedTree)]) throws(Diagnostic) {
        var opened: [(provider: Provider, directory: RootedDirectory)] = []
        for provider in environment { opened.append((provider, try RootedDirectory(provider.tree, resolution: .asRoot))) }
        self.environment = opened
        self.packages = packages.map { package in
            // Folders count as well, also those that packages of others do not list.
            let paths = package.tree.entries.flatMap { [$0.path, String($0.directory)] }
            return (package.info, Set(paths), Set(package.tree.entries.filter(\.isContent).map(\.name)))
        }
    }

    /// The finding about one of the packages; nil when it depends on all that it needs.
    public func finding(_ info: PackageInfo, _ tree: LintedTree) -> PackageFinding? {
        let declared = Set(info.dependencies.map(Self.name))
        let reached = reached(from: info)
        var details: [String] = []
        for entry in tree.entries where entry.kind == .regular || entry.kind == .symbolicLink {
            for need in Self.needs(of: entry) {
                if declared.contains(need.dependency) || isOwn(need) { continue }
                let owners = owners(of: need.paths)
                guard let first = owners.first, !owners.contains(where: reached.contains) else { continue }
                details.append("\(entry.path) needs \(need.name) of \(first)")
            }
        }
        if details.isEmpty { return nil }
        let unique = Set(details).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return PackageFinding(
            "\(unique.count) \(unique.count == 1 ? "need" : "needs") of packages that only the build environment has",
            unique
        )
    }

    /// One thing that a file needs.
    private struct Need {
        let name: String
        /// The dependency that stands for it.
        let dependency: String
        /// The places where it can be.
        let paths: [String]
        /// Whether any package of the build that has a file of that name meets it.
        let isFoundByName: Bool
    }

    private static let libraryFolders = [
        "usr/lib", "lib", "usr/lib64", "lib64", "usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu",
        "lib/aarch64-linux-gnu",
    ]
    private static let programFolders = ["usr/bin", "bin", "usr/sbin", "sbin"]
    /// Programs that every system has, whoever they are of.
    private static let usualPrograms: Set = ["sh", "awk", "env"]

    private static func needs(of entry: LintedTree.Entry) -> [Need] {
        if entry.kind == .symbolicLink {
            guard let path = target(of: entry) else { return [] }
            return [Need(name: "/\(path)", dependency: "", paths: alternatives(path), isFoundByName: false)]
        }
        if let binary = entry.binary, binary.kind == .executable || binary.kind == .shared {
            return binary.needed.filter { !$0.isEmpty && !$0.contains("/") }.map { name in
                Need(name: name, dependency: "so:\(name)", paths: libraryFolders.map { "\($0)/\(name)" }, isFoundByName: true)
            }
        }
        guard entry.mode & 0o111 != 0, let program = program(entry.interpreter), !usualPrograms.contains(program) else { return [] }
        return [Need(name: program, dependency: "cmd:\(program)", paths: programFolders.map { "\($0)/\(program)" }, isFoundByName: true)]
    }

    /// The name of the program that runs a script, that of `env` being its first word that is one.
    private static func program(_ interpreter: String) -> String? {
        let words = interpreter.split(separator: " ").map { $0.split(separator: "/").last ?? "" }
        guard let first = words.first, !first.isEmpty else { return nil }
        if first != "env" { return String(first) }
        return words.dropFirst().first { !$0.hasPrefix("-") && !$0.contains("=") }.map(String.init)
    }

    /// Where a link leads to, below the root; nil when it leads above it.
    private static func target(of entry: LintedTree.Entry) -> String? {
        let isAbsolute = entry.linkTarget.utf8.first == UInt8(ascii: "/")
        var parts = isAbsolute ? [] : entry.directory.split(separator: "/")
        for part in entry.linkTarget.split(separator: "/") where part != "." {
            if part != ".." { parts.append(part) } else if parts.popLast() == nil { return nil }
        }
        return parts.isEmpty ? nil : parts.joined(separator: "/")
    }

    /// A path, and what it is on systems whose folders are merged below /usr.
    private static func alternatives(_ path: String) -> [String] {
        let isMerged = ["bin/", "sbin/", "lib/", "lib64/"].contains { path.hasPrefix($0) }
        return isMerged ? [path, "usr/\(path)"] : [path]
    }

    /// Whether a package of the build has it.
    private func isOwn(_ need: Need) -> Bool {
        packages.contains { package in
            if need.isFoundByName { return package.names.contains(need.name[...]) }
            return need.paths.contains(where: package.paths.contains)
        }
    }

    /// The packages of the environment that have a file in one of the places.
    private func owners(of paths: [String]) -> [String] {
        environment.filter { _, directory in
            paths.contains { path in
                guard let kind = directory.status(path)?.kind else { return false }
                return kind == .regular || kind == .symbolicLink
            }
        }.map(\.provider.name)
    }

    /// All packages of the environment that come with a package.
    private func reached(from info: PackageInfo) -> Set<String> {
        var reached: Set<String> = []
        var seen: Set<String> = []
        var pending = info.dependencies
        while let item = pending.popLast() {
            let name = Self.name(item)
            if name.utf8.first == UInt8(ascii: "!") || !seen.insert(name).inserted { continue }
            for (provider, _) in environment where provider.name == name || provider.provides.contains(where: { Self.name($0) == name }) {
                reached.insert(provider.name)
                pending += provider.dependencies
            }
            for package in packages where package.info.name == name || package.info.provides.contains(where: { Self.name($0) == name }) {
                pending += package.info.dependencies
            }
        }
        return reached
    }

    /// An item without its version.
    private static func name(_ item: String) -> String { String(item.prefix { !"<>=~".contains($0) }) }
}
