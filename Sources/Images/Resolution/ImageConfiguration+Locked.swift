import APK
import ImageConfigurations

extension ImageConfiguration {
    /// Each package by its version, with the tag that it was last asked for by, in byte order (IMAGE.md §8, step 3).
    ///
    /// What a validated configuration asks for by itself has no tag.
    func pins(_ packages: [IndexRecord]) -> [String] {
        var tags: [Substring: Substring] = [:]
        for text in contents.packages.dropLast(impliedPackages.count) {
            // apko has the tag after the version, apk-tools before it.
            tags[text.prefix { !"=<>~@".contains($0) }] = text.firstIndex(of: "@").map { text[$0...].prefix { !"=<>~".contains($0) } }
        }
        return packages.map { "\($0.name)=\($0.version)\(tags[$0.name[...]] ?? "")" }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The configuration with every package by its version: validated again, it asks once more for what it asks for by itself
    /// (IMAGE.md §2.4, §8).
    func locked(to pins: [String]) -> ImageConfiguration {
        var locked = self
        locked.contents.packages = pins + impliedPackages
        locked.packageSpans = []
        return locked
    }
}
