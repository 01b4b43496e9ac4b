import Diagnostics
import Files
import Synchronization
public import SystemPackage
import YAML

/// Where the definitions of `uses` come from: folders of the user first, then those built in (PIPELINES.md §1).
public struct PipelineLibrary: Sendable {
    private let directories: [FilePath]
    private let cache = Cache()

    /// - Parameter directories: searched in order for `<uses>.yaml`.
    public init(directories: [FilePath] = []) {
        self.directories = directories
    }

    /// Definitions that have been read: thousands of steps use the same few.
    private final class Cache: Sendable {
        let definitions = Mutex<[String: Definition]>([:])
        /// The names of all pipelines, once a hint has asked for them.
        let names = Mutex<[String]?>(nil)
    }

    /// A pipeline definition.
    final class Definition: Sendable {
        let step: Step
        /// Whether it is one of Cuttle's own, some of which the tool does itself.
        let isBuiltIn: Bool

        init(step: Step, isBuiltIn: Bool) {
            self.step = step
            self.isBuiltIn = isBuiltIn
        }
    }

    /// The definitions that are part of the program.
    static let builtIn: [String: [UInt8]] = [
        "R/build": PackageResources.R_build_yaml,
        "autoconf/configure": PackageResources.autoconf_configure_yaml,
        "autoconf/make": PackageResources.autoconf_make_yaml,
        "autoconf/make-install": PackageResources.autoconf_make_install_yaml,
        "cargo/build": PackageResources.cargo_build_yaml,
        "cmake/build": PackageResources.cmake_build_yaml,
        "cmake/configure": PackageResources.cmake_configure_yaml,
        "cmake/install": PackageResources.cmake_install_yaml,
        "fetch": PackageResources.fetch_yaml,
        "git-am": PackageResources.git_am_yaml,
        "git-checkout": PackageResources.git_checkout_yaml,
        "go/build": PackageResources.go_build_yaml,
        "go/build/v2": PackageResources.go_build_v2_yaml,
        "go/bump": PackageResources.go_bump_yaml,
        "go/covdata": PackageResources.go_covdata_yaml,
        "go/install": PackageResources.go_install_yaml,
        "llvm/covreport": PackageResources.llvm_covreport_yaml,
        "maven/configure-mirror": PackageResources.maven_configure_mirror_yaml,
        "maven/pombump": PackageResources.maven_pombump_yaml,
        "meson/compile": PackageResources.meson_compile_yaml,
        "meson/configure": PackageResources.meson_configure_yaml,
        "meson/install": PackageResources.meson_install_yaml,
        "npm/install": PackageResources.npm_install_yaml,
        "patch": PackageResources.patch_yaml,
        "pecl/install": PackageResources.pecl_install_yaml,
        "pecl/phpize": PackageResources.pecl_phpize_yaml,
        "perl/cleanup": PackageResources.perl_cleanup_yaml,
        "perl/make": PackageResources.perl_make_yaml,
        "python/build": PackageResources.python_build_yaml,
        "python/build-wheel": PackageResources.python_build_wheel_yaml,
        "python/import": PackageResources.python_import_yaml,
        "python/install": PackageResources.python_install_yaml,
        "python/test": PackageResources.python_test_yaml,
        "ruby/build": PackageResources.ruby_build_yaml,
        "ruby/clean": PackageResources.ruby_clean_yaml,
        "ruby/install": PackageResources.ruby_install_yaml,
        "split/alldocs": PackageResources.split_alldocs_yaml,
        "split/bin": PackageResources.split_bin_yaml,
        "split/debug": PackageResources.split_debug_yaml,
        "split/dev": PackageResources.split_dev_yaml,
        "split/infodir": PackageResources.split_infodir_yaml,
        "split/lib": PackageResources.split_lib_yaml,
        "split/locales": PackageResources.split_locales_yaml,
        "split/manpages": PackageResources.split_manpages_yaml,
        "split/static": PackageResources.split_static_yaml,
        "strip": PackageResources.strip_yaml,
        "xcover/ensure": PackageResources.xcover_ensure_yaml,
        "xcover/profile": PackageResources.xcover_profile_yaml,
        "xcover/status": PackageResources.xcover_status_yaml,
        "xcover/stop": PackageResources.xcover_stop_yaml,
        "xcover/wait": PackageResources.xcover_wait_yaml,
    ]

    /// The definition that a step uses.
    func definition(_ uses: LocatedText) throws(Diagnostic) -> Definition {
        let name = uses.text
        if let known = cache.definitions.withLock({ $0[name] }) { return known }
        let definition = try read(name, uses)
        cache.definitions.withLock { $0[name] = definition }
        return definition
    }

    private func read(_ name: String, _ uses: LocatedText) throws(Diagnostic) -> Definition {
        if name.hasPrefix("/") || name.split(separator: "/").contains("..") || name.utf8.contains(where: { $0 < 0x20 }) {
            throw Diagnostic(
                .unknownPipeline,
                "\"\(name)\" is not the name of a pipeline",
                at: uses.span,
                hint: "a name is relative to the folders of pipelines, and has neither \"..\" nor control characters"
            )
        }
        for directory in directories {
            let path = directory.appending("\(name).yaml")
            if Files.exists(path) {
                return Definition(step: try parse(SourceFile(name: path.string, bytes: Files.read(path))), isBuiltIn: false)
            }
        }
        if let bytes = Self.builtIn[name] {
            return Definition(step: try parse(SourceFile(name: "<built-in>/\(name).yaml", bytes: bytes)), isBuiltIn: true)
        }
        throw Diagnostic(
            .unknownPipeline,
            "unknown pipeline \"\(name)\"",
            at: uses.span,
            notes: directories.isEmpty ? [] : ["also looked in \(directories.map(\.string).joined(separator: ", "))"],
            hint: Similarity.hint(for: name, in: names)
                ?? "give the folder that holds \(name).yaml with --pipeline-dirs"
        )
    }

    /// The names of all pipelines, for hints.
    private var names: [String] {
        cache.names.withLock { known in
            if let known { return known }
            let names = allNames()
            known = names
            return names
        }
    }

    private func allNames() -> [String] {
        var names = Set(Self.builtIn.keys)
        for directory in directories {
            guard let entries = try? Files.walk(directory) else { continue }
            for entry in entries where entry.path.hasSuffix(".yaml") { names.insert(String(entry.path.dropLast(".yaml".count))) }
        }
        return names.sorted()
    }

    private func parse(_ file: SourceFile) throws(Diagnostic) -> Step {
        let node: Node
        do throws(Diagnostic) {
            node = try Node.parse(file)
        } catch  where error.code == .emptyDocument {
            // A file of comments alone is a pipeline that does nothing.
            return Step(span: SourceSpan(file: file, line: 1, column: 1))
        }
        return try Step.read(Fields(node, "a pipeline"), nil, isStrict: false)
    }
}
