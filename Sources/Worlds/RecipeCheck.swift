public import Diagnostics
import Files
public import Recipes
public import SystemPackage

/// Compiles many recipes, on all cores, only to find what is wrong with them.
public struct RecipeCheck: Sendable {
    private let paths: [FilePath]
    private let compiler: RecipeCompiler
    private let architectures: [Architecture]
    /// How many recipes one task takes: enough that starting it does not show.
    private static let batch = 32

    /// - Parameter paths: recipe files, or folders whose `*.yaml` files are all taken.
    public init(_ paths: [FilePath], library: PipelineLibrary, architectures: [Architecture]) {
        self.paths = paths
        compiler = RecipeCompiler(library: library)
        self.architectures = architectures
    }

    /// What was found.
    public struct Report: Sendable {
        /// Recipes that compiled for at least one architecture, and without a problem for all.
        public var compiled = 0
        /// Recipes that are for none of the architectures.
        public var skipped = 0
        /// The problems, in the order of the recipes' files.
        public var diagnostics: [Diagnostic] = []
    }

    /// Compiles everything.
    ///
    /// - Throws: only when a folder cannot be read.
    public func run() async throws -> Report {
        var files: [FilePath] = []
        for path in paths {
            if FileStatus.ifPresent(path)?.kind == .directory {
                files += try Files.list(path).filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.map { path.appending($0) }
            } else {
                files.append(path)
            }
        }
        return await withTaskGroup(of: Part.self) { group in
            for start in stride(from: 0, to: files.count, by: Self.batch) {
                let slice = Array(files[start..<min(start + Self.batch, files.count)])
                group.addTask { check(slice, position: start) }
            }
            var parts: [Part] = []
            for await part in group { parts.append(part) }
            var report = Report()
            for part in parts.sorted(by: { $0.position < $1.position }) {
                report.compiled += part.report.compiled
                report.skipped += part.report.skipped
                report.diagnostics += part.report.diagnostics
            }
            return report
        }
    }

    private struct Part: Sendable {
        let position: Int
        let report: Report
    }

    private func check(_ files: [FilePath], position: Int) -> Part {
        var report = Report()
        for file in files {
            do throws(Diagnostic) {
                if try compiles(file) { report.compiled += 1 } else { report.skipped += 1 }
            } catch {
                report.diagnostics.append(error)
            }
        }
        return Part(position: position, report: report)
    }

    /// Compiles one recipe for all architectures; false when it is for none of them.
    private func compiles(_ file: FilePath) throws(Diagnostic) -> Bool {
        let recipe = try Recipe(file)
        var isCompiled = false
        for architecture in architectures {
            do throws(Diagnostic) {
                _ = try compiler.compile(recipe, for: architecture)
                isCompiled = true
            } catch  where error.code == .wrongArchitecture {
                continue
            }
        }
        return isCompiled
    }
}
