/// What the text of a license is known by: phrases that it has, and phrases that only its relatives have.
struct LicensePattern: Sendable {
    /// The SPDX identifier, for licenses of GNU without `-only` and `-or-later`, which the text itself does not tell.
    let identifier: String
    /// In lower case, words only; all of them are in the text.
    let phrases: [String]
    /// None of them is in the text.
    let without: [String]

    init(_ identifier: String, _ phrases: String..., without: [String] = []) {
        self.identifier = identifier
        self.phrases = phrases
        self.without = without
    }

    /// Every license that can be told.
    static let all = permissive + reciprocal + others + notices
}
