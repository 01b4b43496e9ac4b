import APK
import Roots

/// Where busybox's applets belong, as its own sources say: for packages that do not list them (IMAGE.md §9.10).
///
/// `Applets/applets.txt` was derived from the `//applet:` lines of the releases 1.32.1 to 1.36.0: a path, and the first of these
/// releases that has it when that is not 1.32.1.
enum BusyboxApplets {
    /// The releases that have lists of their own; others take the newest.
    private static let releases = ["1.32.1", "1.33.0", "1.33.1", "1.33.2", "1.34.0", "1.34.1", "1.35.0", "1.36.0"]

    /// The paths for a package version; nil when no release can be told from it.
    static func paths(for version: String, rules: ImageRules) -> [String]? {
        guard let release = release(of: version) else { return nil }
        let position = releases.firstIndex(of: release) ?? releases.count - 1
        var paths: [String] = []
        for line in String(decoding: PackageResources.applets_txt, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if words.count > 1, releases.firstIndex(of: words[1]).map({ $0 > position }) ?? true { continue }
            paths.append(words[0])
        }
        guard rules == .apko else { return paths }
        // apko takes the top directory for one that is called root, and misses a shell of one release.
        paths = paths.map { $0 == "/linuxrc" ? "/root/linuxrc" : $0 }
        if releases[position] == "1.34.0" { paths.removeAll { $0 == "/bin/bash" } }
        return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The three numbers of a version that has nothing behind them but `-r` and a number, or the like.
    private static func release(of version: String) -> String? {
        let text = version.first == "v" ? version.dropFirst() : version[...]
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else {
            return nil
        }
        if parts.count > 1 {
            func isWord(_ byte: UInt8) -> Bool {
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
            }
            if parts[1].isEmpty || !parts[1].utf8.allSatisfy(isWord) { return nil }
        }
        return String(parts[0])
    }
}
