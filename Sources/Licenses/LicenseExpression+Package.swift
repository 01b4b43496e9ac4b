import Cryptography

extension LicenseExpression {
    /// The license of a package made of those that its recipe lists (RECIPE.md §3.2): each must hold.
    ///
    /// What is not an expression is put as a reference, so that the whole always is one. They are joined as they are, without
    /// parentheses around those with `OR`: the text goes into packages, and must be the one that other tools write.
    public static func joined(_ licenses: [String]) -> String {
        licenses.filter { !$0.isEmpty }.map { isValid($0) ? $0 : reference(to: $0) }.joined(separator: " AND ")
    }

    /// `LicenseRef-` with what may stand in such a name: blanks and underscores become `-`, all else goes.
    public static func reference(to license: String) -> String {
        var name: [UInt8] = []
        for byte in license.utf8 {
            if byte.isOfIdentifier {
                name.append(byte)
            } else if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "_") {
                name.append(UInt8(ascii: "-"))
            }
        }
        // Nothing left to tell it from others by: the digest does.
        if name.isEmpty { return "LicenseRef-\(Digest(bytes: Array(Digest.of(license).bytes.prefix(8))).hex)" }
        return "LicenseRef-\(String(decoding: name, as: UTF8.self))"
    }
}
