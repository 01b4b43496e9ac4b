/// The capabilities of a file, as its extended attribute `security.capability` holds them (PACKAGE.md §2.5).
public struct FileCapabilities: Hashable, Sendable {
    /// Numbers of the capabilities that a file of a package may have (RECIPE.md §3.7).
    private static let numbers: [Substring: UInt32] = [
        "cap_net_bind_service": 10, "cap_net_admin": 12, "cap_net_raw": 13, "cap_ipc_lock": 14, "cap_sys_admin": 21,
    ]

    private var permitted: UInt32 = 0
    private var inheritable: UInt32 = 0
    private var isEffective = false

    /// No capability.
    public init() {}

    /// Adds capabilities to those that are there (RECIPE.md §3.7).
    ///
    /// - Parameters:
    ///   - names: capabilities separated by commas; others than those of the format are left out, recipes with them do not get here.
    ///   - flags: a text with any of the letters e, p and i.
    public mutating func add(_ names: String, flags: String) {
        var bits: UInt32 = 0
        for name in names.split(separator: ",") { bits |= Self.numbers[name].map { 1 << $0 } ?? 0 }
        if flags.utf8.contains(UInt8(ascii: "p")) { permitted |= bits }
        if flags.utf8.contains(UInt8(ascii: "i")) { inheritable |= bits }
        if flags.utf8.contains(UInt8(ascii: "e")), bits != 0 { isEffective = true }
    }

    /// The 24 bytes of the attribute, version 3, of the root user of the first namespace.
    public var bytes: [UInt8] {
        let words: [UInt32] = [0x0300_0000 | (isEffective ? 1 : 0), permitted, inheritable, 0, 0, 0]
        return words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) } }
    }
}
