/// Which files are taken for texts of licenses, by their names (PACKAGE.md §8).
public enum LicenseFileName {
    /// Whether a file of this name, without folders, is likely to hold a license.
    ///
    /// It does when one of the words stands alone, in front of a separator or behind one: `COPYING.LIB`, `MIT-LICENSE.txt`.
    public static func isLicense(_ name: some StringProtocol) -> Bool {
        let name = name.lowercased()
        if otherEndings.contains(where: { name.hasSuffix($0) }) { return false }
        let parts = name.split(omittingEmptySubsequences: false) { "._-".contains($0) }
        if let first = parts.first, words.contains(String(first)) || wholeWords.contains(String(first)) && parts.count <= 2 { return true }
        // Behind a separator at most an ending may follow.
        return parts.dropFirst().suffix(2).contains { words.contains(String($0)) }
    }

    private static let words: Set = [
        "license", "licence", "licenses", "licences", "unlicense", "unlicence", "copying", "copyright", "copyrights",
    ]
    private static let wholeWords: Set = ["ofl", "patents"]
    private static let otherEndings = [".xml", ".go", ".gemspec", ".spdx", ".header"]
}
