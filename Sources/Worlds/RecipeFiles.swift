public import Diagnostics
import Files
public import SystemPackage

/// Finds recipes below folders.
///
/// A folder's YAML files are recipes, but for image configurations. Its subfolders then hold the recipes' own files, where only
/// `melange.yaml` and `*.melange.yaml` count (WOLFICTL.md §2). A folder without recipes is searched further down.
public struct RecipeFiles {
    /// The recipes, in the order of their paths within each path given.
    public private(set) var paths: [FilePath] = []
    /// What was wrong with paths given, each a `missing-file` or of the system; the others are searched all the same.
    public private(set) var problems: [Diagnostic] = []
    private let skipped: [FilePath]

    /// - Parameter skipping: folders of other YAML files, such as those of pipelines.
    public init(below paths: [FilePath], skipping: [FilePath] = []) {
        skipped = skipping.map { Files.absolute($0).lexicallyNormalized() }
        for path in paths {
            do throws(Diagnostic) {
                guard let status = FileStatus.ifPresent(path) else {
                    throw Diagnostic(.missingFile, "there is no recipe \(path)")
                }
                if status.kind == .directory { try search(path, depth: 0) } else { self.paths.append(path) }
            } catch {
                problems.append(error)
            }
        }
    }

    /// The recipes, when there was no problem.
    ///
    /// - Throws: the first problem.
    func whole() throws(Diagnostic) -> [FilePath] {
        if let problem = problems.first { throw problem }
        return paths
    }

    private static let deepest = 16

    private mutating func search(_ folder: FilePath, depth: Int) throws(Diagnostic) {
        if depth > Self.deepest || skipped.contains(Files.absolute(folder).lexicallyNormalized()) { return }
        let names = try Files.list(folder).filter { !$0.hasPrefix(".") }.sorted()
        var recipes: [FilePath] = []
        for name in names where Self.isYAML(name) {
            let file = folder.appending(name)
            if try Self.isOther(file, name) { continue }
            recipes.append(file)
        }
        paths += recipes
        for name in names where !Self.isYAML(name) {
            let path = folder.appending(name)
            guard FileStatus.ifPresent(path)?.kind == .directory else { continue }
            if recipes.isEmpty { try search(path, depth: depth + 1) } else { try searchOwnFiles(path, depth: depth + 1) }
        }
    }

    private mutating func searchOwnFiles(_ folder: FilePath, depth: Int) throws(Diagnostic) {
        if depth > Self.deepest || skipped.contains(Files.absolute(folder).lexicallyNormalized()) { return }
        for name in try Files.list(folder).filter({ !$0.hasPrefix(".") }).sorted() {
            let path = folder.appending(name)
            let kind = FileStatus.ifPresent(path)?.kind
            if kind == .directory {
                try searchOwnFiles(path, depth: depth + 1)
            } else if kind == .regular, Self.isYAML(name), name.hasPrefix("melange.y") || name.contains(".melange.y") {
                paths.append(path)
            }
        }
    }

    private static func isYAML(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }

    /// Whether a file begins like an image configuration: such files often lie beside recipes.
    private static func isOther(_ file: FilePath, _ name: String) throws(Diagnostic) -> Bool {
        guard name.hasPrefix("apko") || name.hasSuffix("image.yaml") || name.hasSuffix("apko.yaml") else { return false }
        let bytes = try Files.read(file, limit: 8 << 20)
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        return !lines.contains { $0.starts(with: "package:".utf8) } && lines.contains { $0.starts(with: "contents:".utf8) }
    }
}
