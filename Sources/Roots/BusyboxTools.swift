/// The names of busybox's tools, which its package lists in a file (IMAGE.md §9.10).
public enum BusyboxTools {
    /// The program, relative to the root.
    public static let program = "bin/busybox"
    /// The folder of such lists, each with the name of its package.
    public static let lists = "etc/busybox-paths.d"

    /// The absolute paths in a list that may become links to the program.
    public static func paths(in list: [UInt8]) -> [String] {
        String(decoding: list, as: UTF8.self).split(separator: "\n").filter { line in
            line.hasPrefix("/") && !line.split(separator: "/").contains("..") && line != "/\(program)"
        }.map(String.init)
    }
}
