/// A file that holds licenses.
public struct LicenseText: Hashable, Sendable {
    /// Where it is, below the folder that was looked through.
    public let path: String
    /// What it holds; empty when none is known.
    public let matches: [LicenseClassifier.Match]

    /// Classifies a text.
    public init(path: String, text: [UInt8]) {
        self.path = path
        matches = LicenseClassifier.classify(text)
    }

    /// Longer files, in bytes, are not the text of a license.
    public static let longest = 1 << 20
}
