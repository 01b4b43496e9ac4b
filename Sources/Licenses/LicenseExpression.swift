public import Diagnostics

/// A license expression of SPDX: `MIT`, `Apache-2.0 WITH LLVM-exception`, `(MIT OR ISC) AND LicenseRef-fonts` (RECIPE.md §3.2).
public struct LicenseExpression: Hashable, Sendable, CustomStringConvertible {
    /// The expression as it was written.
    public let text: String

    /// Checks a text against the grammar and the list.
    ///
    /// - Throws: `invalid-license`, with what is wrong and what may have been meant.
    public init(_ text: String, list: LicenseList = .standard) throws(Diagnostic) {
        self.text = text
        // Nearly all licenses are a single identifier.
        if list.license(text) != nil { return }
        var parser = ExpressionParser(text, list: list)
        try parser.parse()
    }

    /// Whether a text is an expression.
    public static func isValid(_ text: String) -> Bool {
        do throws(Diagnostic) {
            _ = try LicenseExpression(text)
            return true
        } catch {
            return false
        }
    }

    public var description: String { text }
}

extension Diagnostic.Code {
    /// A license that is not an expression of SPDX.
    public static let invalidLicense = input("invalid-license")
}
