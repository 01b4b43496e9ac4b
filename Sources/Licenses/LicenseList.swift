/// The identifiers of the SPDX license list.
///
/// The list is part of the program, so that the same recipe is judged alike everywhere; `Identifiers` holds it, one to a line.
public struct LicenseList: Sendable {
    /// The list that this version of Cuttle knows.
    public static let standard = LicenseList(licenses: PackageResources.licenses_txt, exceptions: PackageResources.exceptions_txt)

    /// The identifiers of licenses as the list spells them, sorted without regard to case.
    public let licenses: [String]
    /// The identifiers of exceptions, which stand behind `WITH`.
    public let exceptions: [String]
    private let licenseByKey: [String: String]
    private let exceptionByKey: [String: String]

    init(licenses: [UInt8], exceptions: [UInt8]) {
        self.licenses = Self.lines(licenses)
        self.exceptions = Self.lines(exceptions)
        licenseByKey = Self.table(self.licenses)
        exceptionByKey = Self.table(self.exceptions)
    }

    /// The list's spelling of a license; identifiers are the same in any case of letters.
    public func license(_ identifier: String) -> String? { licenseByKey[identifier.lowercased()] }

    /// The list's spelling of an exception.
    public func exception(_ identifier: String) -> String? { exceptionByKey[identifier.lowercased()] }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n"))
            .filter { $0.first != UInt8(ascii: "#") }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private static func table(_ identifiers: [String]) -> [String: String] {
        Dictionary(identifiers.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    }
}
