public import Diagnostics
import Files
import Glibc
public import SystemPackage

/// Recipes as people name them.
public enum RecipeNames {
    /// The files that names stand for: paths, with or without `.yaml`, and patterns with `*`, `?` and `[…]`.
    ///
    /// - Throws: `missing-file` for a name that stands for nothing.
    public static func paths(_ names: [String]) throws(Diagnostic) -> [FilePath] {
        var paths: [FilePath] = []
        for name in names {
            for path in try expand(name) where !paths.contains(path) { paths.append(path) }
        }
        return paths
    }

    private static func expand(_ name: String) throws(Diagnostic) -> [FilePath] {
        for candidate in [name, name + ".yaml"] {
            if let status = FileStatus.ifPresent(FilePath(candidate)), status.kind != .directory { return [FilePath(candidate)] }
        }
        var matches: [FilePath] = []
        if name.contains(where: { "*?[".contains($0) }) {
            matches = files(name)
            if matches.isEmpty { matches = files(name + ".yaml") }
        }
        if matches.isEmpty { throw Diagnostic(.missingFile, "there is no recipe \(name)") }
        return matches
    }

    private static func files(_ pattern: String) -> [FilePath] {
        var list = glob_t()
        defer { globfree(&list) }
        guard glob(pattern, 0, nil, &list) == 0, let names = list.gl_pathv else { return [] }
        return (0..<Int(list.gl_pathc)).compactMap { index in names[index].map { FilePath(platformString: $0) } }
            .filter { FileStatus.ifPresent($0)?.kind != .directory }
    }
}
